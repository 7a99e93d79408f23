import type { AgentSessionOptions } from '../../session/options.js';

/** The text that was accepted in this browser, on an earlier page; asks no server. Nothing where the browser keeps nothing. */
export async function acceptedConsent({ agentId, apiBase, userKey = '', persist = 'local' }: AgentSessionOptions): Promise<string | undefined> {
  const { browserPorts, defaultApiBase } = await import('../panel-bundle.js');
  const store = browserPorts().openStore(persist, { agentId, apiBase: apiBase ?? defaultApiBase, userKey }, () => undefined);
  try {
    return (await store.read())?.consent;
  } finally {
    store.close();
  }
}
