import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { array, boolean, constant, constantFrom, integer, oneof, record, sample, type Arbitrary } from 'fast-check';
import type { Agent } from '../../demo/simulator/agent.js';
import { echo } from '../../demo/simulator/agents/echo.js';
import type { FaultName } from '../../demo/simulator/faults.js';
import { startBackend, type Backend } from '../../demo/server/backend.js';
import type { Message } from '../../src/conversation/message.js';
import { textOfInput } from '../../src/conversation/message.js';
import type { MultimodalInput } from '../../src/protocol/content.js';
import { fastClock, Visitor } from './visitor.js';

/*
 * Whatever happens to the network, the server and the page, what a visitor typed is answered once, or shown as not
 * delivered: sequences at random, over real sockets and the real relay. One that fails is printed with the command that
 * runs it again:
 *
 *   SEED=1 SEQUENCE=17 npm test -- random-wire
 */

const seed = Number(process.env['SEED'] ?? 20_261);
const only = process.env['SEQUENCE'];
/** A sequence as it was printed, to try it with something left out. */
const given = process.env['STEPS'];
const sequences = Number(process.env['SEQUENCES'] ?? 220);
/** As many at a time; each spends most of its life waiting. */
const atOnce = 48;
/** How much faster the sessions' time passes. */
const speed = 20;

/**
 * What can go wrong at the server's end, a few times. Not among them: what nobody asked for (`stray-final`, `greet`).
 * Messages carry no ids, so where it comes while a reply is awaited it cannot be told from that.
 */
const faults: readonly FaultName[] = [
  'refuse', 'block-sockets', 'cut-handshake', 'slow-handshake', 'unauthorized', 'forbidden', 'rate-limit',
  'drop-on-connect', 'drop-after-status', 'no-status', 'double-status', 'silent-on-connect', 'silent-after-status',
  'other-id', 'not-found', 'lose-message', 'drop-before-reply', 'lose-reply', 'silent-before-message', 'silent-after-message',
  'silent-lose-reply', 'drop-mid-reply', 'silent-mid-reply', 'slow', 'late', 'stall', 'garbage', 'unknown-messages', 'agent-error',
  'empty-reply', 'no-stream', 'double-final', 'drop-before-final', 'silent-before-final', 'no-final', 'drop-after-final', 'auto-close',
  'http-error', 'http-html', 'http-broken', 'http-cut', 'http-lost-answer', 'http-slow', 'token-forged', 'token-expired', 'token-short',
];

type Step =
  | { readonly do: 'type'; readonly again: boolean }
  | { readonly do: 'fault'; readonly name: FaultName; readonly times: number }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'cut' | 'stop' | 'offline' | 'online' | 'reload' | 'crash' | 'rest' };

const step: Arbitrary<Step> = oneof(
  { weight: 8, arbitrary: record({ do: constant('type' as const), again: boolean() }) },
  {
    weight: 6,
    arbitrary: record({ do: constant('fault' as const), name: constantFrom(...faults), times: integer({ min: 1, max: 3 }) }),
  },
  { weight: 5, arbitrary: record({ do: constant('wait' as const), ms: integer({ min: 0, max: 120 }) }) },
  { weight: 5, arbitrary: record({ do: constantFrom('cut', 'stop', 'offline', 'online', 'reload', 'crash', 'rest' as const) }) },
);
const sequence = array(step, { minLength: 5, maxLength: 24, size: 'max' });

describe('Wire, at random', () => {
  let backend: Backend;
  before(async () => {
    backend = await startBackend();
  });
  after(() => backend.close());

  test(`${sequences} sequences of seed ${seed}: nothing is lost, nothing is doubled`, async () => {
    const drawn = given === undefined ? sample(sequence, { seed, numRuns: sequences }) : [JSON.parse(given) as Step[]];
    const all = drawn.map((steps, index) => ({ steps, index }));
    const chosen = only === undefined ? all : all.filter(({ index }) => index === Number(only));
    const failures: string[] = [];
    const totals = { typed: 0, answered: 0, undelivered: 0 };
    const next = chosen.values();
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (const { steps, index } of next) {
          try {
            const { typed, answered, undelivered } = await play(backend, steps);
            totals.typed += typed;
            totals.answered += answered;
            totals.undelivered += undelivered;
          } catch (error) {
            failures.push(`SEED=${seed} SEQUENCE=${index}: ${(error as Error).message}\n  ${JSON.stringify(steps)}`);
          }
        }
      }),
    );
    console.log(`${chosen.length} sequences, ${JSON.stringify(totals)}`);
    assert.equal(failures.length, 0, `${failures.length} failed\n${failures.slice(0, 5).join('\n')}`);
    assert.ok((only ?? given) !== undefined || totals.answered > totals.typed / 2, 'most are answered');
  });
});

const clock = fastClock(speed);

async function play({ origin, simulator }: Backend, steps: readonly Step[]): Promise<{ typed: number; answered: number; undelivered: number }> {
  const agent = simulator.agents.add(echo, { tokensPerSecond: 500 });
  const visitor = new Visitor({ agent, origin, clock });
  try {
    for (const each of steps) await take(each, visitor, agent);
    // What was ordered has its chance to strike.
    await visitor.rest(400).catch(() => undefined);
    agent.faults.set([]);
    visitor.setOnline(true);
    await visitor.session.reconnect();
    await visitor.rest(180_000);
    if ((only ?? given) !== undefined) console.log(JSON.stringify({ traffic: agent.traffic, messages: visitor.session.snapshot.messages }, null, 1));
    return account(visitor, agent);
  } finally {
    visitor.session.dispose();
  }
}

async function take(each: Step, visitor: Visitor, agent: Agent): Promise<void> {
  switch (each.do) {
    case 'type':
      // The same words twice are two messages.
      return visitor.type((each.again && visitor.typed.at(-1)) || `word${visitor.typed.length}`);
    case 'fault':
      return agent.faults.set([...agent.faults.list(), { name: each.name, times: each.times }]);
    case 'wait':
      await pause(each.ms);
      return;
    case 'cut':
      return visitor.cut();
    case 'stop':
      return visitor.session.stop();
    case 'offline':
    case 'online':
      return visitor.setOnline(each.do === 'online');
    case 'reload':
    case 'crash':
      return visitor.reload(each.do === 'crash');
    case 'rest':
      // What is under way may be waiting for what a later step brings.
      await visitor.rest(300).catch(() => undefined);
  }
}

/** Compares the page with what the server received. */
function account({ typed, session }: Visitor, { traffic }: Agent): { typed: number; answered: number; undelivered: number } {
  const { messages } = session.snapshot;
  const asked = messages.filter(({ role }) => role === 'user');
  assert.deepEqual(asked.map(({ text }) => text), typed, 'all that was typed is on the page, in order');
  const received = traffic.messages.map(({ message }) => textOfInput(message['input'] as MultimodalInput[]));
  const answerOf = ({ id }: Message) => messages.find(({ turn, role }) => turn === id && role === 'agent');
  for (const text of new Set(typed)) {
    const same = asked.filter((message) => message.text === text);
    const sure = same.filter((message) => message.status === 'sent' && answerOf(message)?.status === 'done').length;
    const times = received.filter((each) => each === text).length;
    assert.ok(times <= same.length, `“${text}” was typed ${same.length} times, and received ${times} times`);
    assert.ok(times >= sure, `“${text}” was answered ${sure} times, but received ${times} times`);
  }
  for (const message of asked) {
    const answer = answerOf(message);
    const isShown = message.status === 'failed' || answer !== undefined;
    assert.ok(isShown, `“${message.text}” is ${message.status}, without an answer`);
    if (answer?.status === 'done' && answer.text) assert.equal(answer.text, `You said: ${message.text}`, 'the answer is its own');
  }
  const answered = asked.filter((message) => answerOf(message)?.status === 'done').length;
  return { typed: typed.length, answered, undelivered: asked.filter(({ status }) => status === 'failed').length };
}
