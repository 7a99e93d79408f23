/* Why nothing is heard of an address. A browser tells a script no reason; what it lets one see is gathered here. */

/** What stands between this page and an address. */
export type UnreachableCause =
  /** The page's content security policy. */
  | 'policy'
  /** Something answers there, and does not let this page read it. */
  | 'cors'
  /** A page of https may not ask http. */
  | 'mixed'
  /** Nothing answers. */
  | 'silence';

/** How long is waited for any answer at all, in ms. */
const patienceMs = 5_000;

/** How long after a refusal a browser may take to tell that it was the page's policy, in ms: Firefox tells by another process. */
const policyMs = 500;

/**
 * Asks once more, for no content and without a token, and listens meanwhile whether the page's policy forbids that.
 *
 * @param address of http or of a WebSocket
 * @returns nothing of what is no address, and outside of browsers, where there is no policy and nobody is kept from reading
 */
export async function findUnreachableCause(address: string): Promise<UnreachableCause | undefined> {
  if (!globalThis.document?.addEventListener || !URL.canParse(address, document.baseURI)) return undefined;
  const { href, protocol, host } = new URL(address, document.baseURI);
  const isSocket = protocol.startsWith('ws');
  if (location.protocol === 'https:' && (protocol === 'http:' || protocol === 'ws:')) return 'mixed';
  let isForbidden = false;
  let onForbidden = (): void => undefined;
  const listener = ({ blockedURI, disposition }: SecurityPolicyViolationEvent): void => {
    if (disposition !== 'enforce' || !URL.canParse(blockedURI) || new URL(blockedURI).host !== host) return;
    isForbidden = true;
    onForbidden();
  };
  document.addEventListener('securitypolicyviolation', listener);
  try {
    const isHeard = await (isSocket ? openSocket(href) : askForNothing(href)).then(() => true, () => false);
    if (!isHeard && !isForbidden) {
      await new Promise<void>((resolve) => {
        onForbidden = resolve;
        setTimeout(resolve, policyMs);
      });
    }
    return isForbidden ? 'policy' : isHeard ? 'cors' : 'silence';
  } finally {
    document.removeEventListener('securitypolicyviolation', listener);
  }
}

/** Rejects where no answer comes; what the answer is stays hidden. */
async function askForNothing(address: string): Promise<void> {
  await fetch(address, { mode: 'no-cors', credentials: 'omit', cache: 'no-store', signal: AbortSignal.timeout(patienceMs) });
}

function openSocket(address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address);
    const giveUp = setTimeout(() => socket.close(), patienceMs);
    socket.addEventListener('open', () => {
      socket.close();
      resolve();
    });
    // Chromium tells of no close where a policy forbids it.
    for (const type of ['error', 'close']) {
      socket.addEventListener(type, () => {
        clearTimeout(giveUp);
        reject(new Error('Refused'));
      });
    }
  });
}

/** What the developer can do about it. @param address of what was asked */
export function adviceOn(cause: UnreachableCause | undefined, address: string): string {
  const base = globalThis.document?.baseURI;
  switch (cause) {
    case 'policy':
      return `The page's content security policy forbids it: connect-src needs ${new URL(address, base).origin}.`;
    case 'cors':
      // Not the address's, which is another one of a file, and none of a frame with `srcdoc`.
      return globalThis.origin === 'null'
        ? 'Something answers there, but not for this page, whose origin is null: it is a file, or in a frame with sandbox. Serve it, or give the frame allow-same-origin.'
        : `Something answers there, but not for this page: to OPTIONS and POST it has to answer with Access-Control-Allow-Origin: ${globalThis.origin}; a relay does so for the origins in RELAY_ORIGINS.`;
    case 'mixed':
      return `A page of https may ask no address of ${new URL(address, base).protocol.slice(0, -1)}.`;
    default:
      return 'Is the address right, and does its server run?';
  }
}
