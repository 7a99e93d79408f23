import { defaultApiBase } from '../protocol/addresses.js';
import { restAddress, type OperationName } from '../protocol/operations.js';
import type { RelayOptions } from './options.js';

export interface Question {
  readonly operation: OperationName;
  readonly agent: number;
  readonly body: object;
  readonly signal: AbortSignal;
}

/**
 * Asks the Agent API by REST, with the real key.
 *
 * @throws where it cannot be reached, or sends elsewhere: a redirect would carry the key to another address
 */
export function askAgentApi({ apiBase = defaultApiBase, apiKey }: RelayOptions, { operation, agent, body, signal }: Question): Promise<Response> {
  return fetch(restAddress(apiBase, operation, agent), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: apiKey },
    body: JSON.stringify(body),
    redirect: 'error',
    signal,
  });
}

export const unreachable = 'The Agent API cannot be reached';
