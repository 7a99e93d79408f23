import { replyId } from '../../conversation/message.js';
import type { LogQuestion } from './log-meaning.js';
import type { Model, Turn } from './model.js';
import { settledBeforeTurn } from './turns.js';
import type { Work } from './work.js';

/* What the server's log is asked about the active turn, and when: after a lost connection, and where the wire is silent. */

/** What the server has got shows in its log after so long at the latest, in ms. */
export const longestLagMs = 3_000;
/** A wire that says nothing for so long, in ms, while a reply is awaited, may be dead. */
export const silenceMs = 15_000;

/** After a loss in the midst of a turn: by the log, it is answered, or awaited, or sent again. */
export function settle(work: Work): void {
  const { active } = work.model;
  if (!active) return;
  work.phase('asked');
  work.set({
    settling: Object.freeze({ since: work.facts.now, readings: 0, isLimited: false, replyBefore: work.message(replyId(active.id)) }),
  });
  readTurn(work, 0);
}

/** A wire may be open and dead: while a reply is awaited it is watched, and left where it is. */
export function watch(work: Work): void {
  work.set({ watchedSince: work.facts.now });
  wake(work, silenceMs);
}

export function wake(work: Work, afterMs: number): void {
  work.do({ type: 'wake', epoch: work.model.epoch, afterMs });
}

export function readTurn(work: Work, afterMs: number): void {
  const { active, epoch } = work.model;
  if (active) work.do({ type: 'read-log', epoch, afterMs, question: questionAbout(work.model, active, work.facts.now + afterMs < settledAt(work)) });
}

/** What the log is asked to know what became of a turn. @param mayLag whether it may not have everything yet */
export function questionAbout(model: Model, turn: Turn, mayLag: boolean): LogQuestion {
  const { conversationId: current, cursor: { owed, replyBefore } } = model;
  const conversationId = turn.conversationId ?? current ?? '';
  const settledTurns = turn.settledBefore ?? (conversationId === current ? settledBeforeTurn(model, turn) : undefined);
  return { about: 'turn', conversationId, input: turn.input, settledTurns, owed, replyBefore, mayLag };
}

/** When the log has the active turn at the latest, if the server has it. */
export function settledAt({ model: { active, settling }, facts }: Work): number {
  return (active?.lostAt ?? settling?.since ?? facts.now) + longestLagMs;
}

/** The wait that the server asked for while a turn was settled is over, or nobody waits for that turn any more. */
export function endLimit(work: Work): void {
  const { settling } = work.model;
  if (!settling?.isLimited) return;
  work.set({ settling: Object.freeze({ ...settling, isLimited: false }), error: undefined, retryAt: undefined });
  work.phase('opened');
  work.phase('asked');
}
