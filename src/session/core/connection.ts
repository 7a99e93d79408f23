import type { AgentError } from '../../base/errors.js';
import { adopt, afterTurn, beginAfresh, closeTurn, disconnect, interrupt, proceed, reopen, setVisible, turnEnded } from './delivery.js';
import type { LostEvent } from './event.js';
import { settle, watch } from './log-requests.js';
import { drop, dropWaiting, fail, putBack } from './turns.js';
import type { Work } from './work.js';

/* What befalls the connection, and what that means for the turn that is under way. */

interface Failure {
  readonly error: AgentError;
}

export function opened(work: Work, { conversationId }: { readonly conversationId: string }): void {
  interrupt(work);
  work.set({ error: undefined, retryAt: undefined });
  const known = work.model.conversationId;
  const isReplaced = known !== undefined && known !== conversationId;
  if (isReplaced) beginAfresh(work, 'conversation-replaced');
  adopt(work, conversationId, isReplaced ? 'replaced' : known === undefined ? 'created' : 'revived');
  work.phase('opened');
  // What is said aloud is sent once, and nothing else.
  if (work.model.active?.deliveries) settle(work);
  else proceed(work);
}

/** It was lost, or could not be had; the next attempt comes by itself. */
export function lost(work: Work, { type, error, retryAt }: LostEvent): void {
  interrupt(work);
  work.set({ error, retryAt });
  work.phase(type);
  work.report(error);
  setVisible(work, work.model);
}

export function refused(work: Work, { error }: Failure): void {
  const { active } = work.model;
  interrupt(work);
  work.set({ error, retryAt: undefined });
  work.phase('refused');
  fail(work, error);
  if (active) closeTurn(work, active, active.isReceived);
  dropWaiting(work, error);
  work.do({ type: 'keep' });
  work.report(error);
}

/** Two must not talk with the server. What is said here waits. */
export function displaced(work: Work, { error }: Failure): void {
  disconnect(work);
  work.phase('wanted');
  work.phase('offline');
  work.set({ error, isDisplaced: true });
}

export function closed(work: Work): void {
  interrupt(work);
  work.phase('closed');
}

/** What there is has been kept: the active turn may be sent. */
export function send(work: Work): void {
  const { active, epoch, isConsentNeeded } = work.model;
  if (!active) return;
  // It may be asked for only now.
  if (isConsentNeeded) putBack(work, 1);
  else work.do({ type: 'send', epoch, turn: active });
}

export function handed(work: Work, { isHanded }: { readonly isHanded: boolean }): void {
  const { active } = work.model;
  if (!active) return;
  if (isHanded) {
    work.change(active.id, { status: 'sent' });
    if (active.deliveries === 1) work.tellFinished(active.id);
    work.phase('asked');
    watch(work);
    // No socket has it. Another one will come.
  } else putBack(work, 1);
  work.do({ type: 'keep' });
}

/** Variables may hold what JSON cannot. */
export function unsendable(work: Work, { error }: Failure): void {
  work.setActive({ deliveries: 0 });
  giveUp(work, error);
}

/** The active turn cannot be answered: that is told, and the next one comes. */
function giveUp(work: Work, error: AgentError): void {
  const { active } = work.model;
  if (!active) return;
  fail(work, error);
  work.report(error);
  afterTurn(work, active, active.isReceived);
}

/** What a waiting turn says cannot be sent. */
export function unprepared(work: Work, { turn: id, error }: Failure & { readonly turn: string }): void {
  const turn = work.waiting(id);
  if (!turn) return;
  drop(work, turn, error);
  work.report(error);
  work.do({ type: 'keep' });
  proceed(work);
}

/** The log cannot be read for want of the code: what is known has to do. */
export function logUnavailable(work: Work, { error }: Failure): void {
  const { cursor, settling } = work.model;
  if (cursor.counting !== undefined) {
    work.setCursor({ counting: undefined, isGivenUp: true });
    turnEnded(work);
  } else if (settling) giveUp(work, error);
  else reopen(work);
}
