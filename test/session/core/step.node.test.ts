import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AgentError } from '../../../src/base/errors.js';
import { createMessage, replyId, type Message } from '../../../src/conversation/message.js';
import { replyBefore } from '../../../src/conversation/settle.js';
import { callEvents } from '../../../src/session/core/call-events.js';
import { conversation } from '../../../src/session/core/conversation.js';
import { closeTurn } from '../../../src/session/core/delivery.js';
import type { SessionCoreEvent } from '../../../src/session/core/event.js';
import { createTurn, initialModel, type Model, type Turn } from '../../../src/session/core/model.js';
import { countQuestion, questionAbout, settledBeforeTurn } from '../../../src/session/core/log-question.js';
import { step } from '../../../src/session/core/step.js';

import { Work, type Facts } from '../../../src/session/core/work.js';
import { meaningOf } from '../../../src/session/runners/log.js';
import { agentLog, userLog } from '../../support/scripted-server.js';

/* Single steps of the session's core, where many at random would meet each seldom. */

const facts: Facts = { now: 1_000, newId: () => 'new', needsPlayback: false, call: undefined, handlers: { ...conversation, ...callEvents } };
const asked: Message = createMessage('a', [{ inputType: 'TEXT', content: 'Hello' }], 0);
const turn: Turn = { ...createTurn(asked), conversationId: 'c', deliveries: 1, sentAt: 900 };
/** A message that is being sent over an open connection. */
const sending: Model = { ...initialModel, phase: 'ready', conversationId: 'c', messages: [asked], active: turn, epoch: 3 };
const sent: Model = { ...sending, messages: [{ ...asked, status: 'sending', conversationId: 'c' }] };
const after = (model: Model, event: SessionCoreEvent) => step(model, event, facts);

describe('A step', () => {
  test('hands over what was kept; not what was kept for an epoch that is over', () => {
    assert.deepEqual(after(sending, { type: 'kept', epoch: 3 }).effects, [{ type: 'send', epoch: 3, turn }]);
    const late = after(sending, { type: 'kept', epoch: 2 });
    assert.deepEqual([late.model, late.effects], [sending, []]);
  });

  test('puts back what no socket has taken: it is the next to be sent, and was not delivered', () => {
    const { model } = after(sending, { type: 'handed', epoch: 3, isHanded: false });
    assert.deepEqual([model.active, model.waiting.map(({ id, deliveries }) => [id, deliveries])], [undefined, [['a', 0]]]);
  });

  test('sends nothing that needs a consent, kept or waiting', () => {
    const needed = { ...sending, isConsentNeeded: true };
    const kept = after(needed, { type: 'kept', epoch: 3 });
    assert.deepEqual([kept.effects.some(({ type }) => type === 'send'), kept.model.waiting.length], [false, 1]);
    const waits = { ...needed, phase: 'idle' as const, active: undefined, waiting: [turn] };
    assert.deepEqual(after(waits, { type: 'proceed' }).effects, []);
    assert.ok(after({ ...waits, isConsentNeeded: false }, { type: 'proceed' }).effects.some(({ type }) => type === 'open'));
  });

  test('takes for said before what the log cannot tell from it', () => {
    const before = { ...asked, id: 'b', text: 'Caf\u0065\u0301  au\nlait', conversationId: 'c' };
    const next = createTurn(createMessage('n', [{ inputType: 'TEXT', content: 'Caf\u00e9 au lait' }], 1));
    const model = { ...sending, messages: [before], cursor: { ...sending.cursor, settledTurns: 1, doubts: 1 } };
    assert.equal(settledBeforeTurn(model, next), undefined);
    assert.equal(settledBeforeTurn(model, { ...next, input: [{ inputType: 'TEXT', content: 'Tea' }] }), 1);
  });

  test('does nothing more when all is over', () => {
    for (const event of [{ type: 'proceed' }, { type: 'stop' }, { type: 'notice', notice: 'not-stored' }, { type: 'visible', isVisible: false }] as const) {
      const over = { ...sending, isOver: true };
      assert.deepEqual([after(over, event).model, after(over, event).effects], [over, []], event.type);
    }
  });

  test('counts a turn that the server has; one of another conversation is nobody\'s any more', () => {
    const counted = (of: Turn, isReceived = true) => {
      const work = new Work(sending, facts);
      closeTurn(work, of, isReceived);
      return work.model.cursor;
    };
    assert.deepEqual([counted(turn).settledTurns, counted(turn).doubts, counted(turn).owed], [1, 0, 1]);
    assert.deepEqual([counted(turn, false).settledTurns, counted(turn, false).doubts], [0, 1]);
    assert.equal(counted({ ...turn, conversationId: 'another' }), sending.cursor);
  });

  test('asks once more what failed, which begins then: what was said since stays below it, and is sent before it', () => {
    const failed: Message = { ...asked, status: 'failed' };
    const { model } = after({ ...sending, active: undefined, messages: [failed, createMessage('b', [{ inputType: 'TEXT', content: 'Hi' }], 500)], waiting: [{ ...turn, id: 'b' }] }, { type: 'retry', id: 'a' });
    assert.deepEqual([model.messages.map(({ id, at, status }) => [id, at, status]), model.waiting.map(({ id }) => id)], [[['a', 1_000, 'waiting'], ['b', 500, 'waiting']], ['b', 'a']]);
  });

  test('takes back what waits: it is gone, where nothing was ever sent', () => {
    const said = after({ ...sending, active: undefined, messages: [] }, { type: 'said', id: 'b', input: [{ inputType: 'TEXT', content: 'Hi' }], variables: undefined }).model;
    assert.deepEqual(after(said, { type: 'cancel', id: 'b' }).model.messages, []);
    // The log has told that it never arrived.
    const lost = after(sent, { type: 'handed', epoch: 3, isHanded: false }).model;
    assert.deepEqual(after(lost, { type: 'cancel', id: 'a' }).model.messages, []);
  });

  const error = new AgentError('connection', 'Not answered', { retryable: true });
  const words = (model: Model, content: string) => after(model, { type: 'message', message: { kind: 'stream', output: { outputType: 'TEXT', content } } }).model;
  const spoken: Message = { ...asked, status: 'done', isSpoken: true };
  const ends: Readonly<Record<string, Model>> = {
    'was stopped': after(words(sent, 'As far as'), { type: 'stop' }).model,
    'was stopped before anything came': after(sent, { type: 'stop' }).model,
    failed: after(words(sent, 'As far as'), { type: 'fail', error }).model,
    'was never delivered': after({ ...sent, active: undefined, waiting: [turn] }, { type: 'unprepared', turn: 'a', error }).model,
    'was said aloud': after(words({ ...sent, messages: [spoken], active: createTurn(spoken) }, 'As far as'), { type: 'stop' }).model,
  };
  for (const [how, before] of Object.entries(ends)) {
    test(`takes back what was asked once more, and ${how}: it is shown as it was`, () => {
      const cancelled = (model: Model) => after(model, { type: 'cancel', id: 'a' }).model;
      const again = after({ ...before, phase: 'ready', owesFinal: false, cursor: sending.cursor }, { type: 'retry', id: 'a' }).model;
      assert.deepEqual([again.messages.map(({ status }) => status), again.waiting.length], [['waiting'], 1]);
      const shown = ({ messages }: Model) => messages.map(({ shownBefore: _before, input, ...message }) => ({ ...message, ...(input && { input }) }));
      assert.deepEqual(shown(cancelled(again)), shown(before));
      // It was on its way again, and no socket has taken it.
      const begun = after(again, { type: 'proceed' }).model;
      assert.equal(begun.active?.id, 'a');
      const back = after(begun, { type: 'handed', epoch: begun.epoch, isHanded: false }).model;
      assert.equal(back.messages[0]?.conversationId, before.messages[0]?.conversationId, 'where it was said');
      assert.deepEqual(shown(cancelled(back)), shown(before));
    });
  }

  test('what was shown before is kept no longer than until it is answered', () => {
    const again = after({ ...ends['failed']!, phase: 'ready', owesFinal: false, cursor: sending.cursor }, { type: 'retry', id: 'a' }).model;
    const begun = after(again, { type: 'proceed' }).model;
    assert.equal(begun.messages[0]?.shownBefore?.length, 2);
    const stopped = after(words(after(begun, { type: 'handed', epoch: begun.epoch, isHanded: true }).model, 'All of it'), { type: 'stop' }).model;
    assert.deepEqual(stopped.messages.map(({ status, shownBefore }) => [status, shownBefore]), [['sent', undefined], ['stopped', undefined]]);
  });

  test('takes back what an earlier version stored as put back: it is gone', () => {
    const messages: Message[] = [{ ...asked, conversationId: 'c' }];
    const taken = after(initialModel, { type: 'taken-up', conversationId: 'c', messages, settledTurns: 0, isCounted: true, owed: 0, replyBefore: undefined, settledAtReply: 0, hasEarlier: false }).model;
    assert.deepEqual(after(taken, { type: 'cancel', id: 'a' }).model.messages, []);
  });

  test('takes up a long conversation with a few looks at each of its messages', () => {
    let looks = 0;
    const counted = (message: Message): Message => Object.defineProperty({ ...message }, 'id', { enumerable: true, get: () => ((looks += 1), message.id) });
    const messages = Array.from({ length: 2_000 }, (_, at) => (at % 2 ? { ...asked, role: 'agent', id: replyId(`${at - 1}`), status: 'done' } : { ...asked, id: `${at}`, status: 'sent' }) satisfies Message).map(counted);
    const { model } = after(initialModel, { type: 'taken-up', conversationId: 'c', messages, settledTurns: 1_000, isCounted: true, owed: 0, replyBefore: replyBefore(messages, 'c'), settledAtReply: 0, hasEarlier: false });
    assert.deepEqual([model.messages.length, model.active, model.waiting], [2_000, undefined, []]);
    assert.ok(looks < 10 * messages.length, `${looks} looks`);
  });

  test('counts what was stopped from the last reply that is known', () => {
    const answered = after(after(sending, { type: 'handed', epoch: 3, isHanded: true }).model, { type: 'message', message: { kind: 'final', conversationId: 'c', output: [{ outputType: 'TEXT', content: 'Hi' }], errors: [] } }).model;
    const next = { ...turn, id: 'b', isReceived: true };
    const stopped = after({ ...answered, messages: [...answered.messages, { ...asked, id: 'b', turn: 'b' }], active: next }, { type: 'stop' }).model;
    const { replyBefore, settledTurns, settledAtReply } = stopped.cursor;
    assert.deepEqual([replyBefore, settledTurns, settledAtReply], ['Hi', 2, 1]);
  });

  test('counts what was stopped from there also where a call begins: what is typed next is answered, and not sent again', () => {
    const cursor = { ...sending.cursor, settledTurns: 1, settledAtReply: 1, replyBefore: 'Okay.', doubts: 1, doubtAt: 900 };
    const before: Model = { ...sending, active: undefined, cursor };
    const logs = [userLog('One'), agentLog('Okay.'), userLog('Two')];
    const meaning = meaningOf(logs, countQuestion(before));
    assert.equal(meaning.kind, 'counted');
    const { model } = after(before, { type: 'recounted', meaning });
    const { replyBefore, settledTurns, settledAtReply, doubts } = model.cursor;
    assert.deepEqual([replyBefore, settledTurns, settledAtReply, doubts], ['Okay.', 2, 1, 0]);
    const question = questionAbout(model, createTurn(createMessage('c', [{ inputType: 'TEXT', content: 'Three' }], 0)), false);
    for (const answer of ['Okay.', 'Three it is.']) {
      assert.deepEqual(meaningOf([...logs, userLog('Three'), agentLog(answer)], question), { kind: 'answered', text: answer });
    }
  });

  test('shows no word twice of a reply whose transcription grows, also where a blank comes in between', () => {
    let model: Model = { ...sent, phase: 'responding' };
    for (const transcription of ['Hello', ' ', 'Hello world', '\n', 'Hello world again', '']) {
      model = after(model, { type: 'message', message: { kind: 'stream', output: { outputType: 'AUDIO', base64Audio: '', sampleRate: 16_000, transcription, isFinalChunk: false } } }).model;
    }
    assert.equal(after(model, { type: 'flush' }).model.messages.at(-1)?.text, 'Hello world again');
  });

  test('says that a conversation has ended, and what ends with it', () => {
    const { model } = after({ ...sending, active: undefined, waiting: [turn] }, { type: 'leave', how: 'ended' });
    assert.deepEqual([model.waiting, model.conversationId], [[], undefined]);
    assert.ok(model.messages.some(({ role, notice }) => role === 'notice' && notice === 'conversation-ended'));
  });
});
