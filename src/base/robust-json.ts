import { parseJson } from './json.js';

/* JSON that neither strangers nor what a page did to arrays can spoil. */

/** Nothing that is known is nested so deep. What calls itself for each level, as `JSON.stringify` does, fails far below. */
const mostLevels = 100;

/** As `parseJson`, for what anybody may have written: `undefined` also for what is nested deeper than 100 levels. */
export function parseShallowJson(text: string): unknown {
  const value = parseJson(text);
  // Each level takes two characters: most that is read has no room for so many.
  return value && text.length > 2 * mostLevels && isDeep(value, mostLevels) ? undefined : value;
}

function isDeep(value: unknown, levels: number): boolean {
  return typeof value === 'object' && value !== null && (levels === 0 || Object.values(value).some((each) => isDeep(each, levels - 1)));
}

/** What `JSON.stringify` writes; where a page gave all arrays a `toJSON` (Prototype.js 1.6 does), arrays are written as arrays. */
export function toJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, 'toJSON' in Array.prototype ? keepArray : undefined, indent);
}

function keepArray(this: Readonly<Record<string, unknown>>, key: string, value: unknown): unknown {
  return Array.isArray(this[key]) ? this[key] : value;
}
