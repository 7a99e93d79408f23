import type { Cost, Limits, Requester } from './limits.js';
import { noLog } from './log.js';
import type { Metrics } from './metrics.js';
import type { RelayOptions } from './options.js';
import { refusedOrigin } from './origins.js';
import { isRefusal, refusal, type Refusal } from './refusal.js';
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
  /** Counts a request, or message, against the limits of whoever makes it. */
  count(requester: Requester, cost?: Cost): Promise<Counted | Refusal>;
  /**
   * Counts what an address asks before it is known whether it may: for a minute, so that who only tries leaves no trace
   * for a day. `countKnown` counts the rest, once it is.
   */
  countUnknown(address: string | undefined): Promise<Counted | Refusal>;
  countKnown(address: string | undefined): Promise<Counted | Refusal>;
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

export interface AdmissionParts {
  readonly tokens: Tokens;
  readonly limits: Limits;
  readonly metrics: Metrics;
  readonly options: Pick<RelayOptions, 'version' | 'log'>;
}

export function createAdmission({ tokens, limits, metrics, options }: AdmissionParts): Admission {
  const { version, log = noLog } = options;

  async function count(requester: Requester, cost: Cost = {}): Promise<Counted | Refusal> {
    const { limitedBy, headers } = await limits.take(requester, cost);
    if (!limitedBy) return { headers };
    metrics.limited(limitedBy);
    if (limitedBy === 'store') return { ...refusal(503, 'The limits cannot be checked at present'), headers };
    return { ...refusal(429, `Too many requests; try again in ${headers['Retry-After']} s`), headers };
  }
  const countUnknown: Admission['countUnknown'] = (address) => count({ address }, { in: ['minute'] });
  const countKnown: Admission['countKnown'] = (address) => count({ address }, { in: ['day'] });

  return {
    count,
    countUnknown,
    countKnown,
    async admit({ token, origin, resourceId, address }) {
      const asUnknown = await countUnknown(address);
      if (isRefusal(asUnknown)) return asUnknown;
      const verified = token && token.length <= longestToken ? await tokens.verify(token) : undefined;
      if (!verified) return refusal(401, 'The token is missing, expired or not valid');
      if (origin !== verified.origin) {
        log.warn(refusedOrigin(origin, 'its token was issued for another one'), 'Origin refused');
        return refusal(403, 'The token was issued for another origin');
      }
      if (resourceId !== String(verified.agent)) return refusal(403, 'The token was issued for another agent');
      const holder = version && !verified.version ? { ...verified, version } : verified;
      const asKnown = await countKnown(address);
      if (isRefusal(asKnown)) return asKnown;
      const counted = await count(requesterOf(holder));
      return isRefusal(counted) ? counted : { ...counted, holder };
    },
  };
}
