/* Texts as they are said: what tells two of them apart, and what does not. */

/** Words that skip some of a reply have to be at least so long, in letters, to be taken for a part of it. */
export const tellingLetters = 6;

/** The same texts are compared again with each reading of the log. */
const known = new Map<string, string>();
const mostKnown = 500;

/** What of a text is said: letters and digits alone. Logs have marks and blanks that speech has not. */
export function lettersOf(text: string): string {
  let letters = known.get(text);
  if (letters === undefined) {
    letters = text.normalize('NFKD').toLowerCase().replace(/[^\p{L}\p{M}\p{N}]+/gu, '');
    if (known.size >= mostKnown) known.clear();
    known.set(text, letters);
  }
  return letters;
}

/** Whether one of two texts is the beginning of the other; either may have been cut. */
export function isSameReply(one: string, other: string): boolean {
  const [a, b] = [lettersOf(one), lettersOf(other)];
  return a !== '' && b !== '' && (a.startsWith(b) || b.startsWith(a));
}

export const isSameText = (one: string, other: string): boolean => lettersOf(one) === lettersOf(other);

/** How far into a text so many letters reach, in UTF-16 units. */
export function positionAfter(text: string, letters: number): number {
  let position = 0;
  let left = letters;
  for (const character of text) {
    if (left <= 0) break;
    position += character.length;
    left -= lettersOf(character).length;
  }
  return position;
}
