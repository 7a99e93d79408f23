import { refusal, type Refusal } from './refusal.js';
import type { Claims, Tokens } from './tokens.js';

/** What a REST call and a handshake both carry. */
export interface Credentials {
  readonly token: string | null | undefined;
  readonly origin: string | null | undefined;
  /** The query parameter that names the agent. */
  readonly resourceId: string | null | undefined;
}

/** Lets a holder of a token in, for the agent and the page that it was issued for. */
export async function admit(tokens: Tokens, { token, origin, resourceId }: Credentials): Promise<Claims | Refusal> {
  const claims = token ? await tokens.verify(token) : undefined;
  if (!claims) return refusal(401, 'The token is missing, expired or not valid');
  if (origin !== claims.origin) return refusal(403, 'The token was issued for another origin');
  if (resourceId !== String(claims.agent)) return refusal(403, 'The token was issued for another agent');
  return claims;
}
