import { parseJson } from './json.js';

/** Nothing that is known is nested so deep. What calls itself for each level, as `JSON.stringify` does, fails far below. */
const mostLevels = 100;

/** As `parseJson`, for what anybody may have written: `undefined` also for what is nested deeper than 100 levels. */
export function parseShallowJson(text: string): unknown {
  const value = parseJson(text);
  return isDeep(value, mostLevels) ? undefined : value;
}

function isDeep(value: unknown, levels: number): boolean {
  return typeof value === 'object' && value !== null && (levels === 0 || Object.values(value).some((each) => isDeep(each, levels - 1)));
}
