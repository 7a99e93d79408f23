/** What is a heading, and what of it is its text. */

/** How a sentence ends. */
const SENTENCE = /[.!?:;,…。！？：；，、؟।][*_~`'")\]”’」』）]*\s*$/;

/** Whether a line of dashes below makes this a heading; below a sentence, it is a line. */
export function isTitle(line: string): boolean {
  return line.length < 200 && !SENTENCE.test(line);
}

/** A heading's text without the hashes that may be repeated at its end. */
export function withoutHashes(text: string): string {
  const skipBack = (from: number, characters: string): number => {
    let at = from;
    while (at && characters.includes(text[at - 1]!)) at--;
    return at;
  };
  const end = skipBack(text.length, ' \t');
  const start = skipBack(end, '#');
  const before = skipBack(start, ' \t');
  return start === end || (before === start && start) ? text : text.slice(0, before);
}
