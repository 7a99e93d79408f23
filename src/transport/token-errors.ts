import type { Clock } from '../base/clock.js';
import { AgentError } from '../base/errors.js';
import { isJsonObject } from '../base/json.js';
import { tellDeveloper } from '../base/tell-developer.js';
import { isServerAddress, withoutSlash } from '../protocol/addresses.js';
import { retryAfterMs } from './rate-limit.js';
import { adviceOn, findUnreachableCause } from './unreachable-cause.js';

/* What is wrong with a token, for the one who has to mend it. Loaded when something is. */

/** A token endpoint that did not answer with a JSON object. */
export function endpointError(endpoint: string, { ok, status, headers }: Response, clock: Clock): AgentError {
  const type = headers.get('Content-Type')?.split(';')[0] || 'nothing';
  const what = ok ? `${status} with ${type}, and no JSON object` : String(status);
  const message = `The token endpoint ${endpoint} answered ${what}`;
  tellDeveloper(`${message}. ${adviceOnStatus(ok, status)}`);
  if (status === 429) {
    return new AgentError('limited', message, { retryable: true, retryAfterMs: retryAfterMs(headers.get('Retry-After'), clock.now()) });
  }
  // Who may not use the agent is told so, and not to try again in a minute.
  return new AgentError(status === 403 ? 'auth' : 'token', message, { retryable: !ok && status >= 500 });
}

/** A token endpoint of which nothing is heard: the browser does not say why. */
export function unreachableEndpoint(endpoint: string, cause: unknown): AgentError {
  const message = `The token endpoint ${endpoint} could not be reached`;
  // Outside browsers nobody knows.
  const { onLine = true } = (globalThis.navigator ?? {}) as Partial<Navigator>;
  if (onLine) void findUnreachableCause(endpoint).then((cause) => tellDeveloper(`${message}. ${adviceOn(cause, endpoint)}`));
  return new AgentError('token', message, { retryable: true, cause });
}

function adviceOnStatus(ok: boolean, status: number): string {
  if (ok) return 'It should be { "token": "…", "expiresIn": 300 }; a page in HTML is often that of another route, or of a login.';
  if (status === 403) return 'It refuses this page: check which origins and agents it allows.';
  if (status === 404 || status === 405) return 'Check the address in token-endpoint, and that it takes POST.';
  if (status === 429) return 'It is asked again when it allows it.';
  return status >= 500 ? 'It is asked again; its own log says why.' : 'Its own log says why.';
}

/** An answer that would be the same next time: the site's endpoint is wrong, and asking again does not mend it. */
export function unusableToken(answer: unknown): AgentError {
  const message = problemWith(answer);
  tellDeveloper(`${message}. A token endpoint answers { "token": "…", "expiresIn": 300 }, a tokenProvider resolves with it.`);
  return new AgentError('token', message);
}

function problemWith(answer: unknown): string {
  if (!isJsonObject(answer) || typeof answer['token'] !== 'string' || answer['token'] === '') return 'The answer has no "token"';
  if (answer['apiBase'] != null && !isServerAddress(answer['apiBase'])) return `"apiBase" is no address of http or https: ${JSON.stringify(answer['apiBase'])}`;
  return (answer['expiresIn'] as number) <= 0 ? 'The token has already expired' : '"expiresAt" is no date';
}

/** The page and the token name two servers. */
export function tellOfBases(chosen: string, named: string): void {
  if (withoutSlash(chosen) === withoutSlash(named)) return;
  tellDeveloper(`api-base is ${chosen}, and apiBase in the token endpoint's answer ${named}: api-base is taken. Leave one of them out, or let both be the same (a relay behind a proxy needs RELAY_PUBLIC_URL to know its own).`);
}
