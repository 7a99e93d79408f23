import { tellDeveloper } from '../base/tell-developer.js';
import { defaultApiBase, socketPath, withoutSlash } from '../protocol/addresses.js';
import { adviceOn, findUnreachableCause } from './unreachable-cause.js';

/* What is wrong with the server that tokens are for, for the one who has to mend it. Loaded when something is. */

const whereItIs = 'It should be the address of a relay, or of the Agent API: set api-base, or let the token endpoint answer with apiBase.';

/** A REST operation was answered by something else than an Agent API, or by a server in trouble. */
export function tellOfAnswer(address: string, { status, headers }: Response): void {
  const type = headers.get('Content-Type')?.split(';')[0] || 'nothing';
  tellDeveloper(`${withoutQuery(address)} answered ${status} with ${type}. ${status >= 500 ? 'It is asked again; its own log says why.' : whereItIs}`, `${new URL(address).origin} ${status}`);
}

/** Tokens are refused though they have just been issued. */
export function tellOfRefusedTokens(apiBase: string): void {
  const why = withoutSlash(apiBase) === defaultApiBase
    ? `It takes no token of a relay. ${whereItIs}`
    : 'A relay takes those that are signed with its RELAY_SECRET, for an agent in RELAY_AGENTS and an origin in RELAY_ORIGINS.';
  tellDeveloper(`${apiBase} refuses the tokens of the token endpoint, new ones too. ${why}`);
}

/** No answer came by REST. */
export async function tellOfSilence(address: string, apiBase: string): Promise<void> {
  const { onLine = true } = (globalThis.navigator ?? {}) as Partial<Navigator>;
  if (!onLine) return;
  const cause = await findUnreachableCause(address);
  // Whoever sets neither address is most often a user of a relay, whose token goes to the Agent API.
  const help = withoutSlash(apiBase) === defaultApiBase ? ` ${whereItIs}` : '';
  tellDeveloper(`${withoutQuery(address)} gave no answer. ${adviceOn(cause, address)}${help}`, `${apiBase} is silent`);
}

/** Handshakes are refused again and again, and all is well by REST. */
export async function tellOfBlockedSockets(apiBase: string): Promise<void> {
  const address = `${withoutSlash(apiBase).replace(/^http/i, 'ws')}${socketPath}`;
  const cause = await findUnreachableCause(address);
  const why = cause === 'policy' || cause === 'mixed' ? adviceOn(cause, address) : 'Does a proxy before it pass on Upgrade and Connection?';
  tellDeveloper(`${address} lets no WebSocket through; replies come in one piece, by REST. ${why}`);
}

/** A socket was opened, and no status message came over it. */
export function tellOfMuteSocket(apiBase: string): void {
  tellDeveloper(`${withoutSlash(apiBase).replace(/^http/i, 'ws')}${socketPath} takes a WebSocket and says nothing. ${whereItIs}`);
}

/** The address holds no token by REST; all the same nobody needs its query. */
function withoutQuery(address: string): string {
  return address.replace(/[?#].*/, '');
}
