import { isJsonObject, parseJson, type JsonObject } from '../base/json.js';
import { refusal, type Refusal } from './refusal.js';

/** How deep values may be nested. */
const deepest = 64;
/** How many values there may be, names among them: they cost far more to read than their bytes. */
const mostValues = 20_000;
/** Audio is in long strings, which cost little to read; in bytes. */
const longString = 1_024;

/**
 * Reads a JSON object from outside. What is longer than text may be and holds no audio, would take long to read, or is
 * too deep to be written again, is not read.
 *
 * @param longestText in bytes
 */
export function readUntrusted(text: Buffer, longestText: number): { readonly message: JsonObject } | Refusal {
  if (text.length > longestText && !text.includes('"base64EncodedData"')) return tooLarge;
  const problem = immodesty(text, longestText);
  if (problem) return problem;
  const message = parseJson(text.toString());
  return isJsonObject(message) ? { message } : refusal(400, 'The body must be a JSON object');
}

export const tooLarge = refusal(413, 'The body is too large');
const tooComplex = refusal(400, 'The JSON is nested too deeply, or has too many values');

const [quote, backslash, comma, colon, bracket, brace] = Buffer.from(String.raw`"\,:[{`) as unknown as [number, number, number, number, number, number];
const [closingBracket, closingBrace] = Buffer.from(']}') as unknown as [number, number];

/** One look at each byte that is in no string. Whether it is JSON at all does not matter here. */
function immodesty(text: Buffer, longestText: number): Refusal | undefined {
  let depth = 0;
  let values = 0;
  let inLongStrings = 0;
  for (let at = 0; at < text.length; at += 1) {
    const byte = text[at];
    if (byte === quote) {
      const end = endOfString(text, at + 1);
      if (end - at > longString) inLongStrings += end - at;
      at = end;
    } else if (byte === bracket || byte === brace) {
      depth += 1;
      values += 1;
    } else if (byte === closingBracket || byte === closingBrace) depth -= 1;
    else if (byte === comma || byte === colon) values += 1;
    if (depth > deepest || values > mostValues) return tooComplex;
    if (at - inLongStrings > longestText) return tooLarge;
  }
  return undefined;
}

/**
 * Audio is one long string without a backslash, whose end is found at once.
 *
 * @param start after its opening quotation mark
 * @returns where its closing one is, or where the text ends
 */
function endOfString(text: Buffer, start: number): number {
  const end = text.indexOf(quote, start);
  if (end < 0) return text.length;
  if (!text.subarray(start, end).includes(backslash)) return end;
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === backslash) at += 1;
    else if (text[at] === quote) return at;
  }
  return text.length;
}
