import { AgentError } from '../../base/errors.js';
import { goesOn } from '../../conversation/transcription.js';
import type { AudioOutput } from '../../protocol/content.js';
import { isPartOf, isPause, isSameReply, judge, lettersOf, type Verdict } from './call-evidence.js';
import type { Pair } from './call-log.js';
import type { CallEffect, CallEvent, CallFacts, CallModel, CallTurn } from './call-model.js';
import { afterLoss, learn, settle } from './call-settlement.js';
import { CallStep, lengthMs } from './call-step.js';
import { cutReplies, heldUntil, nextReading, owedReplies, replyEndsAt, wakeAt } from './call-times.js';

/*
 * Whose turn it is in a call, and whose it is what the server says: (model, event, facts) → model and effects. The
 * person's part is known by their speech here and by the server's answer, whichever comes first. What is left over from
 * a reply that was cut is dropped; what may be is held back until its words, its rhythm or the log tell. In the end the
 * log is right.
 */

/** What comes so soon after a reply, in ms, may be left over from it. */
const leftoverMs = 500;
/** The sound of a reply that the log has ended may come so much later, in ms. */
const lateSoundMs = 10_000;
/** So many turns are looked through for whose a chunk is. */
const recentTurns = 4;

/** What happened changes what is known, and asks for what is to be done. */
export function step(model: CallModel, event: CallEvent, facts: CallFacts): { readonly model: CallModel; readonly effects: readonly CallEffect[] } {
  const work = new CallStep(model, facts);
  const { now } = facts;
  noteTyped(work);
  if (event.type !== 'log' && event.type !== 'time' && event.type !== 'over') {
    // Any piece of a reply keeps the rest from being put right; what else happens has the log asked anew.
    work.set({ activeAt: now, ...(event.type !== 'chunk' && event.type !== 'other' && { fruitless: 0 }) });
  }
  const owedBefore = owedReplies(model, now).length;
  take(work, event);
  resolveHeld(work);
  // What was passed on has to be done with first.
  const isPassed = work.effects.some(({ type }) => type === 'pass');
  if (work.model.isPending && !work.current && !isPassed) work.open();
  if (owedBefore > 0 && owedReplies(work.model, now).length === 0) work.do({ type: 'free' });
  if (nextReading(work.model, now) <= now) {
    work.set({ isReading: true, readAt: now });
    work.do({ type: 'read' });
  }
  const at = wakeAt(work.model, now);
  if (at < Infinity) work.do({ type: 'wake', at });
  return { model: work.model, effects: work.effects };
}

/** What was typed has its place among what was said; asked again, it awaits another reply. */
function noteTyped(work: CallStep): void {
  const { typed } = work.facts;
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
      return work.set({ isSpeaking: true, speechAt: now, isAnticipated: false });
    case 'speech-end':
      return hearOut(work);
    case 'interrupted':
      return cut(work, event.turn, { status: 'interrupted', heardText: event.heardText });
    case 'stopped':
      return cut(work, event.turn, { status: 'stopped' });
    case 'chunk':
      return takeChunk(work, event.output);
    case 'final':
      return takeFinal(work, event.text, event.failure);
    case 'other':
      return work.do({ type: 'pass' });
    case 'log': {
      work.set({ isReading: false });
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
  work.set({ isSpeaking: false, speechAt: work.facts.now, isAnticipated: false });
  if (isAnticipated) return;
  if (!current) work.open();
  // A pause in a speech is no second one, as long as nobody answers.
  else if (current.id !== active || current.reply) work.set({ isPending: true });
  else work.change(current.id, { at: work.facts.now, misses: 0 });
}

function cut(work: CallStep, id: string, changes: { readonly status: 'interrupted' | 'stopped'; readonly heardText?: string | undefined }): void {
  if (!work.find(id)) return;
  work.changeReply(id, { ...changes, cutAt: work.facts.now });
  if (work.model.active === id) work.set({ active: undefined });
}

function takeChunk(work: CallStep, output: AudioOutput): void {
  const { now } = work.facts;
  const { transcription: words } = output;
  const { held, speechAt } = work.model;
  const recent = cutReplies(work.model, now);
  const certain = recent.findLast((turn) => isLeftOver(turn, words));
  if (certain) return work.note(certain.id, output);
  // What came before it is still open, and so is this.
  if (held.length > 0) return hold(work, output);
  const last = recent.at(-1);
  if (!last || work.current?.reply?.status === 'open') return give(work, output);
  // Nobody has said anything since that could be answered.
  const isUnasked = last.reply!.status === 'stopped' && speechAt <= (last.reply!.cutAt ?? 0) && !work.facts.typed;
  const verdict: Verdict = isUnasked ? 'old' : judge(last as Parameters<typeof judge>[0], words, now);
  if (verdict === 'old') work.note(last.id, output);
  else if (verdict === 'new') give(work, output);
  else hold(work, output);
}

function isLeftOver({ reply, whole }: CallTurn, words: string): boolean {
  return reply !== undefined && whole !== undefined && words !== '' && isPartOf(whole, reply, words);
}

function hold(work: CallStep, output: AudioOutput): void {
  const { held } = work.model;
  const { now } = work.facts;
  const last = cutReplies(work.model, now).at(-1);
  work.set({
    held: Object.freeze([...held, Object.freeze({ output, at: now, ms: lengthMs(output) })]),
    ...(held.length === 0 && { isHeldAfterPause: last !== undefined && isPause(last.reply!, now) }),
  });
}

/** What is held back and has become clear is given, or dropped. */
function resolveHeld(work: CallStep): void {
  const isDue = heldUntil(work.model) <= work.facts.now;
  let isBegun = false;
  for (const { output, at } of work.model.held) {
    const recent = cutReplies(work.model, at);
    const last = recent.at(-1);
    const old = recent.findLast((turn) => isLeftOver(turn, output.transcription));
    const verdict: Verdict = isBegun || isDue || !last ? 'new' : judge({ reply: last.reply!, whole: last.whole }, output.transcription, at);
    if (!old && verdict === 'open') return;
    work.set({ held: Object.freeze(work.model.held.slice(1)) });
    if (old) work.note(old.id, output, at);
    else if (verdict === 'old') work.note(last!.id, output, at);
    else {
      isBegun = true;
      give(work, output, at);
    }
  }
}

/** What came before the log had anything new to answer is no answer. */
function dropUnasked(work: CallStep, pairs: readonly Pair[]): void {
  const newest = Math.max(...pairs.map(({ logged }) => logged?.index ?? -1));
  const unanswered = pairs.flatMap(({ logged }) => (logged && logged.reply === undefined ? [logged.index] : []));
  for (const { output, at } of work.model.held) {
    const last = owedReplies(work.model, at).at(-1);
    // Its own question was in the log when it began: then so is the next one's.
    const isUnasked = last?.index !== undefined && last.newest !== undefined && last.index <= last.newest && newest <= last.index && unanswered.every((index) => index === last.index);
    if (!isUnasked || at > work.model.readAt) return;
    work.set({ held: Object.freeze(work.model.held.slice(1)) });
    work.note(last.id, output, at);
  }
}

/** A chunk is the reply's that is under way; where there is none, it begins one. */
function give(work: CallStep, output: AudioOutput, at = work.facts.now): void {
  const { model, facts: { now } } = work;
  const { transcription: words } = output;
  let { current } = work;
  // After a last chunk, and with something said meanwhile, another reply begins.
  if (current?.id === model.active && current?.reply?.isClosed && (model.isPending || (model.isSpeaking && !model.isAnticipated)) && !goesOn(current.reply.words, words)) {
    work.end();
    current = undefined;
  }
  if (!current) {
    const ended = model.turns.slice(-recentTurns).findLast(({ reply }) => reply?.status === 'done');
    const silentMs = now - model.endedAt;
    if (ended && silentMs < lateSoundMs && !ended.reply!.isClosed && isLeftOver(ended, words)) {
      work.note(ended.id, output);
      return work.do({ type: 'give', turn: ended.id, output, isRead: false });
    }
    const isTail = ended?.whole !== undefined && (goesOn(ended.reply!.words || undefined, words) || lettersOf(words) === '');
    if (isTail && silentMs < leftoverMs && model.speechAt <= model.endedAt && !model.isPending) return;
  }
  const turn = current ?? work.open();
  if (!turn.reply) work.set({ isAnticipated: work.model.isSpeaking });
  work.note(turn.id, output, at);
  work.do({ type: 'give', turn: turn.id, output, isRead: true });
}

function takeFinal(work: CallStep, text: string, failure: string): void {
  const { now } = work.facts;
  const owed = owedReplies(work.model, now);
  const last = owed.at(-1);
  // It may have been closed by its last chunk before.
  const closed = text ? cutReplies(work.model, now).findLast(({ reply }) => isSameReply(reply!.text, text)) : undefined;
  if (closed && !isSameReply(work.current?.reply?.text ?? '', text)) {
    work.change(closed.id, { whole: text });
    return work.changeReply(closed.id, { isClosed: true });
  }
  // Without words it says nothing of whose it is, nor do those that are held: the log will.
  if (last && text === '' && failure === '' && work.model.held.length > 0) return work.set({ readAt: -Infinity });
  if (last && !isOfCurrent(work, last, text, failure)) {
    for (const { id } of owed) work.changeReply(id, { isClosed: true });
    return text ? work.change(last.id, { whole: text }) : undefined;
  }
  // What is held back is its reply.
  for (const { output, at } of work.model.held) give(work, output, at);
  work.set({ held: Object.freeze([]) });
  const { current } = work;
  if (!current) return;
  // A message without words, before any came, may well be the late end of a reply that was cut.
  if (current.kind === 'spoken' && !current.reply && text === '' && failure === '' && cutReplies(work.model, now).length > 0) return;
  work.changeReply(current.id, { status: failure ? 'failed' : 'done', isClosed: true, ...(text && { text }) });
  if (text) work.change(current.id, { whole: text });
  work.set({ active: undefined, endedAt: work.facts.now });
  work.do({ type: 'pass' });
}

/** Whether a final message is that of the reply that is under way, or held back, and not of the one that was cut. */
function isOfCurrent({ model: { held }, current }: CallStep, { reply }: CallTurn, text: string, failure: string): boolean {
  const come = (current?.reply?.text ?? '') + held.map(({ output }) => output.transcription).join(' ');
  if (text === '') return failure !== '' && current !== undefined && current.reply === undefined && held.length === 0 ? true : come !== '' && held.length === 0;
  if (isSameReply(text, reply!.text)) return false;
  return come === '' ? reply!.text !== '' : isSameReply(come, text) || reply!.text !== '';
}

function endForWant(work: CallStep): void {
  const { current } = work;
  if (current?.reply) work.end();
  else work.end(new AgentError('connection', 'The agent does not answer', { retryable: true }), true);
}
