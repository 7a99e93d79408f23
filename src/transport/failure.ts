import { AgentError, type AgentErrorCode } from '../base/errors.js';
import { limitWaitMs } from '../base/limit-wait.js';
import type { ConnectionOptions } from './connection-options.js';
import type { AttemptHistory, ConnectionNews, NextAttempt } from './connection-news.js';
import { tellOfMuteSocket, tellOfRefusedTokens } from './server-errors.js';
import type { HeldToken } from './token-source.js';
import { noStatus, type WireClose } from './wire.js';

/*
 * What a failed connection, or one that was closed, asks for. Loaded with the first one.
 */

/** A second refusal within this time, in ms, is no matter of a token that was old, or of a conversation that was: no other is asked for. */
const refusalMemoryMs = 30_000;

/** A connection that lasted for so long, in ms, was a good one, however it ended: the next failure is the first again. */
const steadyMs = 5_000;

/** The least wait after a connection that was closed as soon as it was there, in ms; it doubles with each in a row. */
const unsteadyMs = 1_000;
const longestUnsteadyMs = 30_000;

/** In a call, the wait where there would be no more attempts elsewhere, in ms. */
const laterMs = 5_000;

type Outside = Pick<ConnectionOptions, 'rest' | 'tokens' | 'clock' | 'network' | 'policy' | 'isVoice' | 'isNeeded'>;

/**
 * @param held of the attempt, if it got so far; it is not used again where the server refuses it
 * @param history is brought up to date
 */
export async function afterFailure(failure: AgentError | WireClose, held: HeldToken | undefined, history: AttemptHistory, outside: Outside): Promise<NextAttempt> {
  if (!('status' in failure) || !failure.status || failure.status.conversationId || failure.status.errors.length > 0) return nextAttempt(failure, held, history, outside);
  // The connection is of no conversation that could be named again: one that is created by REST can be.
  return outside.rest.create().then(({ conversationId }) => ({ news: { kind: 'created', conversationId }, waitMs: 0 }), (error: AgentError) => nextAttempt(error, held, history, outside));
}

function nextAttempt(failure: AgentError | WireClose, held: HeldToken | undefined, history: AttemptHistory, outside: Outside): NextAttempt {
  const { tokens, clock } = outside;
  const now = clock.now();
  countLast(history, now);
  if (isOver(failure, outside)) return { news: { kind: 'closed' }, waitMs: null };
  const error = failure instanceof AgentError ? failure : errorOf(failure);
  const isAuth = error.code === 'auth';
  const isRefusedAgain = isAuth && now - history.refusedAt <= refusalMemoryMs;
  if (held && !(failure instanceof AgentError)) {
    if (isAuth) tokens.refuse(held.token);
    if (isRefusedAgain) tellOfRefusedTokens(held.apiBase);
    if (failure.accepted && failure.reason === noStatus) tellOfMuteSocket(held.apiBase);
  }
  if (isAuth) history.refusedAt = now;
  const isGone = 'status' in failure && failure.status?.status === 'NOT_FOUND';
  if (isGone && now - (history.goneAt ?? -Infinity) > refusalMemoryMs) {
    history.goneAt = now;
    return { news: { kind: 'begin-afresh', why: 'conversation-replaced' }, waitMs: 0 };
  }
  if (isAuth && !isRefusedAgain) return { ...(outside.isVoice() && { news: expired(error) }), waitMs: 0 };
  const news = newsOf(error, outside);
  if (news.kind === 'refused') return { news, waitMs: null };
  history.failures += 1;
  const waitMs = news.kind === 'offline' ? Infinity : news.kind === 'limited' ? news.retryAt - now : delay(history, outside);
  return waitMs === null ? { news: { kind: 'refused', error }, waitMs } : { news, waitMs };
}

/** In a call another one takes the place of what was being said and heard: that has to be known. */
function expired(cause: AgentError): ConnectionNews {
  return { kind: 'lost', error: new AgentError('connection', 'The token was refused', { retryable: true, cause }) };
}

/** What the last connection says of those that come. */
function countLast(history: AttemptHistory, now: number): void {
  const { openedAt } = history;
  if (openedAt === undefined) return;
  history.openedAt = undefined;
  if (now - openedAt > steadyMs) history.failures = history.unsteady = 0;
  else history.unsteady += 1;
}

/** Whether it was closed in good order, and nobody waits for anything; in a call that is the agent hanging up, whatever is awaited. */
function isOver(failure: AgentError | WireClose, { isNeeded, isVoice }: Outside): boolean {
  if (failure instanceof AgentError || (failure.code !== 1000 && failure.code !== 1005)) return false;
  return !isNeeded() || (failure.accepted && isVoice());
}

type FailureNews = Exclude<ConnectionNews, { readonly kind: 'opened' | 'created' | 'closed' | 'begin-afresh' }>;

function newsOf(error: AgentError, { clock, network }: Outside): FailureNews {
  if (error.code === 'limited') return { kind: 'limited', error, retryAt: clock.now() + limitWaitMs(error.retryAfterMs) };
  if (!error.retryable || error.code === 'agent') return { kind: 'refused', error };
  if (network.isOnline()) return { kind: 'lost', error };
  return { kind: 'offline', error: new AgentError('offline', 'The browser is offline', { retryable: true, cause: error }) };
}

/**
 * In ms; `null` to give up, which a call does by the time, not by their number. In one, a server that lets people in and
 * out again is asked less and less often, whatever chance says.
 */
function delay({ failures, unsteady }: AttemptHistory, { policy, isVoice }: Outside): number | null {
  const waitMs = policy.delay(failures);
  return isVoice() ? Math.max(waitMs ?? laterMs, leastWait(unsteady)) : waitMs;
}

/** In ms. The first time nobody needs to wait. */
function leastWait(unsteady: number): number {
  return unsteady < 2 ? 0 : Math.min(longestUnsteadyMs, unsteadyMs * 2 ** (unsteady - 1));
}

/** What a close code means, and what a status message with errors does. */
function errorOf({ code, reason, status }: WireClose): AgentError {
  if (status) return new AgentError('agent', status.errors.join('\n'), { retryable: true });
  const kind = kindOf(code);
  return new AgentError(kind, `The socket closed with ${code} ${reason}`.trimEnd(), { retryable: kind === 'connection' });
}

function kindOf(code: number): AgentErrorCode {
  if (code === 1008 || code === 4401 || code === 4403) return 'auth';
  return code === 1009 || code >= 4000 ? 'protocol' : 'connection';
}
