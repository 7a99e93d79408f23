/** Why a request goes no further; REST and the handshake answer it in the same words. */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 404 | 405 | 413 | 429 | 500 | 502 | 503;
  readonly errors: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

export function refusal(status: Refusal['status'], ...errors: readonly string[]): Refusal {
  return { status, errors };
}

export function isRefusal(value: object): value is Refusal {
  return 'errors' in value;
}

/** What a client may learn from the headers of an answer of the Agent API's (API document: "Rate Limiting"). */
export const passedHeaders = [
  'Retry-After',
  'X-RateLimit-Limit-Minute',
  'X-RateLimit-Remaining-Minute',
  'X-RateLimit-Limit-Day',
  'X-RateLimit-Remaining-Day',
] as const;

/** Those of `passedHeaders` that the Agent API has sent, in the form that they have: seconds, numbers, or a date. */
export function passOn(header: (name: string) => string | null | undefined): Record<string, string> {
  return Object.fromEntries(
    passedHeaders.flatMap((name) => {
      const value = header(name);
      const isWhole = typeof value === 'string' && (/^\d{1,15}$/.test(value) || (name === 'Retry-After' && httpDate.test(value)));
      return isWhole ? [[name, value]] : [];
    }),
  );
}

/** RFC 9110, section 5.6.7. */
const httpDate = /^\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
