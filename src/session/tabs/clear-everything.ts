import { AgentError } from '../../base/errors.js';
import { createId } from '../../base/id.js';
import { clearEverything } from '../../storage/clear-everything.js';
import type { TabMessage } from './messages.js';

/**
 * Deletes all that the widget keeps on this site. Whichever tab shows one of the conversations that were stored forgets
 * it as well: it would store it again.
 *
 * @throws {AgentError} `storage`
 */
export async function clearInAllTabs(createChannel: (name: string) => BroadcastChannel, nameOf: (key: string) => string): Promise<void> {
  const keys = await clearEverything().catch((cause: unknown) => {
    throw AgentError.from(cause, 'storage', 'What is stored cannot be deleted', { retryable: true });
  });
  for (const key of keys) {
    const channel = createChannel(nameOf(key));
    const message: TabMessage = { kind: 'ask', id: createId(), command: 'clearStoredData' };
    channel.postMessage(message); // oxlint-disable-line unicorn/require-post-message-target-origin -- a BroadcastChannel has none
    channel.close();
  }
}
