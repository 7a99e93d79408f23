import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { CallOptions } from '../../src/audio/call.js';
import { boundRecord } from '../../src/storage/conversation-record.js';
import { AnsweringServer } from '../support/answering-server.js';
import { FakeCall, fakeContext } from '../support/fake-call.js';
import { turn } from '../support/fake-clock.js';
import { FakeStore, scene } from '../support/session.js';

/** How much of an hour's use is squeezed. */
export interface SoakSize {
  readonly messages: number;
  readonly calls: number;
  readonly reconnects: number;
}

/** What a session holds at a moment when nothing is under way. */
export interface SoakSample {
  /** After garbage is collected, in bytes. */
  readonly heap: number;
  readonly timers: number;
  readonly openSockets: number;
  readonly openContexts: number;
  readonly openCalls: number;
  /** Calls that are over, and that somebody holds on to. */
  readonly heldCalls: number;
  /** What is stored, in characters of JSON, but for the list of conversations that were left; and how many these are. */
  readonly stored: number;
  readonly listed: number;
  readonly answered: number;
}

/** A conversation is left for another one after so many messages: what is shown stays in memory. */
const messagesOfOne = 100;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Waits by turns of the event loop, which nobody else's load can make too few. */
async function until(condition: () => boolean, what: string): Promise<void> {
  for (let turns = 0; !condition(); turns += 1) {
    if (turns > 200_000) throw new Error(`It does not come: ${what}`);
    await turn();
  }
}

/** Lets one session be used, and looks at it a number of times on the way: after each `1 / samples` of the use. */
export async function soakSession({ messages, calls, reconnects }: SoakSize, samples: number): Promise<SoakSample[]> {
  const server = new AnsweringServer();
  const store = new FakeStore();
  const liveCalls: FakeCall[] = [];
  let pastCalls: WeakRef<FakeCall>[] = [];
  let live: AudioContext[] = [];
  const openCall = (options: CallOptions): FakeCall => {
    const call = new FakeCall(options);
    liveCalls.push(call);
    pastCalls.push(new WeakRef(call));
    return call;
  };
  const { session, clock, events, contexts } = scene({ server, store, openCall, userKey: 'soak' });
  const taken: SoakSample[] = [];
  let answered = 0;
  const isEvery = (index: number, times: number): boolean => times > 0 && index % Math.max(1, Math.floor(messages / times)) === 0;
  /** At once, as a rule; else the clock has to go on: what became of a turn in a call the log may have to tell. */
  const inTime = async <T>(promise: Promise<T>, what: string): Promise<T> => {
    const pending = new Set([promise]);
    const done = (): unknown => pending.delete(promise);
    promise.then(done, done);
    for (let turns = 0; pending.size > 0 && turns < 40; turns += 1) await turn();
    for (let waited = 0; pending.size > 0; waited += 1) {
      if (waited > 200) throw new Error(`Not in time: ${what}, ${JSON.stringify({ ...session.snapshot, voice: undefined })}`);
      await clock.pass(500);
    }
    return promise;
  };
  /** A function of its own, since one that goes on for long may hold on to what its last turn but one had in hand. */
  const useCall = async (): Promise<void> => {
    const context = fakeContext();
    live.push(context);
    const before = liveCalls.length;
    const started = session.startVoice(context);
    await until(() => liveCalls.length > before, 'a call');
    await liveCalls.at(-1)!.become({ phase: 'live' });
    await inTime(started, 'a call');
    liveCalls.at(-1)!.say(20);
    session.stopVoice();
    await until(() => session.snapshot.voiceState === 'off' && session.voice === undefined, 'its end');
  };
  await session.open();
  for (let index = 1; index <= messages; index += 1) {
    const { text } = await inTime(session.send(`What is ${index}?`), `the answer to ${index}`);
    if (text === 'Answer') answered += 1;
    if (isEvery(index, reconnects)) {
      const before = server.sockets.length;
      await server.socket.drop();
      // How long to wait is known only when the code for it is there, at whatever time that is.
      for (let seconds = 0; server.sockets.length === before || session.snapshot.state !== 'ready'; seconds += 1) {
        if (seconds > 60) throw new Error('It does not come: a connection');
        await clock.pass(1_000);
      }
    }
    if (isEvery(index, calls)) await useCall();
    if (index % messagesOfOne === 0) {
      await inTime(session.newConversation(), 'another conversation');
      server.logs.length = 0;
    }
    if (index % Math.floor(messages / samples) === 0) {
      for (let turns = 0; turns < 50; turns += 1) await turn();
      const openSockets = server.sockets.filter(({ readyState }) => readyState !== 3).length;
      const openCalls = liveCalls.filter(({ snapshot }) => snapshot.phase !== 'closed').length;
      live = live.filter(({ state }) => state !== 'closed');
      // What the test itself remembers is no leak, nor is what a database would hold: the conversations that were left.
      store.left.clear();
      server.sockets.splice(0, server.sockets.length - 1);
      for (const list of [server.requests, events, contexts, liveCalls]) list.length = 0;
      collectGarbage();
      collectGarbage();
      pastCalls = pastCalls.filter((call) => call.deref());
      taken.push({
        heap: process.memoryUsage().heapUsed, timers: clock.running, openSockets, openContexts: live.length, openCalls, heldCalls: pastCalls.length,
        stored: store.record ? JSON.stringify({ ...boundRecord(store.record), others: [] }).length : 0, listed: store.record?.others?.length ?? 0, answered,
      });
    }
  }
  session.dispose();
  return taken;
}

/** By how much of the first the last one is more, where it may not grow. */
export function growth(samples: readonly SoakSample[], value: (sample: SoakSample) => number): number {
  const [first, last] = [samples[0]!, samples.at(-1)!];
  return (value(last) - value(first)) / value(first);
}
