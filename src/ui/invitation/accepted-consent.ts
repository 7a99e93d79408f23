import type { AgentSessionOptions } from '../../session/options.js';

/** Of what the widget keeps of conversations, which comes to be when a panel is first open. */
const databaseName = 'autessa-agent';
const sessionPrefix = 'autessa-agent:[';

/**
 * The text that was accepted in this browser, on an earlier page; asks no server. Nothing where the browser keeps nothing.
 * For whoever never had a panel open here, nothing is loaded, and no database made.
 */
export async function acceptedConsent({ agentId, apiBase, userKey = '', persist = 'local' }: AgentSessionOptions): Promise<string | undefined> {
  if (!(await hasKept(persist))) return undefined;
  const { browserPorts, defaultApiBase } = await import('../panel-bundle.js');
  const store = browserPorts().openStore(persist, { agentId, apiBase: apiBase ?? defaultApiBase, userKey }, () => undefined);
  try {
    return (await store.read())?.consent;
  } finally {
    store.close();
  }
}

async function hasKept(persist: string): Promise<boolean> {
  if (persist === 'session') return Object.keys(sessionStorage).some((key) => key.startsWith(sessionPrefix));
  return persist === 'local' && (await indexedDB.databases()).some(({ name }) => name === databaseName);
}
