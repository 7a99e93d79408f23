import { SignJWT, jwtVerify } from 'jose';
import { isJsonObject, type JsonObject } from '../base/json.js';

/** What a token says about its holder. */
export interface Claims {
  readonly agent: number;
  /** The page's origin; the token is good there only. */
  readonly origin: string;
  readonly user?: string;
  /** Prompt template variables that win over the browser's. */
  readonly variables: JsonObject;
}

export interface IssuedToken {
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

export interface Tokens {
  issue(claims: Claims): Promise<IssuedToken>;
  /** `undefined` for a token that is expired, forged or made for something else. */
  verify(token: string): Promise<Claims | undefined>;
}

export interface TokensOptions {
  readonly secret: string;
  /** In seconds. */
  readonly lifetime: number;
  readonly now: () => number;
}

const issuer = 'autessa-agent-relay';
const audience = 'autessa-agent';
const algorithm = 'HS256';
const shortestSecret = 32;

/** Signed tokens without state, so that any copy of the relay takes what another has issued. */
export function createTokens({ secret, lifetime, now }: TokensOptions): Tokens {
  if (secret.length < shortestSecret) throw new Error(`secret must have at least ${shortestSecret} characters`);
  const key = new TextEncoder().encode(secret);
  return {
    async issue({ agent, origin, user, variables }) {
      const issuedAt = Math.floor(now() / 1000);
      const expiresAt = issuedAt + lifetime;
      const jwt = new SignJWT({ agent, origin, variables })
        .setProtectedHeader({ alg: algorithm })
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt(issuedAt)
        .setExpirationTime(expiresAt);
      if (user !== undefined) jwt.setSubject(user);
      return { token: await jwt.sign(key), expiresAt: expiresAt * 1000 };
    },

    async verify(token) {
      const options = {
        // Named here, never taken from the token, or its holder could choose `none`.
        algorithms: [algorithm],
        issuer,
        audience,
        requiredClaims: ['exp'],
        currentDate: new Date(now()),
      };
      try {
        return claimsOf((await jwtVerify(token, key, options)).payload);
      } catch {
        return undefined;
      }
    },
  };
}

function claimsOf({ agent, origin, sub, variables }: JsonObject): Claims | undefined {
  if (!Number.isInteger(agent) || typeof origin !== 'string' || !isJsonObject(variables)) return undefined;
  const claims = { agent: agent as number, origin, variables };
  return typeof sub === 'string' ? { ...claims, user: sub } : claims;
}
