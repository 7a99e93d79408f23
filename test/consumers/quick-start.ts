import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import type { Backend } from '../../demo/server/backend.js';
import { eventually } from '../tools/eventually.js';
import { end, endGroup, endWithThisProcess, freePort } from '../tools/processes.js';
import { fileOf } from './front.js';
import { environment } from './install.js';
import { visit } from './visit.js';

/**
 * Does what README's "Put it on a page" says, word for word: the relay on its own port, the files, the tag or the one
 * script in its place, and nothing else. Addresses, the agent and the key are this test's; the package is the tarball that is installed already.
 *
 * @param folder of an application with the package in it
 */
export async function tryQuickStart(folder: string, { simulator, simulatorUrl }: Backend): Promise<void> {
  const readme = readFileSync(join(folder, 'node_modules/autessa-agent/README.md'), 'utf8');
  const section = /^## Put it on a page$([^]*?)^With a bundler/m.exec(readme)?.[1] ?? assert.fail('README has the section');
  const blocks = [...section.matchAll(/^ *```(sh|html)\n([^]*?)^ *```$/gm)].map(([, , code = '']) => code);
  assert.equal(blocks.length, 4, 'a relay, the files, the tag, and the script in its place');
  const [startRelay = '', copyFiles = '', tag = '', script = ''] = blocks;

  const site = join(folder, 'public');
  mkdirSync(site, { recursive: true });
  const page = createServer((request, response) => {
    void fileOf(site, new URL(request.url ?? '/', 'http://page').pathname).then((file) =>
      file ? response.writeHead(200, { 'Content-Type': file.type }).end(file.content) : response.writeHead(404).end(),
    );
  });
  const [pagePort, relayPort] = [await freePort(), await freePort()];
  await new Promise<void>((resolve) => page.listen(pagePort, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${pagePort}`;
  const relayOrigin = `http://127.0.0.1:${relayPort}`;

  const command = replaced(startRelay, [['AUTESSA_API_KEY=…', `AUTESSA_API_KEY=${simulator.apiKey}`], ['https://www.example.com', origin], ['RELAY_AGENTS=123', 'RELAY_AGENTS=104']]);
  // What a tester has, and no user: another Agent API, and a port that is free.
  const relay = endWithThisProcess(
    spawn('sh', ['-c', command], { cwd: folder, env: { ...environment, AUTESSA_API_BASE: simulatorUrl, PORT: String(relayPort) }, stdio: ['ignore', 'pipe', 'pipe'], detached: true }),
  );
  let said = '';
  for (const stream of [relay.stdout, relay.stderr]) stream?.on('data', (part: Buffer) => (said += String(part)));
  try {
    execFileSync('sh', ['-c', replaced(copyFiles, [['npm install autessa-agent && ', '']])], { cwd: folder, env: environment });
    await eventually(() => fetch(`${relayOrigin}/healthz`).then(({ ok }) => ok, () => false), 60_000).catch(() => {
      throw new Error(`The relay does not start: ${said}`);
    });
    for (const [html, isTextOnly] of [[tag, false], [script, true]] as const) {
      const own = replaced(html, [['agent-id="123"', 'agent-id="104"'], ['https://relay.example.com/token', `${relayOrigin}/token`]]);
      writeFileSync(join(site, 'index.html'), `<!doctype html><html lang="en"><title>Quick start</title><body>${own}</body></html>`);
      await visit({ origin, missing: [] }, { isBare: true, isTextOnly });
    }
  } finally {
    endGroup(relay);
    await end(relay);
    page.close();
    page.closeAllConnections();
  }
}

/** What is to be replaced has to be there: the test is of README as it stands. */
function replaced(text: string, pairs: readonly (readonly [string, string])[]): string {
  return pairs.reduce((all, [from, to]) => {
    assert.ok(all.includes(from), `${from} is in ${all}`);
    return all.replaceAll(from, to);
  }, text);
}
