import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { runInNewContext } from 'node:vm';
import { build, type BuildOptions } from 'esbuild';
import type { VoiceAssets } from '../../src/audio/assets.js';

async function bundle(options: BuildOptions): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: ['src/audio/assets.ts'],
    tsconfig: '.config/tsconfig.base.json',
    bundle: true,
    write: false,
    target: 'es2022',
    logLevel: 'silent',
    ...options,
  });
  return outputFiles?.[0]?.text ?? '';
}

describe('Where the files for voice are', () => {
  /** What a module finds that has been bundled to a path of somebody's project. */
  async function foundFrom(path: string): Promise<VoiceAssets> {
    const project = mkdtempSync(join(tmpdir(), 'assets-'));
    const file = join(project, path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, await bundle({ format: 'esm' }));
    try {
      const { voiceAssets } = (await import(pathToFileURL(file).href)) as { voiceAssets: (base: undefined) => VoiceAssets };
      const found = Object.entries(voiceAssets(undefined));
      return Object.fromEntries(found.map(([name, address]) => [name, address.replace(pathToFileURL(project).href, '')])) as unknown as VoiceAssets;
    } finally {
      rmSync(project, { recursive: true });
    }
  }

  const inPackage = {
    worklets: '/node_modules/autessa-agent/dist/voice/worklets.js',
    detector: '/node_modules/autessa-agent/dist/voice/detector.js',
    weights: '/node_modules/autessa-agent/dist/voice/silero-v6-16khz.bin',
  };

  test('is the package, for a module of the package', async () => {
    assert.deepEqual(await foundFrom('node_modules/autessa-agent/lib/audio/assets.mjs'), inPackage);
  });

  test('is the package, for a module that Vite 7 has moved', async () => {
    assert.deepEqual(await foundFrom('node_modules/.vite/deps/assets-BX3.mjs'), inPackage);
  });

  test('is told where a script cannot know', async () => {
    const code = await bundle({ format: 'iife', globalName: 'assets' });
    const name = runInNewContext(`${code}; try { assets.voiceAssets(undefined); } catch (error) { error.code + ' ' + error.message }`, {
      URL,
      DOMException,
    }) as string;
    assert.match(name, /^config Set assets-base/);
  });
});
