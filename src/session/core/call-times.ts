import type { CallModel, CallTurn } from './call-model.js';
import { isSameText } from './call-text.js';

/* When a call waits no longer. All in ms. */

/** After its last chunk a reply still has its final message; after so long it has none. */
const finalPatienceMs = 1_000;
/** A reply that falls silent without a last chunk is over after so long. */
const silencePatienceMs = 15_000;
/** So long an agent may think. */
const longestThoughtMs = 120_000;
/** A reply that was cut may go on for so long after its last chunk, or after the person has spoken. */
const owedMs = 6_000;
/** So many turns are looked through for whose a chunk is. */
const recentTurns = 4;
/** What is held back, and goes on no more, is a reply. */
const heldQuietMs = 1_500;
const longestHeldMs = 3_000;
/** So long it is held back at most where more and more comes: the log tells when a reply ends, unless it cannot be read. */
const longestDoubtMs = 30_000;
const longestUnreadMs = 8_000;
/** What is held back after a pause is a reply, unless the log says within this time that it is none. */
const heldPatienceMs = 1_200;
/** So long before what is held back is given the log is asked for the last time. */
const lastReadingMs = 200;
/** The log is asked so soon while chunks are held back, and otherwise at most so often. */
const doubtReadingMs = 600;
const readingMs = 2_000;
/** What was said is in the log so much later. */
const loggingMs = 1_000;
/** What happened is in the log after so long a quiet. */
const quietMs = 1_600;
/** So many readings in a row may bring nothing new. */
export const mostReadings = 5;

/** A turn that failed may be answered yet: then the log is asked so seldom, and in so many readings. */
const failedReadingMs = 10_000;
const mostFailedReadings = 15;

/** The replies that were cut lately; the last one last. */
export function cutReplies({ turns, speechAt, held }: CallModel, now: number): readonly CallTurn[] {
  return turns.slice(-recentTurns).filter(({ reply }) => {
    const isCut = reply?.status === 'interrupted' || reply?.status === 'stopped';
    return isCut && now - Math.max(reply.lastAt, reply.cutAt ?? 0, speechAt, held.at(-1)?.at ?? 0) < owedMs;
  });
}

/** Those of which more may come. */
export function owedReplies(model: CallModel, now: number): readonly CallTurn[] {
  return cutReplies(model, now).filter(({ reply }) => !reply!.isClosed);
}

/** When the reply that is under way ends for want of more. */
export function replyEndsAt(model: CallModel): number {
  const { turns, active, typed, isConnected } = model;
  if (active === undefined && typed !== undefined) return typedEndsAt(model);
  const turn = turns.findLast(({ id }) => id === active);
  if (!turn || !isConnected) return Infinity;
  const { reply } = turn;
  if (!reply) return turn.at + longestThoughtMs;
  return reply.lastAt + (reply.isClosed ? finalPatienceMs : silencePatienceMs);
}

/** What was typed has a final message. Where it does not come, a last chunk and the log tell that the reply is over. */
function typedEndsAt({ turns, typed, isConnected, isPending, otherAt, toolAt }: CallModel): number {
  const turn = turns.findLast(({ id }) => id === typed);
  const reply = turn?.reply;
  if (!reply || !isConnected) return Infinity;
  const isAll = (turn.tools === 'done' || otherAt <= reply.lastAt) && isAllOf(turn, toolAt);
  // Whoever has asked a tool may ask another one.
  const isSure = isAll && (isPending || (turn.tools === 'none' && reply.isClosed && isWhole(turn)));
  const patienceMs = isSure ? finalPatienceMs : isAll || turn.tools === 'answered' ? silencePatienceMs : longestThoughtMs;
  return Math.max(reply.lastAt + reply.lastMs, isAll ? 0 : otherAt) + patienceMs;
}

/**
 * Whether all of a reply to what was typed has come, as far as a last chunk or the log tells. An agent that asks a tool
 * goes on, and may end what it says before: then the final message tells, or the log, where it has the tool.
 *
 * @param toolAt see `CallModel.toolAt`
 */
export function isAllOf(turn: CallTurn, toolAt: number): boolean {
  if (turn.tools !== 'none') return turn.tools === 'done' && isWhole(turn);
  return toolAt < turn.at && (turn.reply?.isClosed === true || isWhole(turn));
}

const isWhole = ({ reply, whole }: CallTurn): boolean => whole !== undefined && isSameText(reply?.text ?? '', whole);

/** When what is held back is given, whatever else is known. */
export function heldUntil({ held, isHeldAfterPause, isSpeaking, speechAt, isReading, isLogLost, readAt }: CallModel): number {
  const [first] = held;
  const last = held.at(-1);
  if (!first || !last || isSpeaking) return Infinity;
  // A reading that is under way, or due, may tell.
  const quietMs = isReading || readAt < last.at ? longestHeldMs : heldQuietMs;
  const quietAt = last.at + Math.max(quietMs, Math.max(...held.map(({ ms }) => ms)) * 2);
  const readingAt = isReading ? Math.min(readAt + lastReadingMs, last.at + longestHeldMs) : 0;
  const toldAt = Math.max(isHeldAfterPause ? Math.min(quietAt, first.at + heldPatienceMs) : quietAt, readingAt);
  return Math.max(speechAt + 2 * lastReadingMs, Math.min(toldAt, first.at + (isLogLost ? longestUnreadMs : longestDoubtMs)));
}

/** When the log is to be read next. */
export function nextReading(model: CallModel, now: number): number {
  const { turns: all, settled, held, isReading, readAt, activeAt, fruitless, lost, isConnected, isOver, isSpeaking, speechAt, isPending, isCutUnread, active, typed } = model;
  const turns = all.slice(settled);
  if (isReading || (!isConnected && !isOver && !lost) || (turns.every((turn) => turn.isSettled || (isOver && isComplete(turn))) && held.length === 0)) return Infinity;
  if (lost) return Math.max(now, readAt);
  // What was cut is known as long as nothing more has been said.
  if (isCutUnread) return now;
  // Before it is given it is asked for once more.
  const lastReadingAt = Math.max(heldUntil(model) - lastReadingMs, readAt + lastReadingMs);
  if (held.length > 0) return Math.max(now, Math.min(lastReadingAt, readAt + Math.min(readingMs, doubtReadingMs * (1 + fruitless / 3))));
  // What was cut tells, where the log has it, what is left over from it.
  const isDoubtful = !isSpeaking && owedReplies(model, now).some(({ whole }) => whole === undefined) && readAt < speechAt;
  if (isDoubtful) return Math.max(now, readAt + doubtReadingMs);
  const { reply } = turns.findLast(({ id }) => id === (active ?? typed)) ?? {};
  // What is sent as it is heard is logged when its last chunk has been heard.
  const heardAt = reply ? reply.lastAt + reply.lastMs + quietMs : -Infinity;
  if (fruitless >= mostReadings) {
    if (readAt < heardAt) return Math.max(now, heardAt);
    const isFailed = turns.some((turn) => turn.reply?.status === 'failed' && !turn.isSettled);
    return isFailed && !isOver && fruitless < mostFailedReadings ? Math.max(now, readAt + failedReadingMs) : Infinity;
  }
  // Which question a reply answers is known as long as nothing more has been said.
  const isBegun = turns.some(({ kind, reply, isSettled }) => kind === 'spoken' && !isSettled && reply?.isBeginningUnread);
  if (isBegun) return Math.max(now, readAt + Math.min(readingMs, doubtReadingMs * (1 + fruitless / 3)));
  // When what was said meanwhile came into the log tells what the next reply answers; what was answered before its end may go on.
  const isInReply = !isSpeaking && reply !== undefined;
  if ((isPending || isInReply) && readAt < speechAt + loggingMs) return Math.max(now, speechAt + loggingMs);
  const quietAt = activeAt + quietMs;
  const isTextAwaited = turns.some(({ said, kind, reply }) => kind === 'spoken' && !said && reply?.status === 'open');
  const dueAt = readAt < quietAt && !isTextAwaited ? Math.max(quietAt, readAt + doubtReadingMs) : readAt + readingMs;
  return Math.max(now, dueAt);
}

/** After the call it is enough that all has its text: what the log has of a reply, if that has not said itself that it is over. */
function isComplete(turn: CallTurn): boolean {
  const { kind, said, reply, whole } = turn;
  if (kind === 'typed') return true;
  if (said === '' || reply?.status === 'failed') return false;
  return reply?.status !== 'done' || isWhole(turn) || (whole === undefined && reply.isClosed);
}

/** When something is due next. */
export function wakeAt(model: CallModel, now: number): number {
  return Math.min(replyEndsAt(model), heldUntil(model), nextReading(model, now));
}
