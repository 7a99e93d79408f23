/**
 * Which pages may use the relay: their origins, exactly as a browser sends them (`https://example.com`, no slash), or
 * `'*'` for any, or a rule.
 */
export type OriginRule = readonly string[] | '*' | ((origin: string) => boolean);

/**
 * Whether an origin is allowed. A request without `Origin` never is: browsers send it with every POST and every
 * WebSocket handshake, also to their own site, so its absence only tells that no page is asking.
 */
export function originAllowed(rule: OriginRule, origin: string | null | undefined): origin is string {
  if (typeof origin !== 'string' || origin === '') return false;
  if (rule === '*') return true;
  return typeof rule === 'function' ? rule(origin) : rule.includes(origin);
}

/** What is wrong with a configured origin; `undefined` if nothing is. */
export function problemWithOrigin(origin: string): string | undefined {
  if (origin === '*') return `'*' allows every page and so must stand alone`;
  const url = URL.canParse(origin) ? new URL(origin) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.origin === origin) return undefined;
  return `'${origin}' is no origin; write it as https://example.com, without path or slash`;
}
