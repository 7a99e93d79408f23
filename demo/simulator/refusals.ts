import type { Clock } from '../../src/base/clock.js';
import type { Agent } from './agent.js';
import type { FaultOrder, Place } from './faults.js';

/** A refusal before anything is done. */
export interface Refusal {
  readonly status: number;
  readonly errors: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

export function isRefusal(value: Agent | Refusal): value is Refusal {
  return 'status' in value;
}

/** The faults of an agent that look like a refusal. */
export function refusalByFault({ faults }: Agent, place: Place, clock: Clock): Refusal | undefined {
  if (faults.take('unauthorized', place)) return { status: 401, errors: ['The API key is not valid'] };
  if (faults.take('forbidden', place)) return { status: 403, errors: ['The key may not use this agent'] };
  const limit = faults.take('rate-limit', place);
  if (!limit) return undefined;
  return { status: 429, errors: ['Too many requests'], headers: retryAfter({ retryAfter: 2, ...limit }, clock) };
}

/** The header as an order wants it: seconds, an HTTP date, or any text. */
export function retryAfter({ retryAfter, asDate }: Partial<FaultOrder>, clock: Clock): Record<string, string> {
  if (retryAfter === undefined) return {};
  const told = asDate === true ? new Date(clock.now() + Number(retryAfter) * 1000).toUTCString() : String(retryAfter);
  return { 'Retry-After': told };
}
