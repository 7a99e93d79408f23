import { isJsonObject } from '../../../base/json.js';
import { maskEncoded } from './encoded-text.js';

/* What of the page may go along with a message, in bounded length. */

/** How long one value may be, and its name, in UTF-16 units; of a value that is longer the beginning is sent, and an ellipsis. */
const maximumLength = 2_000;
const maximumName = 100;
/** How many values there may be, and how long they are together; what comes after is left out. */
const maximumValues = 20;
const maximumOfAll = 6_000;
/** How much of one value is looked at, and masked, in UTF-16 units. */
const maximumRead = 20_000;

/** One value, as it is sent. */
export interface ContextValue {
  /** Of its prompt template variable. */
  readonly name: string;
  readonly text: string;
}

/** What the words of the attribute stand for, and the variable of each. */
export const variableNames = { url: 'pageUrl', title: 'pageTitle', selection: 'pageSelection' } as const;
export type PageWord = keyof typeof variableNames;

export const isPageWord = (word: string): word is PageWord => Object.hasOwn(variableNames, word);

/** What hides what nobody needs to know. */
export type Mask = (text: string) => string;

const asItIs: Mask = (text) => text;

/** What the attribute names, as it is now. A word that is unknown, or comes twice, adds nothing. */
export function valuesOf(words: readonly string[], read: Readonly<Record<PageWord, () => string>>, mask = asItIs): readonly ContextValue[] {
  return bounded([...new Set(words)].filter(isPageWord).map((word) => [variableNames[word], read[word]()]), mask);
}

/** What a function returned. @returns nothing where that is no object */
export function valuesIn(returned: unknown, mask = asItIs): readonly ContextValue[] | undefined {
  return isJsonObject(returned) ? bounded(Object.entries(returned), mask) : undefined;
}

/** What a function returned, as it is at this moment: the page may change it. @returns nothing where that is no object */
export function textsIn(returned: unknown): Readonly<Record<string, string>> | undefined {
  return isJsonObject(returned) ? Object.fromEntries(Object.entries(returned).map(([name, value]) => [name, readable(value)])) : undefined;
}

/** The beginning of a text that is too long, and an ellipsis. */
export function cut(text: string, length = maximumLength): string {
  // Leaves no half of a character.
  return text.length <= length ? text : `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

function bounded(entries: readonly (readonly [name: string, value: unknown])[], mask: Mask): readonly ContextValue[] {
  const values: ContextValue[] = [];
  let length = 0;
  for (const [name, value] of entries) {
    // Half of a number would be no number to the mask: first it is masked, and then cut.
    const text = cut(maskEncoded(readable(value), mask));
    if (!name || name.length > maximumName || !text) continue;
    length += text.length;
    if (values.length === maximumValues || length > maximumOfAll) break;
    values.push({ name, text });
  }
  return values;
}

/** As much of it as is looked at. */
const readable = (value: unknown): string => cut(textOf(value).trim(), maximumRead);

/** As JSON where it is no plain value; nothing where that cannot be. */
function textOf(value: unknown): string {
  if (value == null || typeof value === 'function' || typeof value === 'symbol') return '';
  try {
    // What has a `toJSON` may return nothing.
    const text: string | undefined = typeof value === 'object' ? JSON.stringify(value) : String(value);
    return text ?? '';
  } catch {
    return '';
  }
}

/** By what a person recognizes it: one short line. */
export function labelOf({ name, text }: ContextValue): string {
  const line = cut(text.replace(/\s+/g, ' '), 120);
  if (name === variableNames.url) return line.replace(/^https?:\/\//, '');
  return name === variableNames.title || name === variableNames.selection ? line : `${name}: ${line}`;
}
