import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AgentError } from '../../../src/base/errors.js';
import { replyId } from '../../../src/conversation/message.js';
import { callEvents } from '../../../src/session/core/call-events.js';
import type { FinalMessage, StreamMessage } from '../../../src/protocol/messages.js';
import { conversation } from '../../../src/session/core/conversation.js';
import type { SessionEffect } from '../../../src/session/core/effect.js';
import type { SessionCoreEvent } from '../../../src/session/core/event.js';
import { initialModel, type Model } from '../../../src/session/core/model.js';
import { phases } from '../../../src/session/core/phases.js';
import { step } from '../../../src/session/core/step.js';
import { handlers as logHandlers } from '../../../src/session/runners/log.js';
import { random } from './world.js';

/*
 * Events in any order, also such as cannot come in it: answers to what was not asked, for epochs that are over, about
 * turns that never were. The core survives them all, and is never in two minds.
 */

const seed = Number(process.env['SEED'] ?? 20_261);
const steps = 100_000;
const stepsOfOne = 250;
const handlers = { ...logHandlers, ...conversation, ...callEvents };

type Draw = <T>(...from: readonly T[]) => T;

function anyEvent(draw: Draw, { epoch, active, messages }: Model, number: number): SessionCoreEvent {
  const error = draw(
    new AgentError('connection', 'Lost', { retryable: true }), new AgentError('agent', 'No'), new AgentError('limited', '429', { retryable: true, retryAfterMs: 1_000 }), new AgentError('auth', 'No'),
  );
  const anyEpoch = draw(epoch, epoch, epoch, epoch - 1, epoch + 1);
  const id = draw(active?.id, messages.at(-1)?.id, messages[0]?.id) ?? 'nobody';
  const text = draw('a', 'b', '');
  return draw<() => SessionCoreEvent>(
    () => ({ type: 'said', id: `m${number}`, input: [{ inputType: 'TEXT', content: text || 'c' }], variables: undefined }),
    () => ({ type: 'said', id: `m${number}`, input: [{ inputType: 'AUDIO', file: new Blob() }], variables: undefined }),
    () => ({ type: 'stop' }),
    () => ({ type: draw('connect', 'disconnect', 'reopen', 'proceed', 'frame', 'flush', 'closed', 'follow', 'lead', 'sent-by-rest', 'free') }),
    () => ({ type: 'visible', isVisible: draw(true, false) }),
    () => ({ type: 'consent', isNeeded: draw(true, false, false) }),
    () => ({ type: 'opened', conversationId: draw('one', 'one', 'two') }),
    () => ({ type: draw('lost', 'offline', 'refused'), error }),
    () => ({ type: 'displaced', error }),
    () => ({ type: 'limited', error, retryAt: 1 }),
    () => ({ type: 'created', conversationId: draw('one', 'two') }),
    () => ({ type: 'message', message: { kind: 'stream', output: { outputType: 'TEXT', content: text } } }),
    () => ({ type: 'message', message: { kind: 'final', conversationId: 'one', output: [{ outputType: 'TEXT', content: text }], errors: draw([], [], ['no']) } }),
    () => ({ type: 'message', message: { kind: 'tool', responseType: 'EXECUTE_TOOL', toolName: 't', invocationId: draw('i', 'j'), publicVars: {}, streamMessage: 'EXECUTION START', raw: {} } }),
    () => ({ type: 'message', message: { kind: 'unknown', raw: 1 } }),
    () => ({ type: 'kept', epoch: anyEpoch }),
    () => ({ type: 'handed', epoch: anyEpoch, isHanded: draw(true, true, false) }),
    () => ({ type: 'unsendable', epoch: anyEpoch, error }),
    () => ({ type: 'woke', epoch: anyEpoch, heardAt: draw(0, Infinity) }),
    () => ({ type: 'log-read', epoch: anyEpoch, meaning: draw({ kind: 'answered', text }, { kind: 'received' }, { kind: 'lost' }, { kind: 'counted', users: 3, distinct: 2 }, { kind: 'unreadable', error }) }),
    () => ({ type: 'log-unavailable', epoch: anyEpoch, error }),
    () => ({ type: 'change', id, changes: { progress: 0.5 } }),
    () => ({ type: 'prepared', turn: id, input: [{ inputType: 'AUDIO', s3Uri: 's3://a' }] }),
    () => ({ type: 'unprepared', turn: id, error }),
    () => ({ type: 'unasked', message: draw<number | StreamMessage | FinalMessage>(number * 100, 0, { kind: 'stream', output: { outputType: 'TEXT', content: text } }, { kind: 'final', conversationId: 'one', output: [{ outputType: 'TEXT', content: text }], errors: draw([], ['no']) }) }),
    () => ({ type: 'retry', id }),
    () => ({ type: 'cancel', id }),
    () => ({ type: 'leave', how: draw('cleared', 'ended', 'version-changed') }),
    () => ({ type: 'begin-afresh', why: 'conversation-replaced' }),
    () => ({ type: 'notice', notice: 'not-stored' }),
    () => ({ type: 'taken-up', conversationId: 'one', messages: [], settledTurns: 1, isCounted: draw(true, false), owed: 0, replyBefore: undefined, settledAtReply: 0, hasEarlier: false }),
    () => ({ type: 'fail', error }),
    () => ({ type: 'turn-ended' }),
    () => ({ type: 'recounted', meaning: { kind: 'counted', users: draw(2, 5), distinct: 2, sinceReply: draw(undefined, 0, 1) } }),
    () => ({ type: 'over', reply: { status: draw('done', 'interrupted') } }),
    () => ({ type: 'withdrawn' }),
    () => ({ type: 'spoken', position: messages.length, message: { id: `s${number}`, role: 'user', text: '', status: 'done', at: 1, turn: `s${number}`, input: [{ inputType: 'AUDIO' }] } }),
  )();
}

/** Whoever changes in place what was known before throws. */
function frozen<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || value instanceof Error || Object.isFrozen(value)) return value;
  Object.values(value).forEach(frozen);
  return Object.freeze(value);
}

/** What holds after any step. */
function check(model: Model, effects: readonly SessionEffect[], open: Set<string>, event: SessionCoreEvent): void {
  const { active, waiting, messages, phase, cursor } = model;
  assert.ok(Object.isFrozen(messages) && messages.every(Object.isFrozen), 'what the page sees is frozen');
  assert.ok(phases.includes(phase));
  const turns = [...(active ? [active.id] : []), ...waiting.map(({ id }) => id)];
  assert.equal(new Set(turns).size, turns.length, 'a turn is in one place');
  const ids = messages.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length, 'a message is there once');
  for (const id of turns) assert.ok(ids.includes(id), `the message of ${id} is there`);
  for (const { id } of waiting) assert.ok(!ids.includes(replyId(id)), `${id} waits, and has no reply`);
  assert.ok(cursor.settledTurns >= cursor.settledAtReply && cursor.settledAtReply >= 0 && cursor.doubts >= 0 && cursor.owed >= 0);
  for (const effect of effects) {
    if (model.isDisplaced) assert.notEqual(effect.type, 'open', 'two do not talk with the server');
    if (effect.type === 'send') {
      assert.equal(effect.turn.id, active?.id, 'what is sent is under way');
      assert.equal(event.type, 'kept', 'nothing is sent before it is kept');
      assert.ok(!model.isConsentNeeded, 'nothing is sent without consent');
    }
    if ('epoch' in effect && effect.epoch !== undefined) assert.ok(effect.epoch <= model.epoch, 'nothing is asked for a time to come');
    if (effect.type === 'release' && (effect.reply ?? effect.error)) assert.ok(open.delete(effect.turn), `${effect.turn} is told once`);
  }
}

describe('Events in any order', () => {
  test(`${steps} steps of seed ${seed}`, () => {
    const next = random(seed);
    const draw: Draw = (...from) => from[Math.floor(next() * from.length)]!;
    let number = 0;
    for (let done = 0; done < steps; done += stepsOfOne) {
      let model = initialModel;
      /** Whose replies somebody waits for. */
      const open = new Set<string>();
      for (let each = 0; each < stepsOfOne; each += 1) {
        number += 1;
        let event = anyEvent(draw, model, number);
        // A call begins no turn while another one is under way.
        if (event.type === 'spoken' && model.active) event = { type: 'stop' };
        const before = model;
        const result = step(model, event, { now: number * 100, newId: () => `n${number}`, needsPlayback: false, call: draw(undefined, undefined, { isBusy: false, isHungUp: false }), handlers });
        for (const { id } of [...(result.model.active ? [result.model.active] : []), ...result.model.waiting]) {
          const isNew = ![before.active, ...before.waiting].some((turn) => turn?.id === id);
          if (isNew) open.add(id);
        }
        if (event.type === 'follow') open.clear();
        model = result.model;
        try {
          check(model, result.effects, open, event);
          frozen(model);
        } catch (error) {
          throw new Error(`SEED=${seed}, step ${number}, ${JSON.stringify(event)}: ${(error as Error).message}`, { cause: error });
        }
      }
    }
  });
});
