import { Session } from 'node:inspector/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FakeClock, settled } from '../support/fake-clock.js';
import { agentLog, ScriptedServer, userLog } from '../support/scripted-server.js';
import { FakeStore, scene } from '../support/session.js';

/*
 * How far something travels through the code: how many files of `src` have a part in it, and how many of their functions
 * are entered. A reader who wants to understand it has to read these. Counted by V8, without what modules do when they
 * are loaded.
 *
 *   FILES=1 npm run bench trips   tells which files, and which functions how often
 */

interface Trip {
  /** Of each file: how often each of its functions was entered, by name. */
  readonly files: ReadonlyMap<string, ReadonlyMap<string, number>>;
  readonly entries: number;
}

const sum = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((total, each) => total + each, 0);

const inspector = new Session();

/** What `act` enters. */
async function trip(act: () => unknown): Promise<Trip> {
  await inspector.post('Profiler.takePreciseCoverage');
  await act();
  const { result } = await inspector.post('Profiler.takePreciseCoverage');
  const files = new Map<string, Map<string, number>>();
  for (const { url, functions } of result) {
    const path = url.startsWith('file:') ? relative(process.cwd(), fileURLToPath(url)) : '';
    if (!path.startsWith('src/')) continue;
    const counts = files.get(path) ?? new Map<string, number>();
    for (const { functionName, ranges: [{ startOffset, count } = { startOffset: 0, count: 0 }] } of functions) {
      // What begins at 0 is the module itself; `__name` is the bundler's.
      if (count > 0 && startOffset > 0 && functionName !== '__name') counts.set(functionName || '=>', (counts.get(functionName || '=>') ?? 0) + count);
    }
    if (counts.size > 0) files.set(path, counts);
  }
  return { files, entries: [...files.values()].reduce((total, counts) => total + sum(counts), 0) };
}

/**
 * Lets 1 s of the session's time pass again and again until something is so. Code that is loaded late has to be looked up
 * outside of that time, and takes as long as it takes.
 */
async function until(isSo: () => boolean): Promise<void> {
  for (let seconds = 0; seconds < 60; seconds += 1) {
    if (isSo()) return;
    await clock.pass(1_000);
  }
  throw new Error(`It has not come to that: ${isSo}`);
}

function tell(name: string, { files, entries }: Trip): void {
  console.log(`${name.padEnd(44)} ${String(files.size).padStart(3)} files ${String(entries).padStart(4)} entries`);
  if (!process.env['FILES']) return;
  for (const [path, counts] of [...files].toSorted(([, a], [, b]) => sum(b) - sum(a))) {
    const names = [...counts].toSorted(([, a], [, b]) => b - a).map(([of, count]) => (count > 1 ? `${of} ${count}` : of));
    console.log(`    ${String(sum(counts)).padStart(4)} ${path}: ${names.join(', ')}`);
  }
}

inspector.connect();
await inspector.post('Profiler.enable');
await inspector.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });

const store = new FakeStore();
const server = new ScriptedServer();
const clock = new FakeClock();
const all = scene({ store, server, clock });
await all.session.open();
await settled();

tell('first typed message, `send` → socket', await trip(async () => {
  void all.session.send('one').catch(() => undefined);
  await until(() => server.sockets.length === 1);
  await server.socket.open('conv-1');
  await until(() => server.socket.sent.length === 1);
}));
tell('one stream frame → snapshot', await trip(() => server.socket.stream('Hello')));
await server.socket.finish('Hello');
// What is loaded with the first reply is there.
await all.session.cancel('nobody');
await settled();
tell('second message, connection open', await trip(async () => {
  void all.session.send('two').catch(() => undefined);
  await until(() => server.socket.sent.length === 2);
}));
await server.socket.stream('Hal');
all.hide();
all.session.dispose();
server.logs = [userLog('one'), agentLog('Hello'), userLog('two'), agentLog('Half')];
await settled();
tell('reload in mid-reply → its reply', await trip(async () => {
  const next = scene({ store, server, clock });
  await next.session.open();
  await until(() => server.sockets.length === 2);
  await server.socket.open('conv-1', 'REVIVED');
  await until(() => next.session.snapshot.messages.at(-1)?.text === 'Half');
  next.session.dispose();
}));
inspector.disconnect();
