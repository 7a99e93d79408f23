import type { Limits, Requester } from './limits.js';
import type { Metrics } from './metrics.js';
import { refusal, type Refusal } from './refusal.js';
import type { Holder, Tokens } from './tokens.js';

/** What a REST call and a handshake both carry. */
export interface Credentials {
  readonly token: string | null | undefined;
  readonly origin: string | null | undefined;
  /** The query parameter that names the agent. */
  readonly resourceId: string | null | undefined;
  /** Where it comes from, as limits count it. */
  readonly address: string | undefined;
}

export interface Admission {
  /** Lets a holder of a token in, for the agent and the page that it was issued for. */
  admit(credentials: Credentials): Promise<Admitted | Refusal>;
  /** Counts a request, or message, against the limits of whoever makes it. @param points default: 1 */
  count(requester: Requester, points?: number): Promise<Counted | Refusal>;
}

export interface Counted {
  /** `X-RateLimit-*`. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface Admitted extends Counted {
  readonly holder: Holder;
}

/** As whom limits count the holder of a token. */
export function requesterOf({ agent, subject }: Holder): Requester {
  return { visitor: `${agent} ${subject}`, agent };
}

/** What is large is work: each further mebibyte counts as one more. @param size in bytes */
export function pointsBeyondFirst(size: number): number {
  return Math.floor(size / (1024 * 1024));
}

/** In characters; a request's head as a whole may be no longer than 16 KiB. */
const longestToken = 12_288;

export function createAdmission(tokens: Tokens, limits: Limits, metrics: Metrics): Admission {
  async function count(requester: Requester, points = 1): Promise<Counted | Refusal> {
    const { limitedBy, headers } = await limits.take(requester, points);
    if (!limitedBy) return { headers };
    metrics.limited(limitedBy);
    if (limitedBy === 'store') return { ...refusal(503, 'The limits cannot be checked at present'), headers };
    return { ...refusal(429, `Too many requests; try again in ${headers['Retry-After']} s`), headers };
  }

  return {
    count,
    async admit({ token, origin, resourceId, address }) {
      // What comes without a good token costs its address something too.
      const ofAddress = await count({ address });
      if ('errors' in ofAddress) return ofAddress;
      const holder = token && token.length <= longestToken ? await tokens.verify(token) : undefined;
      if (!holder) return refusal(401, 'The token is missing, expired or not valid');
      if (origin !== holder.origin) return refusal(403, 'The token was issued for another origin');
      if (resourceId !== String(holder.agent)) return refusal(403, 'The token was issued for another agent');
      const counted = await count(requesterOf(holder));
      return 'errors' in counted ? counted : { ...counted, holder };
    },
  };
}
