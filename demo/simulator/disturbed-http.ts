import type { HttpBindings } from '@hono/node-server';
import { sleep, type Clock } from '../../src/base/clock.js';
import type { Agent } from './agent.js';
import type { Place } from './faults.js';
import { between } from './random.js';
import { refusalByFault, retryAfter } from './refusals.js';

/** What is needed of Hono's context, whatever its bindings. */
export interface HttpContext {
  readonly req: { readonly raw: Request };
  /** Node's side of the request, where it came over a network. */
  readonly env: unknown;
}

const captivePortal = '<!doctype html><title>Sign in</title><p>Sign in to this network';

/** Answers an HTTP request as the agent's faults want it. `answer` is what would be done and said if all were well. */
export async function underFaults(
  c: HttpContext,
  agent: Agent,
  place: Place,
  clock: Clock,
  answer: () => Promise<Response>,
): Promise<Response> {
  const { faults, random, settings } = agent;
  const slow = faults.take('http-slow', place);
  const waitMs = between(random, settings.latencyMs) + (slow ? (slow.ms ?? 3000) : 0);
  if (waitMs > 0) await sleep(clock, waitMs, c.req.raw.signal);
  const refusal = refusalByFault(agent, place, clock);
  if (refusal) return json({ errors: refusal.errors }, refusal.status, refusal.headers);
  const error = faults.take('http-error', place);
  if (error) {
    const { status = 500 } = error;
    return json({ errors: [`Failed with ${status}`] }, status, retryAfter(error, clock));
  }
  if (faults.take('http-html', place)) return new Response(captivePortal, { headers: { 'Content-Type': 'text/html' } });
  if (faults.take('http-timeout', place)) await sleep(clock, Infinity, c.req.raw.signal);
  if (faults.take('http-cut', place)) return cut(c);
  const given = await answer();
  if (faults.take('http-lost-answer', place)) return cut(c);
  if (!faults.take('http-broken', place)) return given;
  const text = await given.text();
  return new Response(text.slice(0, text.length / 2), given);
}

function json(body: unknown, status: number, headers: Readonly<Record<string, string>> = {}): Response {
  return Response.json(body, { status, headers });
}

/** Breaks the connection of a request off. What is returned reaches nobody. */
function cut(c: HttpContext): Response {
  const { incoming } = c.env as Partial<HttpBindings>;
  if (!incoming) throw new Error('Only a request that came over a network can be cut off');
  incoming.socket.destroy();
  return new Response(null);
}
