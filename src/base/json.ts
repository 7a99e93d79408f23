/** A JSON object, as far as it is known before its fields are looked at. */
export type JsonObject = Record<string, unknown>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Parses without throwing: `undefined` (which JSON cannot say) where the text is no JSON. */
export function parseJson(text: string): unknown {
  try {
    // A byte order mark counts as a blank there.
    return JSON.parse(text.trim()) as unknown;
  } catch {
    return undefined;
  }
}

/** Text as it is, a number as its digits (the server's ids come as either), all else as nothing. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}
