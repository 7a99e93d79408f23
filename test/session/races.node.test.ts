import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CallOptions } from '../../src/audio/call.js';
import { AgentError } from '../../src/base/errors.js';
import { isFinished, replyId } from '../../src/conversation/message.js';
import { AnsweringServer } from '../support/answering-server.js';
import { FakeCall, fakeContext } from '../support/fake-call.js';
import { settled, turn } from '../support/fake-clock.js';
import { scene, type Scene } from '../support/session.js';
import { random } from './core/world.js';

/*
 * Every public method in every state, twice, in any order, with the connection lost and found and the page put away
 * between them: every promise settles, nothing is left unhandled, and the session goes on.
 *
 *   SEED=7 npm test -- --only node session/races
 */

const seed = Number(process.env['SEED'] ?? 20_261);
const rounds = Number(process.env['ROUNDS'] ?? 12);

type Entry = (scene: Scene & { server: AnsweringServer; calls: FakeCall[] }) => unknown;

/** How each state is reached. */
const states: Readonly<Record<string, Entry>> = {
  unopened: () => undefined,
  opening: ({ session }) => void session.open(),
  idle: ({ session }) => session.open(),
  connecting: async ({ session, server }) => {
    server.isWell = false;
    void session.prepare();
    await settled();
  },
  ready: async ({ session }) => {
    await session.send('Hello');
  },
  responding: async ({ session, server }) => {
    await session.send('Hello');
    server.isWell = false;
    session.send('And?').catch(() => undefined);
    await settled();
    await server.socket.stream('Hm');
  },
  reconnecting: async ({ session, server }) => {
    await session.send('Hello');
    server.isWell = false;
    session.send('And?').catch(() => undefined);
    await settled();
    await server.socket.drop();
  },
  offline: async ({ session, setOnline }) => {
    await session.open();
    setOnline(false);
    session.send('Hello').catch(() => undefined);
    await settled();
  },
  limited: async ({ session, server }) => {
    server.answer('token', { status: 429, headers: { 'Retry-After': '20' } });
    session.send('Hello').catch(() => undefined);
    await settled();
  },
  failed: async ({ session, server }) => {
    server.answer('token', { status: 403 });
    await session.send('Hello').catch(() => undefined);
  },
  ended: async ({ session }) => {
    await session.send('Hello');
    await session.endConversation();
  },
  'asked for consent': ({ session }) => session.configure({ consent: 'May we?' }),
  'in a call that starts': async ({ session, server }) => {
    await session.send('Hello');
    server.isWell = false;
    session.startVoice(fakeContext()).catch(() => undefined);
    await settled();
  },
  'in a call': async ({ session, calls }) => {
    await session.send('Hello');
    const started = session.startVoice(fakeContext());
    await settled();
    await calls.at(-1)?.become({ phase: 'live' });
    await started;
  },
  'put away': async ({ session, putAway }) => {
    await session.send('Hello');
    putAway();
  },
};

type Method = (scene: Scene & { server: AnsweringServer; calls: FakeCall[] }) => unknown;

const methods: Readonly<Record<string, Method>> = {
  open: ({ session }) => session.open(),
  prepare: ({ session }) => session.prepare(),
  send: ({ session }) => session.send('Well?'),
  'send nothing': ({ session }) => session.send(' '),
  stop: ({ session }) => session.stop(),
  retry: ({ session }) => session.retry(session.snapshot.messages.at(-1)?.id ?? 'nobody'),
  cancel: ({ session }) => session.cancel(session.snapshot.messages.findLast(({ role }) => role === 'user')?.id ?? 'nobody'),
  reconnect: ({ session }) => session.reconnect(),
  acceptConsent: ({ session }) => session.acceptConsent(),
  startVoice: ({ session }) => session.startVoice(fakeContext()),
  stopVoice: ({ session }) => session.stopVoice(),
  'mute and so on': ({ session: { voice } }) => [voice?.mute(), voice?.unmute(), voice?.holdToTalk(true), voice?.holdToTalk(false)],
  newConversation: ({ session }) => session.newConversation(),
  undoNewConversation: ({ session }) => session.undoNewConversation(),
  endConversation: ({ session }) => session.endConversation(),
  loadEarlier: ({ session }) => session.loadEarlier(),
  transcript: ({ session }) => (['text', 'markdown', 'json'] as const).map((format) => session.transcript(format)),
  clearStoredData: ({ session }) => session.clearStoredData(),
  'clear everything': ({ session }) => session.clearStoredData({ everything: true }),
  setVisible: ({ session }) => [session.setVisible(false), session.setVisible(true)],
  configure: ({ session }) => session.configure({ variables: { a: 1 }, replyMode: 'TEXT' }),
  'another version': ({ session }) => session.configure({ version: { versionNumber: 3 } }),
  // What befalls it meanwhile.
  'the connection is lost': ({ server }) => server.sockets.at(-1)?.drop(),
  'a minute': ({ clock }) => clock.pass(60_000),
  'no network': ({ setOnline }) => setOnline(false),
  'the network': ({ setOnline }) => setOnline(true),
  'the page is put away': ({ hide, putAway }) => [hide(), putAway()],
  'the page comes back': ({ awaken }) => awaken(),
};

/** One session's time, which is nobody's for longer than it may take. */
async function play(enter: Entry, asked: readonly string[], pauses: () => number, isDisposedOf: boolean): Promise<void> {
  const server = new AnsweringServer();
  const calls: FakeCall[] = [];
  const openCall = (options: CallOptions): FakeCall => {
    const call = new FakeCall(options);
    calls.push(call);
    return call;
  };
  const all = { ...scene({ server, openCall }), server, calls };
  const { session, clock } = all;
  await enter(all);
  const open = new Set<string>();
  const failures: unknown[] = [];
  for (const [index, name] of asked.entries()) {
    const key = `${index} ${name}`;
    open.add(key);
    new Promise((resolve) => resolve(methods[name]!(all))).catch((error: unknown) => error instanceof AgentError || failures.push([name, error])).finally(() => open.delete(key));
    for (let turns = pauses(); turns > 0; turns -= 1) await turn();
  }
  if (isDisposedOf) session.dispose();
  // All is well again.
  server.isWell = true;
  server.next.clear();
  all.setOnline(true);
  all.awaken();
  void session.acceptConsent();
  session.stopVoice();
  for (let waited = 0; waited < 40 && (waited < 2 || open.size > 0); waited += 1) await clock.pass(10_000);
  assert.deepEqual([[...open], failures], [[], []], 'every promise settles, and fails as is documented');
  if (isDisposedOf) {
    assert.equal(clock.running, 0, 'no timer is left');
    await assert.rejects(session.send('Any more?'), { code: 'aborted' });
    return;
  }
  const last = session.send('Is all well?').then(({ text }) => text, ({ code }: AgentError) => code);
  for (let waited = 0; waited < 20 && session.snapshot.messages.at(-1)?.text !== 'Answer'; waited += 1) await clock.pass(10_000);
  assert.equal(await Promise.race([last, clock.pass(60_000).then(() => 'nothing')]), 'Answer', JSON.stringify(session.snapshot));
  const { messages } = session.snapshot;
  for (const message of messages) {
    const isAnswered = message.role !== 'user' || message.status !== 'sent' || messages.some(({ id }) => id === replyId(message.id));
    assert.ok(isFinished(message) && isAnswered, JSON.stringify(message));
  }
  session.dispose();
  await settled();
  assert.equal(clock.running, 0, 'no timer is left');
}

describe('Races', () => {
  const unhandled: unknown[] = [];
  process.on('unhandledRejection', (reason) => unhandled.push(reason));
  for (const [state, enter] of Object.entries(states)) {
    test(`of all methods, ${state}`, async () => {
      const names = Object.keys(methods);
      for (let round = 0; round < rounds; round += 1) {
        const next = random(seed + round * 7_919 + state.length);
        const draw = (count: number): number => Math.floor(next() * count);
        // Each method twice, over the rounds.
        const asked = Array.from({ length: 7 }, (_, index) => names[(round * 7 + index) % names.length]!).flatMap((name) => [name, draw(2) ? name : names[draw(names.length)]!]);
        for (let at = asked.length - 1; at > 0; at -= 1) {
          const other = draw(at + 1);
          [asked[at], asked[other]] = [asked[other]!, asked[at]!];
        }
        try {
          await play(enter, asked, () => (draw(3) === 0 ? draw(25) : 0), draw(5) === 0);
        } catch (error) {
          throw new Error(`SEED=${seed}, round ${round}: ${asked.join(', ')}`, { cause: error });
        }
      }
      await settled();
      assert.deepEqual(unhandled.splice(0), []);
    });
  }
});
