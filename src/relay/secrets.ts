import { createHmac } from 'node:crypto';

/**
 * What tokens and grants are signed with: the first signs, all of them are accepted. Two at a time let every copy of
 * the relay move from one to the next without a moment in which one refuses what another has signed.
 */
export type Secrets = readonly [string, ...string[]];

/** In characters. */
export const shortestSecret = 32;

/** @throws {Error} where one is too short to be safe */
export function checkSecrets(secrets: readonly string[]): Secrets {
  const [first, ...others] = secrets;
  if (first === undefined || secrets.some((secret) => secret.length < shortestSecret)) {
    throw new Error(`secret must have at least ${shortestSecret} characters`);
  }
  return [first, ...others];
}

/** What a secret is used for, besides tokens, which are signed with it as it is: other languages do so too. */
export type Use = 'conversation grants' | 'file grants' | 'limits';

/** A key of its own for each use, so that what is made for one says nothing in another. */
export function keyFor(secret: string, use: Use): Buffer {
  return createHmac('sha256', secret).update(use).digest();
}
