/**
 * The strictest policy that the widget works under; the demo page lives by it, so that what breaks it is seen at once.
 *
 * @param host as in the `Host` header
 * @param connect further sources for `connect-src`
 */
export function contentSecurityPolicy(host: string, connect: readonly string[] = []): string {
  // 'self' means the socket too, but not in older WebKit. A host that could end the directive is left out.
  const sockets = /^[\w.[\]:-]+$/.test(host) ? [`ws://${host}`] : [];
  return [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self'`,
    `img-src 'self'`,
    ['connect-src', `'self'`, ...sockets, ...connect].join(' '),
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'self'`,
    `require-trusted-types-for 'script'`,
    // autessa-agent: the worker that detects speech.
    'trusted-types lit-html autessa-agent',
  ].join('; ');
}
