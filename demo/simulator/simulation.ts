import type { Clock } from '../../src/base/clock.js';
import { Agents, type Agent } from './agent.js';
import { Conversations, type Conversation } from './conversations.js';
import type { Place } from './faults.js';
import { IssuedTokens } from './issued-tokens.js';
import { RateLimiter, type RateLimits } from './rate-limit.js';
import type { Refusal } from './refusals.js';
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
  readonly issuedTokens: IssuedTokens;
}

export function createSimulation(clock: Clock, apiKey: string, rateLimits: RateLimits): Simulation {
  return {
    clock,
    apiKey,
    agents: new Agents(),
    conversations: new Conversations(clock),
    uploads: new Uploads(clock),
    rateLimiter: new RateLimiter(clock, rateLimits),
    issuedTokens: new IssuedTokens(clock),
  };
}

/** How conversations name the key they were made with. */
export const apiKeyId = 'key_simulator';

/** The checks that REST and socket have in common: the key, the agent, and the faults that look like a refusal. */
export function admit(
  { apiKey, agents, issuedTokens }: Simulation,
  authorization: string | null | undefined,
  resourceId: string | null | undefined,
): Agent | Refusal {
  if (authorization !== apiKey && !issuedTokens.accepts(authorization)) return { status: 401, errors: ['The API key is not valid'] };
  if (!/^\d+$/.test(resourceId ?? '')) return { status: 400, errors: ['resourceId must be the id of an agent'] };
  const agent = agents.find(resourceId);
  if (agent === undefined) return { status: 404, errors: [`There is no agent ${resourceId}`] };
  return agent;
}

/** A conversation of this agent's; a stranger's is as good as none. */
export function findConversation(
  { conversations }: Simulation,
  agent: Agent,
  id: unknown,
  place: Place,
): Conversation | undefined {
  if (typeof id !== 'string' || agent.faults.take('not-found', place)) return undefined;
  const conversation = conversations.find(id);
  return conversation?.agentId === agent.id ? conversation : undefined;
}
