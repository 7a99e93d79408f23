import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { build } from 'esbuild';
import { startBackend, type Backend } from '../../demo/server/backend.js';
import { startFront, type Front } from '../consumers/front.js';
import { visit } from '../consumers/visit.js';
import { browserUnderTest, openPage } from '../tools/page-driver.js';

/* Somebody's bundler makes one classic script of all that they import: it cannot know where it is. */

const skip = browserUnderTest() === 'chromium' ? false : 'What a classic script knows is the same in all, and these play no sound';

describe('A build as one classic script (IIFE)', { skip }, () => {
  let backend: Backend;
  let front: Front;
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'classic-')));
  const writePage = (attributes = ''): void =>
    writeFileSync(
      join(folder, 'index.html'),
      `<!doctype html><html lang="en"><title>Classic</title><body><autessa-agent agent-id="104" token-endpoint="/token" ${attributes}></autessa-agent><script src="/app.js"></script></body></html>`,
    );
  before(async () => {
    await build({ entryPoints: ['lib/define.js'], bundle: true, format: 'iife', target: 'es2022', outfile: join(folder, 'app.js'), logLevel: 'silent' });
    // As docs/frameworks.md has it copied.
    symlinkSync(join(process.cwd(), 'dist'), join(folder, 'autessa'));
    backend = await startBackend();
    front = await startFront(backend.origin, { folder });
  });
  after(async () => {
    await front.close();
    await backend.close();
    rmSync(folder, { recursive: true });
  });

  test('talks and writes, with assets-base', async () => {
    writePage('assets-base="/autessa"');
    await visit(front, { isBare: true });
  });

  test('says that assets-base is missing, and not that the connection is lost', async () => {
    writePage();
    const page = await openPage({}, 'chromium');
    try {
      await page.open(`${front.origin}/`);
      const [told, warned] = await page.evaluate(async () => {
        const warnings: string[] = [];
        console.warn = (text: string) => void warnings.push(text);
        const element = document.querySelector('autessa-agent')!;
        const error = await element.startVoice().then(() => undefined, (thrown: { readonly code: string; readonly message: string }) => thrown);
        return [`${error?.code}: ${error?.message}`, warnings] as const;
      });
      assert.match(told, /^config: Set assets-base to the folder that holds voice\//);
      assert.deepEqual(warned.map((text) => text.startsWith('<autessa-agent> Set assets-base')), [true], warned.join('\n'));
    } finally {
      await page.close();
    }
  });
});
