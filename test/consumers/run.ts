import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { startBackend, type Backend } from '../../demo/server/backend.js';
import { build } from '../tools/build.js';
import { ensureBrowser } from '../tools/ensure-browser.js';
import { eventually } from '../tools/eventually.js';
import { end, endGroup, endWithThisProcess, freePort } from '../tools/processes.js';
import { consumers, type Consumer } from './consumers.js';
import { lacks } from '../tools/needs.js';
import { startFront, type Front } from './front.js';
import { environment, install, pack, versionOf } from './install.js';
import { tryQuickStart } from './quick-start.js';
import { record, type Result } from './record.js';
import { visit } from './visit.js';

/*
 * npm run consumers [-- --quick] [-- --record] [-- name …]
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, record: { type: 'boolean', default: false } },
});
const unknown = positionals.find((name) => !(name in consumers));
if (unknown !== undefined) throw new Error(`${unknown} is none of ${Object.keys(consumers).join(', ')}`);
const chosen = Object.entries(consumers).filter(
  ([name, { isQuick }]) => (positionals.length === 0 || positionals.includes(name)) && (!values.quick || isQuick === true),
);

const start = performance.now();
ensureBrowser();
if (!(await build())) process.exit(1);
const tarball = await pack();
const backend = await startBackend();
const results: Result[] = [];
for (const [name, consumer] of chosen) {
  const reason = lacks(...(consumer.needs ?? []));
  if (reason === false) results.push(await tryOne(name, consumer));
  else console.log(`- ${name.padEnd(12)} skipped: ${reason}`);
}
await backend.close();
if (values.record) record(results);

const failed = results.filter(({ trouble }) => trouble !== undefined);
console.log(`\n${((performance.now() - start) / 1000).toFixed(0)} s\n${results.length - failed.length} passed, ${failed.length} failed`);
process.exit(failed.length > 0 ? 1 : 0);

async function tryOne(name: string, consumer: Consumer): Promise<Result> {
  const began = performance.now();
  const seconds = () => `${((performance.now() - began) / 1000).toFixed(0)} s`;
  let versions: string[] = [];
  try {
    const folder = await install(consumer.app, tarball);
    versions = consumer.of.map((package_) => `${package_} ${versionOf(folder, package_)}`);
    const installed = seconds();
    for (const script of consumer.scripts) {
      const { stdout } = await promisify(execFile)('npm', ['run', '--silent', script], { cwd: folder, env: environment, maxBuffer: 1 << 26, timeout: 300_000 });
      // It comes from no registry of packages, and says itself which one it is.
      versions.push(.../^WordPress [\d.]+/m.exec(stdout) ?? []);
    }
    const built = seconds();
    await visitSite(folder, consumer, backend);
    console.log(`✓ ${name.padEnd(12)} ${seconds().padStart(6)}  (installed ${installed}, built ${built})  ${versions.join(', ')}`);
    return { name, title: consumer.title, versions };
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string };
    const trouble = [message, stdout, stderr].join('\n').trim();
    console.log(`✗ ${name.padEnd(12)} ${seconds().padStart(6)}  ${versions.join(', ')}\n${trouble.replaceAll(/^/gm, '    ')}`);
    return { name, title: consumer.title, versions, trouble };
  }
}

async function visitSite(folder: string, consumer: Consumer, backend: Backend): Promise<void> {
  const { site } = consumer;
  const visitPage = (front: Front): Promise<void> => consumer.visit?.(front) ?? visit(front, consumer);
  const { origin } = backend;
  if (!site) return;
  if (site === 'readme') return tryQuickStart(folder, backend);
  if ('folder' in site) {
    const front = await startFront(origin, { folder: join(folder, site.folder) });
    return visitPage(front).finally(() => front.close());
  }
  const port = await freePort();
  const app = endWithThisProcess(
    spawn('npm', ['run', '--silent', site.script], {
      cwd: folder,
      env: { ...environment, PORT: String(port), HOST: '127.0.0.1', NITRO_HOST: '127.0.0.1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      // npm does not end what it started.
      detached: true,
    }),
  );
  const said = outputOf(app);
  const own = `http://127.0.0.1:${port}`;
  try {
    await eventually(() => fetch(own).then(({ ok }) => ok, () => false), 60_000).catch(() => {
      throw new Error(`Nothing listens at ${own}: ${said()}`);
    });
    const front = await startFront(origin, { origin: own });
    await visitPage(front).finally(() => front.close());
  } finally {
    endGroup(app);
    await end(app);
  }
}

function outputOf({ stdout, stderr }: ChildProcess): () => string {
  const parts: string[] = [];
  for (const stream of [stdout, stderr]) stream?.on('data', (part: Buffer) => parts.push(String(part)));
  return () => parts.join('');
}
