import { isIPv6 } from 'node:net';

/**
 * Where a request comes from, as rate limits count it: an IPv4 address, or the /64 network that one customer's IPv6
 * addresses are in.
 *
 * @param remote the address at the other end of the connection
 * @param forwarded the header `X-Forwarded-For`
 * @param proxies how many proxies of the site's own stand in front; each has added the address it was asked from
 * @returns `undefined` where it is not known
 */
export function clientAddress(remote: string | undefined, forwarded: string | null | undefined, proxies: number): string | undefined {
  if (proxies === 0) return remote === undefined ? undefined : network(remote);
  // What stands further left is whatever the client has claimed.
  const address = forwarded?.split(',').at(-proxies)?.trim() ?? remote;
  return address === undefined || address === '' ? undefined : network(address);
}

/** Whether a connection comes from this machine or its private network, not by way of a proxy. */
export function isPrivate(remote: string | undefined, headers: { get(name: string): string | null }): boolean {
  if (headers.get('X-Forwarded-For') !== null || headers.get('Forwarded') !== null) return false;
  return remote !== undefined && /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|::1$|f[cd])/i.test(unmapped(remote));
}

function network(address: string): string {
  const plain = unmapped(address);
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.replace(/%.*/, '').split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups.length - after.length);
  return [...groups, ...Array<string>(zeros).fill('0'), ...after].slice(0, 4).map((group) => parseInt(group, 16).toString(16)).join(':');
}

/** An IPv4 address as a socket for both kinds reports it: `::ffff:192.0.2.1`. */
function unmapped(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}
