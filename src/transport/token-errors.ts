import type { Clock } from '../base/clock.js';
import { AgentError } from '../base/errors.js';
import { isJsonObject } from '../base/json.js';
import { retryAfterMs } from './retry-after.js';

/* What is wrong with a token, for the one who has to mend it. Loaded when something is. */

/** A token endpoint that did not answer with a JSON object. */
export function endpointError(endpoint: string, { ok, status, headers }: Response, clock: Clock): AgentError {
  if (ok) return new AgentError('token', `The token endpoint ${endpoint} did not answer with a JSON object`);
  const message = `The token endpoint ${endpoint} answered ${status}`;
  if (status !== 429) return new AgentError('token', message, { retryable: status >= 500 });
  const retryAfter = retryAfterMs(headers.get('Retry-After'), clock.now());
  return new AgentError('limited', message, { retryable: true, retryAfterMs: retryAfter });
}

/** An answer that would be the same next time: the site's endpoint is wrong, and asking again does not mend it. */
export function unusableToken(answer: unknown): AgentError {
  return new AgentError('token', problemWith(answer));
}

function problemWith(answer: unknown): string {
  if (!isJsonObject(answer) || typeof answer['token'] !== 'string' || answer['token'] === '') return 'The answer has no "token"';
  return (answer['expiresIn'] as number) <= 0 ? 'The token has already expired' : '"expiresAt" is no date';
}
