import { AgentError, type AgentErrorCode } from '../base/errors.js';
import type { Clock } from '../base/clock.js';
import { limitWaitMs } from '../base/limit-wait.js';
import type { ConnectionNews } from './connection-news.js';
import type { Network } from './network.js';
import { tellOfMuteSocket, tellOfRefusedTokens } from './server-errors.js';
import type { HeldToken, TokenSource } from './token-source.js';
import { noStatus, type WireClose } from './wire.js';

/*
 * What a failed connection, or one that was closed, asks for. Loaded with the first one.
 */

/** A second refusal within this time, in ms, is no matter of a token that was old. */
const refusalMemoryMs = 30_000;
const refusedAt = new WeakMap<TokenSource, number>();

/** @param held of the attempt, if it got so far; it is not used again where the server refuses it */
export function newsOf(
  failure: AgentError | WireClose,
  held: HeldToken | undefined,
  { tokens, clock, network }: { readonly tokens: TokenSource; readonly clock: Clock; readonly network: Network },
): ConnectionNews {
  const error = failure instanceof AgentError ? failure : errorOf(failure);
  if (held && !(failure instanceof AgentError)) {
    if (error.code === 'auth') {
      tokens.refuse(held.token);
      if (clock.now() - (refusedAt.get(tokens) ?? -Infinity) < refusalMemoryMs) tellOfRefusedTokens(held.apiBase);
      refusedAt.set(tokens, clock.now());
    }
    if (failure.accepted && failure.reason === noStatus) tellOfMuteSocket(held.apiBase);
  }
  if (error.code === 'limited') return { kind: 'limited', error, retryAt: clock.now() + limitWaitMs(error.retryAfterMs) };
  if (!error.retryable) return { kind: 'refused', error };
  if (!network.isOnline()) {
    return { kind: 'offline', error: new AgentError('offline', 'The browser is offline', { retryable: true, cause: error }) };
  }
  return { kind: 'lost', error };
}

/** What a close code means. */
function errorOf({ code, reason }: WireClose): AgentError {
  const kind = kindOf(code);
  return new AgentError(kind, `The socket closed with ${code} ${reason}`.trimEnd(), { retryable: kind === 'connection' });
}

function kindOf(code: number): AgentErrorCode {
  if (code === 1008 || code === 4401 || code === 4403) return 'auth';
  return code === 1009 || code >= 4000 ? 'protocol' : 'connection';
}
