import type { Clock } from '../../src/base/clock.js';
import { Agents, type Agent } from './agent.js';
import { Conversations, type Conversation } from './conversations.js';
import { RateLimiter, type RateLimits } from './rate-limit.js';
import { Uploads } from './uploads.js';

/** All that the simulator knows; its REST, socket and control sides share one. */
export interface Simulation {
  readonly clock: Clock;
  /** The key that the stand-in accepts. */
  readonly apiKey: string;
  readonly agents: Agents;
  readonly conversations: Conversations;
  readonly uploads: Uploads;
  readonly rateLimiter: RateLimiter;
}

export function createSimulation(clock: Clock, apiKey: string, rateLimits: RateLimits): Simulation {
  return {
    clock,
    apiKey,
    agents: new Agents(),
    conversations: new Conversations(clock),
    uploads: new Uploads(clock),
    rateLimiter: new RateLimiter(clock, rateLimits),
  };
}

/** How conversations name the key they were made with. */
export const apiKeyId = 'key_simulator';

/** A refusal before anything is done. */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 404 | 429 | 503;
  readonly errors: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** The checks that REST and socket have in common: the key, the agent, and the faults that look like a refusal. */
export function admit(
  { apiKey, agents }: Simulation,
  authorization: string | null | undefined,
  resourceId: string | null | undefined,
): Agent | Refusal {
  if (authorization !== apiKey) return { status: 401, errors: ['The API key is not valid'] };
  if (!/^\d+$/.test(resourceId ?? '')) return { status: 400, errors: ['resourceId must be the id of an agent'] };
  const agent = agents.find(resourceId);
  if (agent === undefined) return { status: 404, errors: [`There is no agent ${resourceId}`] };
  return agent;
}

export function isRefusal(value: Agent | Refusal): value is Refusal {
  return 'status' in value;
}

/** The faults of an agent that look like a refusal. */
export function refusalByFault({ faults }: Agent): Refusal | undefined {
  if (faults.take('unauthorized')) return { status: 401, errors: ['The API key is not valid'] };
  if (faults.take('forbidden')) return { status: 403, errors: ['The key may not use this agent'] };
  if (faults.take('rate-limit')) {
    return { status: 429, errors: ['Too many requests'], headers: { 'Retry-After': '2' } };
  }
  return undefined;
}

/** A conversation of this agent's; a stranger's is as good as none. */
export function findConversation({ conversations }: Simulation, agent: Agent, id: unknown): Conversation | undefined {
  if (typeof id !== 'string' || agent.faults.take('not-found')) return undefined;
  const conversation = conversations.find(id);
  return conversation?.agentId === agent.id ? conversation : undefined;
}
