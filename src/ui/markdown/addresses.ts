/** Which addresses a message may lead to. */

export type AddressKind = 'link' | 'image';

/** Turns an address as written into the one to use, or `null` when it is to be shown as text. */
export type AddressPolicy = (address: string, kind: AddressKind) => string | null;

/**
 * Absolute web, mail and telephone addresses, nothing else. The text must already begin with the scheme, and have none
 * of what a parser drops: tabs, newlines and leading blanks, which is how `java&Tab;script:` gets past a filter.
 * A user name in an address serves to imitate another host (`https://bank.example@evil.example`).
 */
export function addressPolicy(allowedOrigins?: readonly string[]): AddressPolicy {
  return (address, kind) => {
    const scheme = /^(?:https?:(?=\/\/[^/])|mailto:|tel:)/i.exec(address)?.[0].toLowerCase();
    // eslint-disable-next-line no-control-regex
    if (!scheme || /[\0- \\\x7f-\x9f\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]/.test(address)) return null;
    // An error for each of thousands costs twenty times what a word does.
    if ('canParse' in URL && !URL.canParse(address)) return null;
    let url: URL;
    try {
      url = new URL(address);
    } catch {
      return null;
    }
    if (scheme[0] !== 'h') return kind === 'link' ? url.href : null;
    if (url.username || url.password || allowedOrigins?.includes(url.origin) === false) return null;
    return url.href;
  };
}
