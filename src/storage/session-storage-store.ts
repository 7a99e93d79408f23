import { parseShallowJson, toJson } from '../base/robust-json.js';
import type { KeyValueStore } from './key-value-store.js';

/** `sessionStorage`, which is the tab's own and ends with it. */
export function sessionStorageStore(): KeyValueStore {
  const name = (key: string) => `autessa-agent:${key}`;
  return {
    get: async (key) => parseShallowJson(sessionStorage.getItem(name(key)) ?? ''),
    set: async (key, value) => sessionStorage.setItem(name(key), toJson(value)),
    delete: async (key) => sessionStorage.removeItem(name(key)),
    close: () => undefined,
  };
}
