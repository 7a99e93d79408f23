import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { startBackend, type Backend } from '../../demo/server/backend.js';
import { startFront, type Front } from '../consumers/front.js';
import { visit } from '../consumers/visit.js';
import { browserUnderTest } from '../tools/page-driver.js';

/*
 * The content security policies of docs/hosting.md, each as it stands there and with nothing besides: what they forbid
 * would be in the console. Own and other origins are told apart by ports.
 */

const skip = browserUnderTest() === 'chromium' ? false : 'Policies are the same in all; the demo page lives by one in each';
const documented = [...readFileSync('docs/hosting.md', 'utf8').matchAll(/^For (text|text and voice), with (.+):\n\n```\n(.+)\n```$/gm)];

describe('A documented content security policy is all that is needed', { skip }, () => {
  let backend: Backend;
  let cdn: Front;
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'policy-')));
  before(async () => {
    backend = await startBackend();
    cdn = await startFront(backend.origin, { folder, headers: { 'Access-Control-Allow-Origin': '*' } });
    symlinkSync(join(process.cwd(), 'dist'), join(folder, 'dist'));
  });
  after(async () => {
    await cdn.close();
    await backend.close();
    rmSync(folder, { recursive: true });
  });

  test('and there is one for each case', () => assert.equal(documented.length, 5));

  for (const [, what = '', where = '', policy = ''] of documented) {
    test(`${what}, ${where}`, async () => {
      const [files, relay] = policy.includes('example.com') ? [cdn.origin, backend.origin] : ['', ''];
      const own = policy
        .replaceAll('https://cdn.example.com', files)
        .replaceAll('https://relay.example.com', relay)
        .replaceAll('wss://relay.example.com', relay.replace('http', 'ws'));
      writeFileSync(
        join(folder, 'index.html'),
        `<!doctype html><html lang="en"><title>Policy</title><body><script type="module" nonce="r4nd0m" src="${files}/dist/autessa-agent.js"></script>
        <autessa-agent agent-id="104" token-endpoint="${relay}/token"></autessa-agent></body></html>`,
      );
      const headers = { 'Content-Security-Policy': `default-src 'none'; require-trusted-types-for 'script'; ${own}` };
      const front = await startFront(backend.origin, { folder, headers });
      try {
        await visit(front, { isBare: true, isTextOnly: what === 'text' });
      } finally {
        await front.close();
      }
    });
  }
});
