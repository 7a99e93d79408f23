import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { build } from 'esbuild';
import { publint } from 'publint';
import { installPacked } from '../tools/packed-package.js';

interface Manifest {
  readonly exports: Record<string, string | { readonly types: string; readonly default: string }>;
  readonly main: string;
  readonly types: string;
  readonly typesVersions: { readonly '*': Record<string, readonly string[]> };
  readonly bin: Record<string, string>;
}

/** Imports a module in a process of its own, and tells the names of what it exports. */
function namesExported(folder: string, specifier: string): string[] {
  const script = `console.log(JSON.stringify(Object.keys(await import('${specifier}'))))`;
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return JSON.parse(output) as string[];
}

const consumer = `
import { AgentError, AgentSession, AutessaAgentElement } from 'autessa-agent';
import 'autessa-agent/define';
import type { Message, SessionSnapshot, TokenProvider } from 'autessa-agent/session';
import { AutessaAgent } from 'autessa-agent/react';

const tokenProvider: TokenProvider = async ({ agentId }) => ({ token: String(agentId), expiresIn: 60 });
const element = document.createElement('autessa-agent');
const same: AutessaAgentElement = element;
same.tokenProvider = tokenProvider;
element.addEventListener('autessa-message', ({ message }) => message.text.length);
document.addEventListener('autessa-error', ({ error }) => error.code === 'auth');
window.addEventListener('autessa-feedback', ({ message, value }) => [message.id, value]);
// @ts-expect-error: an error has no such field
document.addEventListener('autessa-error', ({ nonsense }) => nonsense);
export const last = (snapshot: SessionSnapshot): Message | undefined => snapshot.messages.at(-1);
export const failed = (error: unknown) => error instanceof AgentError && error.code === 'auth';
export const use = (session: AgentSession) => session.send('Hello');
export const view = AutessaAgent;
// @ts-expect-error: no such property
element.nonsense = 1;
`;

const relayConsumer = `
import { createServer } from 'node:http';
import { createRelay, type RelayOptions } from 'autessa-agent/relay';

export async function serve(options: RelayOptions) {
  const relay = createRelay(options);
  const server = createServer();
  server.on('upgrade', (request, socket, head) => relay.upgrade(request, socket, head));
  const answer: Response = await relay.fetch(new Request('http://localhost/token'));
  return answer.status;
}
// @ts-expect-error: the key is needed
createRelay({});
`;

describe('The packed package', () => {
  test('code that somebody waits for is compiled beside the page’s thread', () => {
    for (const name of ['define', 'panel-bundle', 'markdown-stream']) {
      const files = readdirSync('dist/chunks').filter((file) => new RegExp(`^${name}-.{6}\\.js$`).test(file));
      assert.equal(files.length, 1, name);
      assert.match(readFileSync(join('dist/chunks', files[0] ?? ''), 'utf8'), /^\/\/# allFunctionsCalledOnLoad\n/, name);
    }
  });

  let folder: string;
  let packed: string;
  let manifest: Manifest;
  before(() => {
    folder = installPacked({
      'consumer.ts': consumer,
      'relay-consumer.ts': relayConsumer,
      'package.json': '{ "type": "module" }',
    });
    packed = join(folder, 'node_modules/autessa-agent');
    manifest = JSON.parse(readFileSync(join(packed, 'package.json'), 'utf8')) as Manifest;
  });

  test('holds all that it promises', () => {
    const promised = Object.values(manifest.exports)
      .flatMap((target) => (typeof target === 'string' ? [target] : Object.values(target)))
      .filter((target) => !target.includes('*'));
    const voice = ['worklets.js', 'detector.js', 'silero-v6-16khz.bin'];
    const others = [
      'dist/autessa-agent.js',
      'dist/embed.js',
      'dist/third-party-notices.txt',
      'vscode.html-custom-data.json',
      ...voice.map((file) => `dist/voice/${file}`),
    ];
    assert.deepEqual([...promised, ...others].filter((path) => !existsSync(join(packed, path))), []);
  });

  const expected: Readonly<Record<string, readonly string[]>> = {
    'autessa-agent': ['AutessaAgentElement', 'AgentSession', 'AgentError'],
    'autessa-agent/define': [],
    'autessa-agent/session': ['AgentSession', 'AgentError'],
    'autessa-agent/react': ['AutessaAgent'],
    'autessa-agent/vue': [],
    'autessa-agent/svelte': [],
    'autessa-agent/solid': [],
    'autessa-agent/preact': [],
    'autessa-agent/relay': ['createRelay'],
  };
  for (const [specifier, names] of Object.entries(expected)) {
    test(`can be imported by Node: ${specifier}`, () => {
      const exported = namesExported(folder, specifier);
      assert.deepEqual(names.filter((name) => !exported.includes(name)), []);
    });
  }

  test('has a command that says which setting it lacks', () => {
    const program = join(packed, manifest.bin['autessa-agent-relay'] ?? '');
    assert.match(readFileSync(program, 'utf8'), /^#!\/usr\/bin\/env node\n/);
    const { status, stderr } = spawnSync(process.execPath, [program], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH ?? '' },
    });
    assert.equal(status, 1);
    assert.match(stderr, /AUTESSA_API_KEY/);
    const told = spawnSync(process.execPath, [program, '--version'], { encoding: 'utf8' });
    assert.equal(told.stdout.trim(), (JSON.parse(readFileSync(join(packed, 'package.json'), 'utf8')) as { version: string }).version);
  });

  for (const [resolution, module] of [['bundler', 'esnext'], ['nodenext', 'nodenext']] as const) {
    test(`has types that hold, with ${resolution} resolution`, () => {
      const compiler = join(process.cwd(), 'node_modules/typescript/bin/tsc');
      const options = ['--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2023,dom,dom.iterable,dom.asynciterable'];
      const { status, stdout } = spawnSync(
        process.execPath,
        [compiler, ...options, '--module', module, '--moduleResolution', resolution, '--types', 'node', 'consumer.ts', 'relay-consumer.ts'],
        { cwd: folder, encoding: 'utf8' },
      );
      assert.equal(status, 0, stdout);
    });
  }

  test('says where its types are to those that read no `exports`, too (moduleResolution: node)', () => {
    const { exports, main, types, typesVersions } = manifest;
    const own = { '.': [types], ...typesVersions['*'] };
    const asExported = Object.entries(exports).flatMap(([name, target]) => (typeof target === 'string' ? [] : [[name.replace('./', ''), [target.types.replace('./', '')]]]));
    assert.deepEqual(own, Object.fromEntries(asExported));
    assert.deepEqual(exports['.'], { types: `./${types}`, default: `./${main}` });
  });

  test('leaves the publishing linter nothing to say', async () => {
    const { messages } = await publint({ pkgDir: packed, level: 'suggestion', strict: true });
    assert.deepEqual(messages, []);
  });

  const bundle = async (contents: string): Promise<string> => {
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: folder },
      bundle: true,
      write: false,
      format: 'esm',
      target: 'es2022',
      logLevel: 'silent',
    });
    return outputFiles[0]?.text ?? '';
  };

  test('registers the element only where it is asked to, and draws nothing without it', async () => {
    const registers = /customElements\.define\(\s*"autessa-agent"|\.define\("autessa-agent"/;
    assert.match(await bundle(`import 'autessa-agent/define';`), registers);
    for (const framework of ['vue', 'svelte', 'solid', 'preact']) assert.match(await bundle(`import 'autessa-agent/${framework}';`), registers);
    // A component that is used is of no use without its element.
    assert.match(await bundle(`import { AutessaAgent } from 'autessa-agent/react'; console.log(AutessaAgent);`), registers);
    assert.doesNotMatch(await bundle(`import { AutessaAgentElement } from 'autessa-agent'; console.log(AutessaAgentElement);`), registers);
    const headless = await bundle(`import { AgentSession } from 'autessa-agent/session'; console.log(AgentSession);`);
    assert.doesNotMatch(headless, /litElementVersions|litHtmlVersions/);
    assert.doesNotMatch(headless, registers);
  });

  test('costs a consumer what they import, and no more', async () => {
    const error = await bundle(`import { AgentError } from 'autessa-agent'; console.log(AgentError);`);
    assert.match(error, /class AgentError|AgentError = class/);
    assert.ok(error.length < 2_500, `${error.length} bytes for AgentError`);
    const names = await bundle(`import { operationNames } from 'autessa-agent'; console.log(operationNames);`);
    assert.ok(names.length < 2_500, `${names.length} bytes for a constant`);
  });

  test('says in its first line that the React component is for browsers', () => {
    assert.match(readFileSync(join(packed, 'lib/react.js'), 'utf8'), /^'use client';\n/);
  });
});
