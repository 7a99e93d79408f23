import { AgentError } from '../../base/errors.js';
import type { ReplyEnd } from '../../conversation/reduce.js';
import { afterTurn } from './delivery.js';
import { endLimit } from './log-requests.js';
import { endWith, releaseAll } from './turns.js';
import type { Work } from './work.js';

/* The person wants no more of a reply, or the page none of the session. */

/** Ends the reply that is under way for the person; what still arrives of it is dropped. */
export function stop(work: Work, { status = 'stopped' }: { readonly status?: ReplyEnd['status'] | undefined }): void {
  const { active } = work.model;
  if (!active) return;
  endLimit(work);
  // The API cannot cancel a reply, so the socket stays owing its end.
  work.set({ owesFinal: work.model.phase === 'responding' });
  endWith(work, { status });
  afterTurn(work, active, active.isReceived);
}

export function dispose(work: Work): void {
  work.beginEpoch();
  work.do({ type: 'close' });
  releaseAll(work, AgentError.aborted());
  work.set({ isOver: true });
}
