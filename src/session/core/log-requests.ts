import type { Work } from './work.js';

/* When the server's log is asked about the active turn: after a lost connection, and where the wire is silent. */

/** A wire that says nothing for so long, in ms, while a reply is awaited, may be dead. */
export const silenceMs = 15_000;

/** After a loss in the midst of a turn: by the log, it is answered, or awaited, or sent again. */
export function settle(work: Work): void {
  const { active } = work.model;
  if (!active) return;
  work.phase('asked');
  work.set({
    settling: { since: work.facts.now, readings: 0, replyBefore: work.reply(active.id) },
  });
  wake(work, 0);
}

/** A wire may be open and dead: while a reply is awaited it is watched, and left where it is. */
export function watch(work: Work): void {
  work.set({ watchedSince: work.facts.now });
  wake(work, silenceMs);
}

/** What reads the log is told that so much time has passed, and asks what is to be known then. */
export function wake(work: Work, afterMs: number): void {
  work.do({ type: 'wake', epoch: work.model.epoch, afterMs });
}

/** The wait that the server asked for while a turn was settled is over, or nobody waits for that turn any more. */
export function endLimit(work: Work): void {
  const { settling, phase } = work.model;
  if (!settling || phase !== 'limited') return;
  work.set({ error: undefined, retryAt: undefined });
  work.phase('opened');
  work.phase('asked');
}
