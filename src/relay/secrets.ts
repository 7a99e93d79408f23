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
