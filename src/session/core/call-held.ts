import { goesOn } from './call-continuation.js';
import type { AudioOutput } from '../../protocol/content.js';
import { isBeginning, isPartOf, isPause, isUnlikelyAfter, judge, type Verdict } from './call-evidence.js';
import type { Attribution } from './call-attribution.js';
import type { Pair } from './call-log.js';
import { textOf } from './call-parting.js';
import type { CallTurn, HeldChunk } from './call-model.js';
import type { Piece } from './call-reach.js';
import { lengthMs, recent, type CallStep } from './call-step.js';
import { isSameText, lettersOf } from './call-text.js';
import { cutReplies, heldUntil, isAllOf, owedReplies } from './call-times.js';

/* Whose a chunk is. What may be left over from a reply that was cut is held back until it is known. */

/** What comes so soon after a reply, in ms, may be left over from it. */
const leftoverMs = 500;
/** The sound of a reply that the log has ended may come so much later, in ms. */
const lateSoundMs = 10_000;
/** So many turns are looked through for whose a chunk is. */
const recentTurns = 4;

export function takeChunk(work: CallStep, output: AudioOutput): void {
  const { model: { held, arrived, attribution }, facts: { now } } = work;
  const cuts = cutReplies(work.model, now);
  const isHeld = held.length > 0 || cuts.length > 0;
  const piece: Piece = Object.freeze({ number: arrived, words: output.transcription, at: now, isLast: output.isFinalChunk, isFirst: isHeld ? isAfterEnd(work) : isFirst(work, output.transcription) });
  work.set({ arrived: arrived + 1, attribution: attribution.with(piece) });
  if (!isHeld) return give(work, output, piece);
  work.set({
    held: Object.freeze([...held, Object.freeze({ ...piece, output, ms: lengthMs(output) })]),
    ...(held.length === 0 && { isHeldAfterPause: cuts.every(({ reply }) => isPause(reply!, now)) }),
  });
}

/** Whether a chunk comes as the beginning of a reply does. */
function isFirst({ current, model: { turns }, facts: { now } }: CallStep, words: string): boolean {
  const { reply } = current ?? turns.findLast((turn) => turn.reply) ?? {};
  return isBeginning(reply, words, now);
}

/** Whether what came last had ended when a chunk came, or falls silent. */
function isAfterEnd({ model: { turns, held, arrived }, facts: { now } }: CallStep): boolean {
  const last = held.at(-1);
  if (last) return last.output.isFinalChunk || isPause({ lastAt: last.at, lastMs: last.ms, rhythmMs: 0 }, now);
  const { reply } = turns.findLast((turn) => turn.reply?.pieces.at(-1)?.number === arrived - 1) ?? {};
  return reply !== undefined && (reply.isClosed || isPause(reply, now));
}

/** What is held back and has become clear is given, or dropped. */
export function resolveHeld(work: CallStep): void {
  if (work.model.held.length === 0) return;
  const isDue = heldUntil(work.model) <= work.facts.now;
  const { attribution } = work.model;
  let isBlocked = false;
  for (const chunk of work.model.held) {
    const entry = attribution.entryOf(chunk);
    if (entry === undefined && isBlocked) continue;
    const { verdict, cut } = entry === undefined ? judgeUnknown(work, chunk, isDue, attribution) : judgeKnown(work, entry, attribution);
    if (verdict === 'open') {
      // What comes after it is open, too.
      isBlocked = true;
      continue;
    }
    work.set({ held: Object.freeze(work.model.held.filter((each) => each !== chunk)) });
    if (verdict === 'old') work.note(cut!.id, chunk.output, chunk);
    else give(work, chunk.output, chunk);
  }
}

/** What is known of a chunk, and the turn whose reply it is left over from, or may be. */
interface Judgement {
  readonly verdict: Verdict;
  readonly cut?: CallTurn | undefined;
}

/** A known reply has it: it is left over where others of that reply have been cut. */
function judgeKnown({ model }: CallStep, entry: number, attribution: Attribution): Judgement {
  const cut = recent(model).find(({ reply }) => {
    const isCut = reply?.status === 'interrupted' || reply?.status === 'stopped';
    return isCut && reply.pieces.some((piece) => attribution.entryOf(piece) === entry);
  });
  return { verdict: cut ? 'old' : 'new', cut };
}

/** No known reply has it: it has to be none of each that was cut lately. */
function judgeUnknown(work: CallStep, chunk: HeldChunk, isDue: boolean, attribution: Attribution): Judgement {
  const cuts = isDue ? [] : cutReplies(work.model, chunk.at);
  const judged = cuts.map((cut, index): Judgement => ({ cut, verdict: judgeBy(work, chunk, cut, index === cuts.length - 1, attribution) }));
  return judged.findLast(({ verdict }) => verdict === 'old') ?? judged.findLast(({ verdict }) => verdict === 'open') ?? { verdict: 'new' };
}

function judgeBy(work: CallStep, { words, at }: HeldChunk, { reply: cut }: CallTurn, isLast: boolean, attribution: Attribution): Verdict {
  const { status, cutAt = 0, pieces, isClosed } = cut!;
  // Nobody has said anything since that could be answered.
  if (status === 'stopped' && work.model.speechAt <= cutAt && !work.facts.typed) return 'old';
  const isWhole = pieces.every((piece) => lettersOf(piece.words) === '' || attribution.isComplete(attribution.entryOf(piece) ?? NaN));
  if (isWhole && pieces.length > 0 && lettersOf(words) !== '') return 'new';
  if (!isLast && isPause(cut!, at)) return 'new';
  // What is left of one reply may come in the midst of the next one.
  const coming = work.current?.reply;
  if (coming?.status === 'open') {
    const isLikely = isUnlikelyAfter(cut!.words, words) && !isUnlikelyAfter(coming.words, words);
    return isClosed || isLikely || isPause(cut!, at) ? 'new' : 'open';
  }
  return judge(cut!, words, at);
}

/** What came before the log had anything new to answer is no answer. */
export function dropUnasked(work: CallStep, pairs: readonly Pair[]): void {
  const newest = Math.max(...pairs.map(({ logged }) => logged?.index ?? -1));
  const unanswered = pairs.flatMap(({ logged }) => (logged && logged.reply === undefined ? [logged.index] : []));
  for (const chunk of work.model.held) {
    const { output, at } = chunk;
    const last = owedReplies(work.model, at).at(-1);
    const known = last?.reply?.pieces[0]?.newest;
    // Its own question was in the log when it began: then so is the next one's.
    const isUnasked = last?.index !== undefined && known !== undefined && last.index <= known && newest <= last.index && unanswered.every((index) => index === last.index);
    if (!isUnasked || at > work.model.readAt) return;
    work.set({ held: Object.freeze(work.model.held.slice(1)) });
    const { attribution } = work.model;
    const entry = attribution.entryOf(chunk);
    // The log may have it in an earlier one that was cut.
    const { id } = (entry !== undefined && judgeKnown(work, entry, attribution).cut) || last;
    work.note(id, output, chunk);
  }
}

/** A chunk is the reply's that is under way; where there is none, it begins one. */
export function give(work: CallStep, output: AudioOutput, piece: Piece): void {
  const { model, facts: { now } } = work;
  const { transcription: words } = output;
  let { current } = work;
  // After the end of one, and with something said meanwhile, another reply begins.
  const isOver = current?.reply !== undefined && (current.kind === 'typed' ? isAllOf(current, model.toolAt) : current.reply.isClosed);
  if (isOver && (model.isPending || (model.isSpeaking && !model.isAnticipated)) && !goesOn(current!.reply!.words, words)) {
    work.endCurrent();
    current = undefined;
  }
  if (!current) {
    const ended = model.turns.slice(-recentTurns).findLast(({ reply }) => reply?.status === 'done');
    const silentMs = now - model.endedAt;
    // What is left of what has been heard is heard, too; whether it is another reply the log tells.
    if (ended && (isLate(work, ended, words, silentMs) || isTail(work, ended, words, silentMs))) {
      const { text } = ended.reply!;
      work.note(ended.id, output, piece, true);
      // All of it has been read.
      if (isSameText(text, ended.whole ?? '')) work.changeReply(ended.id, { text });
      return work.do({ type: 'give', turn: ended.id, output, isRead: false });
    }
  }
  const turn = current ?? work.open();
  if (!turn.reply) work.set({ isAnticipated: work.model.isSpeaking });
  work.note(turn.id, output, piece, true);
  work.do({ type: 'give', turn: turn.id, output, isRead: true });
}

/** The log, or the final message, was there before the sound. */
function isLate(work: CallStep, { reply, whole }: CallTurn, words: string, silentMs: number): boolean {
  if (whole === undefined || silentMs >= lateSoundMs) return false;
  const { pieces, words: last } = reply!;
  return words === '' ? pieces.length === 0 && isNothingSaid(work) : isPartOf(whole, { text: textOf(pieces), words: last }, words);
}

/** It goes on at once, and nobody has said anything since. */
function isTail(work: CallStep, { reply, whole }: CallTurn, words: string, silentMs: number): boolean {
  if (!whole || isPause(reply!, work.facts.now) || !isNothingSaid(work)) return false;
  return lettersOf(words) === '' || (goesOn(reply!.words || undefined, words) && silentMs < leftoverMs);
}

/** Since the last reply ended. */
const isNothingSaid = ({ model }: CallStep): boolean => model.speechAt <= model.endedAt && !model.isPending;
