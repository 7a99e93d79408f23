import assert from 'node:assert/strict';
import { array, boolean, constant, constantFrom, integer, oneof, record, type Arbitrary } from 'fast-check';
import { replyId, type Message } from '../../../src/conversation/message.js';
import { Page, type Stored, type Weather } from './page.js';
import { random, VirtualTime, WorldServer, type Fault } from './world.js';

/** What a person, the network, the server or the browser does next. */
export type StormStep =
  | { readonly do: 'type'; readonly again: boolean }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'fault'; readonly fault: Fault }
  | { readonly do: 'lose' | 'refuse' | 'unreadable'; readonly times: number }
  | { readonly do: 'stop' | 'retry' | 'cancel' | 'cut' | 'hang' | 'offline' | 'online' | 'reload' | 'crash' | 'forget' | 'hide' | 'show' | 'consent' | 'accept' | 'end' | 'follow' | 'call' };

export interface Storm {
  /** Of the waits, and of what may or may not happen. */
  readonly seed: number;
  readonly lagMs: number;
  readonly repeats: boolean;
  readonly steps: readonly StormStep[];
}

const faults: readonly Fault[] = ['agent-error', 'lose-reply', 'slow', 'dies-with-socket'];
const stormStep: Arbitrary<StormStep> = oneof(
  { weight: 10, arbitrary: record({ do: constant('type' as const), again: boolean() }) },
  { weight: 8, arbitrary: record({ do: constant('wait' as const), ms: integer({ min: 0, max: 4_000 }) }) },
  { weight: 3, arbitrary: record({ do: constant('fault' as const), fault: constantFrom(...faults) }) },
  { weight: 4, arbitrary: record({ do: constantFrom('lose' as const, 'refuse' as const, 'unreadable' as const), times: integer({ min: 1, max: 2 }) }) },
  {
    weight: 12,
    arbitrary: record({
      do: constantFrom('stop', 'stop', 'stop', 'retry', 'cancel', 'cut', 'cut', 'cut', 'hang', 'offline', 'online', 'reload', 'crash', 'forget', 'hide', 'show', 'consent', 'accept', 'end', 'follow', 'call' as const),
    }),
  },
);

export const storms: Arbitrary<Storm> = record({
  seed: integer({ min: 0, max: 0xffffffff }),
  lagMs: constantFrom(0, 200, 700, 2_900),
  repeats: boolean(),
  steps: array(stormStep, { minLength: 3, maxLength: 24, size: 'max' }),
});

export interface Totals {
  steps: number;
  typed: number;
  answered: number;
  failed: number;
}

/** Plays a storm to its end in calm, and holds it against what is promised. */
export function play({ seed, lagMs, repeats, steps }: Storm, totals: Totals): void {
  const time = new VirtualTime();
  const draw = random(seed);
  const server = new WorldServer({ time, random: draw, lagMs, repeats });
  const weather: Weather = { isOnline: true, isHanging: false, refusals: 0, unreadable: 0, losses: 0 };
  let stored: Stored | undefined;
  let ids = 0;
  const newId = (): string => `m${(ids += 1)}`;
  const load = (): Page => {
    const page = new Page({ time, random: draw, server, weather, stored, keep: (kept) => (stored = kept), newId });
    page.open();
    return page;
  };
  let page = load();
  /** In order, with how often each may be sent: once, and once more whenever the person asks for it. */
  const typed: { readonly id: string; readonly text: string; allowed: number }[] = [];
  const promises: Page['promises'][] = [page.promises];
  const find = (id: string): Message | undefined => page.model.messages.find((message) => message.id === id);
  let isConsentAsked = false;

  const take = (each: StormStep): void => {
    switch (each.do) {
      case 'type': {
        // No page lets anybody type where consent is missing; another tab may have typed before that was asked for.
        if (isConsentAsked) return;
        const text = (each.again && typed.at(-1)?.text) || `word ${typed.length}`;
        const id = newId();
        typed.push({ id, text, allowed: 1 });
        return page.say(id, text);
      }
      case 'wait':
        return void time.pass(each.ms);
      case 'fault':
        server.fault = each.fault;
        return;
      case 'lose':
        weather.losses = each.times;
        return;
      case 'refuse':
        weather.refusals = each.times;
        return;
      case 'unreadable':
        weather.unreadable = each.times;
        return;
      case 'stop':
        return page.dispatch({ type: 'stop' });
      case 'retry': {
        const failed = typed.findLast(({ id }) => find(id)?.status === 'failed' || ['failed', 'stopped'].includes(find(replyId(id))?.status ?? ''));
        if (!failed) return;
        const wasWaiting = page.model.waiting.length;
        page.dispatch({ type: 'retry', id: failed.id });
        if (page.model.waiting.length === wasWaiting) return;
        failed.allowed += 1;
        page.promises.set(failed.id, 'open');
        return page.dispatch({ type: 'proceed' });
      }
      case 'cancel': {
        const turn = page.model.waiting.at(-1);
        if (!turn) return;
        page.dispatch({ type: 'cancel', id: turn.id });
        // What the server has stays.
        const isGone = !find(turn.id);
        assert.ok(!isGone || server.receipts.every((receipt) => receipt.turn !== turn.id), `${turn.id} was received, and is gone`);
        if (isGone) typed.splice(typed.findIndex(({ id }) => id === turn.id), 1);
        return;
      }
      case 'cut':
        return page.cut();
      case 'hang':
        return page.hang();
      case 'call':
        return page.call();
      case 'offline':
        weather.isOnline = false;
        return page.cut();
      case 'online':
        weather.isOnline = true;
        return page.dispatch({ type: 'connect' });
      case 'reload':
      case 'crash': {
        // Nobody types, and is gone, within the few ms that the browser takes to write.
        time.pass(10);
        page.end(each.do === 'crash');
        page = load();
        promises.push(page.promises);
        return;
      }
      case 'forget': {
        const { conversationId } = page.model;
        if (conversationId === undefined) return;
        server.forget(conversationId);
        return page.cut();
      }
      case 'hide':
      case 'show':
        return page.dispatch({ type: 'visible', isVisible: each.do === 'show' });
      case 'consent':
      case 'accept':
        isConsentAsked = each.do === 'consent';
        page.dispatch({ type: 'consent', isNeeded: isConsentAsked });
        return page.dispatch({ type: 'proceed' });
      case 'end':
        return page.dispatch({ type: 'leave', how: 'ended' });
      case 'follow': {
        // Another tab takes the lead for a moment, and is gone before it has done anything.
        time.pass(10);
        const { messages } = page.model;
        const waiting = [...page.promises].filter(([, state]) => state === 'open').map(([id]) => id);
        page.dispatch({ type: 'follow' });
        assert.equal(page.model.waiting.length + (page.model.active ? 1 : 0), 0, 'a tab that follows has no turns');
        page.dispatch({ type: 'followed', phase: 'idle', conversationId: page.model.conversationId, retryAt: undefined, hasEarlier: false, error: undefined, messages });
        time.pass(500);
        page.dispatch({ type: 'lead' });
        page.open(stored);
        for (const id of waiting) page.settleByHand(id);
      }
    }
  };

  for (const each of steps) take(each);
  weather.isOnline = true;
  Object.assign(weather, { refusals: 0, unreadable: 0, losses: 0, isHanging: false });
  server.fault = 'none';
  take({ do: 'accept' });
  page.dispatch({ type: 'visible', isVisible: true });
  page.dispatch({ type: 'connect' });
  page.dispatch({ type: 'proceed' });
  for (let round = 0; round < 60 && !page.isRested; round += 1) time.pass(30_000);
  totals.steps += page.steps;

  const { messages } = page.model;
  const asked = messages.filter(({ role }) => role === 'user');
  assert.deepEqual(asked.map(({ text }) => text), typed.map(({ text }) => text), 'every text typed is there, in order');
  for (const { id, text, allowed } of typed) {
    const message = find(id)!;
    const reply = find(replyId(id));
    const received = server.receipts.filter(({ turn }) => turn === id);
    assert.ok(received.length <= allowed, `“${text}” (${id}) was received ${received.length} times, where ${allowed} were wanted`);
    const isOver = message.status === 'failed' || ['done', 'failed', 'stopped'].includes(reply?.status ?? '');
    assert.ok(isOver, `“${text}” (${id}) is ${message.status}, its reply ${reply?.status}`);
    if (reply?.status === 'done') {
      assert.ok(received.some(({ answer }) => answer === reply.text), `“${text}” (${id}) was answered “${reply.text}”, and not “${received.map(({ answer }) => answer).join('” or “')}”`);
      totals.answered += 1;
    } else if (reply?.text) {
      assert.ok(received.some(({ answer }) => answer.startsWith(reply.text)), `“${text}” (${id}) was answered “${reply.text}” in part`);
    }
    if (message.status === 'failed' || reply?.status === 'failed') totals.failed += 1;
  }
  totals.typed += typed.length;
  for (const each of promises) for (const [id, state] of each) assert.notEqual(state, 'open', `the promise of ${id} stays open`);
}
