/** A JSON object, as far as it is known before its fields are looked at. */
export type JsonObject = Record<string, unknown>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Parses without throwing: `undefined` (which JSON cannot say) where the text is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

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

/** Text as it is, a number as its digits (the server's ids come as either), all else as nothing. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}
