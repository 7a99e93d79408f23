import type { AgentSessionOptions } from '../session/options.js';

/** What of a configuration makes it another conversation, as a key. */
export function identityOf({ agentId, apiBase, userKey, persist, conversationId }: AgentSessionOptions): string {
  return JSON.stringify([agentId, apiBase, userKey, persist, conversationId]);
}
