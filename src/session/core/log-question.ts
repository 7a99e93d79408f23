import { bare, textOfInput } from '../../conversation/message.js';
import type { LogCount, LogQuestion } from './log-meaning.js';
import type { Model, Turn } from './model.js';
import type { Work } from './work.js';

/* What the server's log is asked, and how long it may lag behind. */

/** What the server has got shows in its log after so long at the latest, in ms. */
export const longestLagMs = 3_000;

export function readTurn(work: Work, afterMs: number): void {
  const { active, settling } = work.model;
  // What was said on a wire that is merely watched had the time to get there.
  const mayLag = settling !== undefined && work.facts.now + afterMs < settledAt(work);
  if (active) ask(work, afterMs, questionAbout(work.model, active, mayLag));
}

/** Asks how many turns are over. */
export function readCount(work: Work, afterMs: number): void {
  ask(work, afterMs, countQuestion(work.model));
}

/** What the log is asked to know how many turns are over. */
export function countQuestion({ conversationId = '', cursor: { replyBefore, settledAtReply } }: Model): LogQuestion {
  return { about: 'count', conversationId, replyBefore, settledAtReply };
}

function ask(work: Work, afterMs: number, question: LogQuestion): void {
  work.do({ type: 'wake', epoch: work.model.epoch, afterMs, question });
}

/** What the log is asked to know what became of a turn. @param mayLag whether it may not have everything yet */
export function questionAbout(model: Model, turn: Turn, mayLag: boolean): LogQuestion {
  const { conversationId: current, cursor: { owed, replyBefore, settledAtReply } } = model;
  const conversationId = turn.conversationId ?? current ?? '';
  const whenSent = turn.cursor && settledBeforeTurn({ ...model, conversationId, cursor: turn.cursor }, turn);
  const settledTurns = whenSent ?? (conversationId === current ? settledBeforeTurn(model, turn) : undefined);
  return { about: 'turn', conversationId, input: turn.input, settledTurns, owed, replyBefore, settledAtReply, mayLag };
}

/**
 * How many of the log's `USER` entries belong to turns before one that is sent in the present conversation; `undefined`
 * where some may or may not be in it, and one of these says the same.
 */
export function settledBeforeTurn({ cursor, messages, conversationId }: Model, { id, input }: Turn): number | undefined {
  const { settledTurns, doubts } = cursor;
  if (doubts === 0) return settledTurns;
  const text = bare(textOfInput(input));
  const isSaidBefore = messages.some((message) => message.role === 'user' && message.id !== id && message.conversationId === conversationId && bare(message.text) === text);
  return isSaidBefore ? undefined : settledTurns;
}

/** When the log has the active turn at the latest, if the server has it. */
export function settledAt({ model: { active, settling }, facts }: Work): number {
  return (active?.lostAt ?? settling?.since ?? facts.now) + longestLagMs;
}

/** With all that may be there, or after the longest lag, a count is the truth. */
export function isWhole({ model: { cursor: { settledTurns, doubts, doubtAt } }, facts }: Work, { distinct }: LogCount): boolean {
  return distinct >= settledTurns + doubts || facts.now >= doubtAt + longestLagMs;
}

/** So many turns are over; those after the last reply that is known are counted from there. */
export function takeCount(work: Work, meaning: LogCount): void {
  const { settledTurns, settledAtReply, doubts } = work.model.cursor;
  const users = Math.max(settledTurns, meaning.users);
  const sinceReply = meaning.sinceReply ?? settledTurns - settledAtReply;
  work.setCursor({ settledTurns: users, settledAtReply: users - sinceReply, doubts: isWhole(work, meaning) ? 0 : doubts });
}
