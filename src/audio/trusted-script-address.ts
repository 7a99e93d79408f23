interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (address: string) => string },
  ): { createScriptURL: (address: string) => string };
}

let policy: ReturnType<TrustedTypes['createPolicy']> | undefined;

/**
 * An address as a page with Trusted Types wants it for a worker.
 *
 * @throws {TypeError} where the page's policy does not know the name `autessa-agent`
 */
export function trustedScriptAddress(address: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  policy ??= trustedTypes?.createPolicy('autessa-agent', { createScriptURL: (given) => given });
  return policy ? policy.createScriptURL(address) : address;
}
