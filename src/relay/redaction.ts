/** Replaces the API key, which must not reach a browser even where the Agent API repeats it. */
export interface Redaction {
  /** For text, and for JSON as `JSON.stringify` writes it. */
  text(text: string): string;
  /** The same bytes, where the key is not in there. */
  bytes(data: Buffer): Buffer;
  /** For the reason of a close frame, which must not grow longer than it may be. */
  reason(text: string): string;
}

const replacement = '[redacted]';
/** In bytes (RFC 6455, section 5.5). */
const longestReason = 123;
/** A reason is cut where it would be longer, and the key with it. Fewer characters than these tell nothing, and end many a word. */
const shortestPart = 4;

export function createRedaction(apiKey: string): Redaction {
  const inAddress = encodeURIComponent(apiKey);
  const inQuery = new URLSearchParams([['', apiKey]]).toString().slice(1);
  const lower = (text: string) => text.replaceAll(/%[\dA-F]{2}/g, (escape) => escape.toLowerCase());
  const forms = new Set([apiKey, JSON.stringify(apiKey).slice(1, -1), inAddress, lower(inAddress), inQuery, lower(inQuery)]);
  const text = (given: string) => [...forms].reduce((rest, form) => rest.replaceAll(form, replacement), given);
  const withoutPart = (given: string) => {
    const partOf = (form: string) => Array.from(form, (_, end) => form.slice(0, end)).findLast((part) => part.length >= shortestPart && given.endsWith(part)) ?? '';
    const longest = Math.max(...[...forms].map((form) => partOf(form).length));
    return longest > 0 ? given.slice(0, -longest) + replacement : given;
  };
  return {
    text,
    bytes: (data) => ([...forms].some((form) => data.includes(form)) ? Buffer.from(text(data.toString('latin1')), 'latin1') : data),
    reason(given) {
      const safe = withoutPart(text(given));
      return safe === given || Buffer.byteLength(safe) <= longestReason ? safe : replacement;
    },
  };
}
