/** What `JSON.stringify` writes; where a page gave all arrays a `toJSON` (Prototype.js 1.6 does), arrays are written as arrays. */
export function toJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, 'toJSON' in Array.prototype ? keepArray : undefined, indent);
}

function keepArray(this: Readonly<Record<string, unknown>>, key: string, value: unknown): unknown {
  return Array.isArray(this[key]) ? this[key] : value;
}
