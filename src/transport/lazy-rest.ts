import { loadOnce } from '../base/load-once.js';
import type { RestClientOptions } from './rest-client.js';
import type { RestOperations } from './rest-operations.js';

const names = ['create', 'execute', 'close', 'conversation', 'status', 'revive', 'uploadLink', 'upload'] as const;

/** The operations, whose code is loaded with the first call: most conversations need none of them. */
export function lazyRest(options: RestClientOptions): RestOperations {
  const load = loadOnce(async () => new (await import('./rest-client.js')).RestClient(options));
  const lazy = (name: keyof RestOperations) =>
    async (...args: unknown[]) => ((await load())[name] as (...args: unknown[]) => unknown)(...args);
  return Object.fromEntries(names.map((name) => [name, lazy(name)])) as unknown as RestOperations;
}
