import { isIP } from 'node:net';

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
  // What stands further left is whatever the client has claimed.
  const told = proxies > 0 ? network(forwarded?.split(',').at(-proxies)) : undefined;
  return told ?? network(remote);
}

/** Whether a connection comes from this machine, not by way of a proxy on it. */
export function isLocal(remote: string | undefined, headers: { get(name: string): string | null }): boolean {
  if (headers.get('X-Forwarded-For') !== null || headers.get('Forwarded') !== null) return false;
  const address = plain(remote);
  return address !== undefined && (address.startsWith('127.') || address === '::1');
}

function network(text: string | undefined): string | undefined {
  const address = plain(text);
  if (address === undefined || isIP(address) === 4) return address;
  const [head = '', tail = ''] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const zeros = address.includes('::') ? 8 - groups.length - (tail === '' ? 0 : tail.split(':').length) : 0;
  return [...groups, ...Array<string>(zeros).fill('0'), ...tail.split(':')].slice(0, 4).join(':');
}

/**
 * An address in its one form, without brackets, port and zone; `undefined` where it is none. Proxies add the port of a
 * client too, and a socket for both kinds reports an IPv4 address as `::ffff:192.0.2.1`.
 */
function plain(text: string | undefined): string | undefined {
  const written = text?.trim() ?? '';
  const address = (/^\[(.*)\](?::\d+)?$/.exec(written) ?? /^([\d.]+):\d+$/.exec(written))?.[1] ?? written;
  if (isIP(address) === 4) return address;
  if (isIP(address) === 0) return undefined;
  const canonical = new URL(`http://[${address.replace(/%.*/, '')}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([\da-f]+):([\da-f]+)$/.exec(canonical)?.slice(1).map((group) => parseInt(group, 16));
  return mapped ? mapped.flatMap((group) => [group >> 8, group & 255]).join('.') : canonical;
}
