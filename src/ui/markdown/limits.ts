/**
 * How far, in UTF-16 units, marks reach: what is still open after so much text is text. It keeps what has to be read
 * again small, and so what a piece of a long text costs.
 */
export const REACH = 4_096;

/**
 * After so many lines or UTF-16 units a paragraph goes on in another element, and reading in another task: some scripts
 * take far longer to be laid out than to be read.
 */
export const MOST_LINES = 256;
export const MOST_UNITS = 4_096;
/** How much longer it may be in order to end at a blank. */
export const LONGEST_WORD = 512;

/**
 * From this length on, in UTF-16 units, for some of which an element counts, a message is long: what comes then is laid
 * out when it comes into sight. Lists and tables go on in others after so many items or rows, and so many texts share
 * an element.
 */
export const LONG = 12_000;
export const ELEMENT = 16;
export const MOST_ITEMS = 64;
export const MOST_TEXTS = 16;

/** For how many blocks code, and what is shown in its place, counts; and for how many marks a formula. */
export const CODE = 6;
export const VIEW = 20;
export const FORMULA = 10;

/**
 * How many elements a message may be of, in blocks and within their text. What comes after is text as it was written:
 * a browser takes a hundred times as long for an element as for a word, and no answer that means well has so many.
 */
export const MOST_BLOCKS = 2_000;
export const MOST_MARKS = 3_000;

/** For how long something is worked at in one task, in ms. */
export const TASK_MS = 8;

/**
 * Where a part of a paragraph ends: at its first blank from a place on, but not much later.
 * @returns `undefined`: it goes on after the text
 */
export function endOfPart(text: string, from: number): number | undefined {
  const last = from + LONGEST_WORD;
  const blank = text.slice(Math.max(0, from), Math.max(0, last)).search(/[ \n]/);
  if (blank >= 0) return Math.max(0, from) + blank;
  if (last > text.length) return undefined;
  // Never between the halves of a character.
  return /^[\udc00-\udfff]/.test(text.slice(last)) ? last + 1 : Math.max(0, last);
}
