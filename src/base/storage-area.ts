/**
 * Where small things are kept, as the `persist` setting has it.
 *
 * @param persistence `none` keeps nothing; unless it is `session`, what is kept outlives the browser
 * @throws {DOMException} `SecurityError` where the browser lets nobody near it
 */
export function storageArea(persistence: string | null | undefined): Storage | undefined {
  if (persistence === 'none') return undefined;
  return persistence === 'session' ? sessionStorage : localStorage;
}
