import { jwtVerify, SignJWT } from 'jose';
import { isJsonObject, type JsonObject } from '../base/json.js';
import type { CustomVersion } from '../protocol/content.js';
import type { Secrets } from './secrets.js';

/** What a token says about its holder. Its form on the wire is in docs/token-endpoint.md. */
export interface Claims {
  readonly agent: number;
  /** The page's origin; the token is good there only. */
  readonly origin: string;
  /** Whose it is: `user:` and the site's own name for them, or `visitor:` and a random id. */
  readonly subject: string;
  /** Prompt template variables that win over the browser's. */
  readonly variables: JsonObject;
  /** The agent's version for conversations that begin with this token; wins over the browser's. */
  readonly version?: CustomVersion;
  /** A conversation that is theirs, whatever its id says. */
  readonly conversation?: string;
}

export interface Holder extends Claims {
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

export interface IssuedToken {
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

export interface Tokens {
  issue(claims: Claims): Promise<IssuedToken>;
  /** `undefined` for a token that is expired, forged or made for something else. */
  verify(token: string): Promise<Holder | undefined>;
}

export interface TokensOptions {
  readonly secrets: Secrets;
  /** In seconds. */
  readonly lifetime: number;
  readonly now: () => number;
}

const issuer = 'autessa-agent-relay';
const audience = 'autessa-agent';
const algorithm = 'HS256';

/** A token that would be good for longer, in seconds, was made by mistake: with an expiry in milliseconds, say. */
export const longestLifetime = 86_400;

/** Signed tokens without state, so that any copy of the relay takes what another has issued. */
export function createTokens({ secrets, lifetime, now }: TokensOptions): Tokens {
  const keyOf = (secret: string) => new TextEncoder().encode(secret);
  const keys = secrets.map(keyOf);
  const signingKey = keyOf(secrets[0]);
  const verifyWith = async (key: Uint8Array, token: string) => {
    const { payload } = await jwtVerify(token, key, {
      // Named here, never taken from the token, or its holder could choose `none`.
      algorithms: [algorithm],
      issuer,
      audience,
      requiredClaims: ['exp', 'sub'],
      currentDate: new Date(now()),
    });
    return payload;
  };
  return {
    async issue({ subject, ...claims }) {
      const issuedAt = Math.floor(now() / 1000);
      const expiresAt = issuedAt + lifetime;
      const jwt = new SignJWT({ ...claims })
        .setProtectedHeader({ alg: algorithm })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(subject)
        .setIssuedAt(issuedAt)
        .setExpirationTime(expiresAt);
      return { token: await jwt.sign(signingKey), expiresAt: expiresAt * 1000 };
    },

    async verify(token) {
      const payload = await Promise.any(keys.map((key) => verifyWith(key, token))).catch(() => undefined);
      if (!payload) return undefined;
      const expiresAt = (payload.exp ?? 0) * 1000;
      return expiresAt - now() > longestLifetime * 1000 ? undefined : holderOf(payload, expiresAt);
    },
  };
}

function holderOf({ agent, origin, sub, variables, version, conversation }: JsonObject, expiresAt: number): Holder | undefined {
  if (!Number.isInteger(agent) || typeof origin !== 'string' || !isJsonObject(variables)) return undefined;
  if (typeof sub !== 'string' || !/^(user|visitor):./s.test(sub)) return undefined;
  if (version !== undefined && !isJsonObject(version)) return undefined;
  if (conversation !== undefined && typeof conversation !== 'string') return undefined;
  return {
    agent: agent as number,
    origin,
    subject: sub,
    variables,
    expiresAt,
    ...(version && { version }),
    ...(conversation !== undefined && { conversation }),
  };
}
