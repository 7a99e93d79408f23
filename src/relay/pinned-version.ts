import { isJsonObject, parseJson } from '../base/json.js';
import { defaultApiBase } from '../protocol/addresses.js';
import { restAddress } from '../protocol/operations.js';
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
export async function createPinned({ apiBase = defaultApiBase, apiKey }: RelayOptions, holder: Holder): Promise<Presented | Refusal> {
  try {
    const answer = await fetch(restAddress(apiBase, 'execute-create', holder.agent), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: apiKey },
      body: JSON.stringify({ agentId: holder.agent, version: holder.version }),
      redirect: 'error',
      signal: AbortSignal.timeout(patience),
    });
    const body = parseJson(await answer.text());
    const id = isJsonObject(body) ? body['conversationId'] : undefined;
    if (answer.ok && typeof id === 'string') return { id, conversation: id };
    const status = answer.status === 429 ? 429 : 502;
    return { ...refusal(status, 'The Agent API began no conversation'), headers: passOn((name) => answer.headers.get(name)) };
  } catch {
    return refusal(502, 'The Agent API cannot be reached');
  }
}
