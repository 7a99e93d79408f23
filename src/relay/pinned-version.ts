import { isJsonObject, parseJson, textOf } from '../base/json.js';
import { askAgentApi, unreachable } from './agent-api.js';
import type { Presented } from './grants.js';
import type { RelayOptions } from './options.js';
import { passOn, refusal, type Refusal } from './refusal.js';
import type { Holder } from './tokens.js';

/** In ms. */
const patience = 15_000;

/**
 * Begins a conversation with the version that the site pins: a socket takes no version, but goes on with a conversation
 * that has one (API document: "Create Conversation").
 */
export async function createPinned(options: RelayOptions, { agent, version }: Holder): Promise<Presented | Refusal> {
  try {
    const body = { agentId: agent, version };
    const answer = await askAgentApi(options, { operation: 'execute-create', agent, body, signal: AbortSignal.timeout(patience) });
    const fields = parseJson(await answer.text());
    const id = isJsonObject(fields) ? textOf(fields['conversationId']) : '';
    if (answer.ok && id) return { id, original: id };
    const status = answer.status === 429 ? 429 : 502;
    return { ...refusal(status, 'The Agent API began no conversation'), headers: passOn((name) => answer.headers.get(name)) };
  } catch {
    return refusal(502, unreachable);
  }
}
