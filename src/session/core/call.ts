import { AgentError } from '../../base/errors.js';
import { takeFinal } from './call-final.js';
import { isPause } from './call-evidence.js';
import { dropUnasked, resolveHeld, takeChunk } from './call-held.js';
import type { CallEffect, CallEvent, CallFacts, CallModel } from './call-model.js';
import { interrupt } from './call-parting.js';
import { afterLoss, learn, settle } from './call-settlement.js';
import { CallStep } from './call-step.js';
import { mostReadings, nextReading, owedReplies, replyEndsAt, wakeAt } from './call-times.js';

/*
 * Whose turn it is in a call, and whose it is what the server says: (model, event, facts) → model and effects. The
 * person's part is known by their speech here and by the server's answer, whichever comes first. What is left over from
 * a reply that was cut is dropped; what may be is held back until its words, its rhythm or the log tell. In the end the
 * log is right.
 */

/** What happened changes what is known, and asks for what is to be done. */
export function step(model: CallModel, event: CallEvent, facts: CallFacts): { readonly model: CallModel; readonly effects: readonly CallEffect[] } {
  const work = new CallStep(model, facts);
  const { now } = facts;
  noteTyped(work);
  if (event.type !== 'log' && event.type !== 'time' && event.type !== 'over') {
    // Any piece of a reply keeps the rest from being put right, and has the log asked once more; what else happens, anew.
    const isPiece = event.type === 'chunk' || event.type === 'other';
    work.set({ activeAt: now, fruitless: isPiece ? Math.min(model.fruitless, mostReadings - 1) : 0 });
  }
  const owedBefore = owedReplies(model, now).length;
  take(work, event);
  resolveHeld(work);
  // What was passed on has to be done with first.
  const isPassed = work.effects.some(({ type }) => type === 'pass' || type === 'finish');
  if (work.model.isPending && !work.current && !isPassed) work.open();
  if (owedBefore > 0 && owedReplies(work.model, now).length === 0) work.do({ type: 'free' });
  if (nextReading(work.model, now) <= now) {
    work.set({ isReading: true, readAt: now, isCutUnread: false });
    work.do({ type: 'read' });
  }
  const at = wakeAt(work.model, now);
  if (at < Infinity) work.do({ type: 'wake', at });
  return { model: work.model, effects: work.effects };
}

/** What was typed has its place among what was said; asked again, it awaits another reply. */
function noteTyped(work: CallStep): void {
  const { typed } = work.facts;
  if (work.model.typed !== typed?.id) work.set({ typed: typed?.id });
  if (!typed) return;
  const known = work.find(typed.id);
  if (!known) work.insert({ id: typed.id, kind: 'typed', said: typed.text }, work.model.turns.at(-1)?.id);
  else if (known.reply && known.reply.status !== 'open') work.change(typed.id, { reply: undefined, whole: undefined, isSettled: false });
}

function take(work: CallStep, event: CallEvent): void {
  const { now } = work.facts;
  switch (event.type) {
    case 'connected':
      return connected(work, event.base);
    case 'lost':
      return lose(work, event.error);
    case 'speech-start':
      return work.set({ isSpeaking: true, speechAt: momentOf(work), isAnticipated: false });
    case 'speech-end':
      return hearOut(work);
    case 'interrupted':
      return interrupt(work, event.turn, event.heardText);
    case 'stopped':
      return stop(work, event.turn);
    case 'chunk':
      return takeChunk(work, event.output);
    case 'final':
      return takeFinal(work, event.text, event.failure);
    case 'other':
      if (event.isCall && !work.current && owedReplies(work.model, now).every(({ reply }) => isPause(reply!, now))) work.anticipate();
      // Before its first words a tool is no part of them.
      work.set({ otherAt: now, ...(event.isTool && work.current?.reply && { toolAt: now }) });
      return work.do({ type: 'pass' });
    case 'log': {
      work.set({ isReading: false, isLogLost: event.logs === undefined });
      const before = work.effects.length;
      if (event.logs) {
        dropUnasked(work, learn(work, event.logs));
        resolveHeld(work);
        settle(work, event.logs);
      } else afterLoss(work);
      return work.set({ fruitless: work.effects.length > before ? 0 : work.model.fruitless + 1 });
    }
    case 'time':
      return replyEndsAt(work.model) <= now ? endForWant(work) : undefined;
    case 'over':
      if (event.isComplete && work.find(work.model.active)?.reply) work.end();
      return work.set({ isOver: true, isSpeaking: false, isPending: false, held: Object.freeze([]) });
  }
}

/** Over this connection nothing comes of what was said over another one. */
function connected(work: CallStep, base: number): void {
  const { active, turns } = work.model;
  work.set({ isConnected: true, base: turns.length > 0 ? work.model.base : base });
  // It was said while there was no connection, and is being sent only now.
  if (active !== undefined) work.change(active, { at: work.facts.now, misses: 0 });
}

function lose(work: CallStep, error: AgentError): void {
  const { active, turns } = work.model;
  for (const { id, reply } of turns) if (reply && reply.status !== 'open' && !reply.isClosed) work.changeReply(id, { isClosed: true });
  work.set({ isConnected: false, isPending: false, held: Object.freeze([]), lost: active === undefined ? undefined : { id: active, error } });
}

/** The person has spoken: that will be answered. */
function hearOut(work: CallStep): void {
  const { isAnticipated, active } = work.model;
  const { current } = work;
  work.set({ isSpeaking: false, speechAt: momentOf(work), isAnticipated: false });
  if (isAnticipated) return;
  if (!current) work.open();
  // A pause in a speech is no second one, as long as nobody answers.
  else if (current.id !== active || current.reply) work.set({ isPending: true });
  else work.change(current.id, { at: work.facts.now, misses: 0 });
}

function stop(work: CallStep, id: string): void {
  if (!work.find(id)) return;
  work.changeReply(id, { status: 'stopped', cutAt: work.facts.now });
  if (work.model.active === id) work.set({ active: undefined });
}

function endForWant(work: CallStep): void {
  const { current } = work;
  if (current?.reply) work.endCurrent();
  else work.end(new AgentError('connection', 'The agent does not answer', { retryable: true }), true);
}

/** Now, but later than what has ended in the same ms. */
function momentOf({ facts: { now }, model: { endedAt } }: CallStep): number {
  return now === endedAt ? now + 1 : now;
}
