/**
 * Which pages may use the relay: their origins (`https://example.com`; of an app `capacitor://localhost`), or `'*'` for
 * any, or a rule.
 */
export type OriginRule = readonly string[] | '*' | ((origin: string) => boolean);

/**
 * Whether an origin is allowed. A request without `Origin` never is: browsers send it with every POST and every
 * WebSocket handshake, also to their own site, so its absence only tells that no page is asking.
 */
export function originAllowed(rule: OriginRule, origin: string | null | undefined): origin is string {
  if (typeof origin !== 'string' || origin === '') return false;
  if (rule === '*') return true;
  return typeof rule === 'function' ? rule(origin) : rule.some((each) => originOf(each) === origin);
}

/**
 * What keeps a page out, for the log of who runs the relay.
 *
 * @param origin whatever was sent
 * @param reason where one was sent
 */
export function refusedOrigin(origin: string | null | undefined, reason: string): object {
  if (!origin) return { origin: null, reason: 'no Origin was sent, so no page is asking' };
  return { origin: origin.slice(0, longestInLog), reason };
}

/** In characters. */
const longestInLog = 200;

/**
 * As a browser sends it: in lower case, without the scheme's own port and without a slash. `undefined` where it is none.
 * Pages of apps and of browser extensions have schemes of their own, of which `URL` knows no origin.
 */
function originOf(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url?.host) return undefined;
  const origin = `${url.protocol}//${url.host.toLowerCase()}`;
  return [origin, `${origin}/`].includes(url.href.toLowerCase()) ? origin : undefined;
}

/** What is wrong with a configured origin; `undefined` if nothing is. */
export function problemWithOrigin(origin: string): string | undefined {
  if (origin === '*') return `'*' allows every page and so must stand alone`;
  return originOf(origin) === undefined ? `'${origin}' is no origin; write it as https://example.com, without a path` : undefined;
}
