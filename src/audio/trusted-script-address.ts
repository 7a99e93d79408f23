import { isDetector } from './assets.js';

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (address: string) => string },
  ): { createScriptURL: (address: string) => string };
}

let policy: ReturnType<TrustedTypes['createPolicy']> | undefined;

/**
 * The address of the worker, as a page with Trusted Types wants it.
 *
 * @throws {TypeError} where it is not the widget's own worker on the page's own origin, or the page's policy does not
 *   know the name `autessa-agent`
 */
export function trustedScriptAddress(address: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  policy ??= trustedTypes?.createPolicy('autessa-agent', { createScriptURL: checked });
  return policy ? policy.createScriptURL(address) : checked(address);
}

/** Whoever gets hold of the policy, or of the attribute that names the folder, makes a worker of nothing else. */
function checked(address: string): string {
  if (!isDetector(address)) throw new TypeError(`This is not the worker of autessa-agent on the page's own origin: ${address}`);
  return address;
}
