import { parseShallowJson, toJson } from '../base/robust-json.js';
import type { Shelf } from './shelf.js';

/** `sessionStorage`, which is the tab's own and ends with it. */
export function sessionShelf(): Shelf {
  const name = (key: string) => `autessa-agent:${key}`;
  return {
    get: async (key) => parseShallowJson(sessionStorage.getItem(name(key)) ?? ''),
    set: async (key, value) => sessionStorage.setItem(name(key), toJson(value)),
    delete: async (key) => sessionStorage.removeItem(name(key)),
    close: () => undefined,
  };
}
