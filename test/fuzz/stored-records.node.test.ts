import assert from 'node:assert/strict';
import { anything, array, boolean, constantFrom, dictionary, integer, jsonValue, oneof, option, record, string, tuple, type Arbitrary } from 'fast-check';
import { isFinished, replyId, type Message } from '../../src/conversation/message.js';
import { checkRecord, latestRecord } from '../../src/storage/check-record.js';
import { conversationStore } from '../../src/storage/conversation-store.js';
import { settled } from '../support/fake-clock.js';
import { AnsweringServer } from '../support/answering-server.js';
import { scene } from '../support/session.js';
import { fuzz } from './fuzz.js';

/* Whatever stands in the database or the journal, a session goes on: it shows what it can, and what is said is answered. */

const id = constantFrom('a', 'b', 'c', 'a:reply', 'b:reply', 'a:tool:1', '');
const words = oneof(constantFrom('', 'Hello', 'Good day'), string({ maxLength: 8 }));
/** What may stand in a field, mostly right. */
const mostly = <T>(right: Arbitrary<T>): Arbitrary<unknown> => oneof({ weight: 9, arbitrary: right as Arbitrary<unknown> }, { weight: 1, arbitrary: jsonValue({ maxDepth: 1 }) });
const input = oneof(
  record({ inputType: mostly(constantFrom('TEXT')), content: mostly(words) }, { requiredKeys: [] }),
  record({ inputType: mostly(constantFrom('AUDIO')), s3Uri: mostly(string()), transcription: mostly(words), audioFormat: mostly(constantFrom(null)) }, { requiredKeys: ['inputType'] }),
);
const stored = record(
  {
    id: mostly(id),
    role: mostly(constantFrom('user', 'user', 'agent', 'tool', 'notice')),
    text: mostly(words),
    status: mostly(constantFrom('waiting', 'sending', 'sent', 'streaming', 'done', 'stopped', 'interrupted', 'failed')),
    at: mostly(integer({ min: 0, max: 2e12 })),
    turn: mostly(id),
    conversationId: mostly(constantFrom('conv-1', 'conv-0')),
    input: option(mostly(array(mostly(input), { maxLength: 3 }))),
    progress: option(jsonValue({ maxDepth: 1 })),
    shownBefore: option(mostly(array(mostly(record({ id: mostly(id), role: mostly(constantFrom('user', 'agent')), text: mostly(words), status: mostly(constantFrom('sent', 'stopped', 'failed')), at: mostly(integer({ min: 0, max: 2e12 })), turn: mostly(id) }, { requiredKeys: [] })), { maxLength: 2 }))),
    tool: mostly(record({ toolName: mostly(words), invocationId: mostly(words), publicVars: mostly(dictionary(string(), jsonValue())), phase: mostly(constantFrom('started', 'done')), progress: mostly(words), textBefore: option(mostly(integer())) }, { requiredKeys: [] })),
    notice: mostly(constantFrom('conversation-replaced', 'not-stored', 'conversation-ended')),
    error: mostly(record({ code: mostly(constantFrom('connection', 'agent', 'constructor')), message: mostly(words), retryable: mostly(boolean()) }, { requiredKeys: [] })),
  },
  { requiredKeys: ['id', 'role', 'text', 'at'] },
);
const kept = record(
  {
    version: constantFrom(1, 2),
    conversationId: mostly(constantFrom('conv-1', 'conv-1', undefined)),
    agentVersion: mostly(constantFrom(undefined)),
    settledTurns: mostly(integer({ min: 0, max: 4 })),
    isCounted: mostly(boolean()),
    owed: mostly(integer({ min: 0, max: 3 })),
    replyBefore: mostly(words),
    consent: mostly(string()),
    messages: array(mostly(stored), { maxLength: 6 }),
  },
  { requiredKeys: ['version', 'messages'] },
);

function checkMessages(messages: readonly Message[]): void {
  assert.equal(new Set(messages.map((message) => message.id)).size, messages.length);
  for (const message of messages) {
    assert.ok(Object.isFrozen(message));
    assert.ok(message.id);
    assert.equal(typeof message.text, 'string');
    new Date(message.at).toISOString();
    if (message.role === 'user') assert.equal(message.turn, message.id);
    if (message.shownBefore) checkMessages(message.shownBefore);
    assert.ok(message.shownBefore?.every(({ turn, shownBefore }) => turn === message.id && !shownBefore) ?? true);
    if (message.role === 'tool') assert.ok(message.tool);
    if (message.role === 'notice') assert.ok(message.notice);
    if (message.status === 'failed' && message.role !== 'tool') assert.ok(message.error?.code);
  }
}

fuzz('stored-record', kept, (value) => {
  const checked = checkRecord(value)!;
  checkMessages(checked.messages);
  JSON.stringify(checked);
  // What is right stays as it is.
  assert.deepEqual(checkRecord(structuredClone(checked)), checked);
});

/** A database can hold what JSON cannot: cycles, numbers that are none, keys of all kinds. */
fuzz('stored-anything', oneof(anything({ withBigInt: true, withDate: true, withMap: true, withTypedArray: true, withNullPrototype: true }), jsonValue()).map((value) => [value]), ([value]) => {
  for (const each of [value, { version: 2, messages: [value, { id: 'a', role: 'tool', text: '', at: 0, tool: { toolName: '', invocationId: '', phase: 'done', publicVars: value } }] }]) {
    try {
      JSON.stringify(checkRecord(each));
    } catch (error) {
      assert.match(String(error), /A later version/);
    }
  }
});

const journal = array(oneof(kept.map((each) => JSON.stringify(each)), string(), constantFrom('', 'null', '{"version":2}')), { maxLength: 4 });
fuzz('stored-journal', tuple(option(kept), journal), ([value, lines]) => {
  const latest = latestRecord(value, lines.join('\n'));
  if (latest) checkMessages(latest.messages);
}, { share: 0.25 });

fuzz('stored-then-talking', tuple(kept, boolean()), async ([value, isKnown]) => {
  const server = new AnsweringServer();
  if (!isKnown) server.answer('conversation-status', { json: { conversationId: 'conv-1', status: 'NOT_FOUND', errors: [] } });
  const keyValues = { get: () => Promise.resolve(structuredClone(value)), set: () => Promise.resolve(), delete: () => Promise.resolve(), close: () => undefined };
  const { session, clock } = scene({ server, openStore: (_persist, _identity, onTrouble) => conversationStore(() => keyValues, 'k', onTrouble) });
  // A session that is left open would be in the way of all that come after it.
  try {
    let outcome: string | undefined;
    const sent = session.send('What is said now').then(({ text }) => (outcome = text), ({ code }: { code: string }) => (outcome = code));
    const isResting = (): boolean => outcome !== undefined && session.snapshot.messages.every((message) => isFinished(message) && (message.role !== 'user' || message.status !== 'sent' || session.snapshot.messages.some((other) => other.id === replyId(message.id))));
    // What is imported comes by another thread, which other programs can hold up: that takes time of the world.
    const deadline = performance.now() + 10_000;
    while (!session.snapshot.isRestored && performance.now() < deadline) await settled();
    // Lost turns are sought in the log, for less than a minute each.
    for (let waited = 0; !isResting() && (waited < 600 || performance.now() < deadline); waited += 5) await clock.pass(waited < 600 ? 5_000 : 0);
    assert.ok(isResting(), JSON.stringify([outcome, session.snapshot]));
    await sent;
    assert.equal(outcome, 'Answer');
    checkMessages(session.snapshot.messages);
    session.transcript('json');
    for (const { sent: all } of server.sockets) for (const message of all) assert.ok(message.input.every((each) => each.inputType === 'AUDIO' || each.content !== ''), JSON.stringify(message));
  } finally {
    session.dispose();
  }
}, { share: 0.1 });
