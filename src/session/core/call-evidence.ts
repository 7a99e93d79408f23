import { goesOn, startsAfresh } from '../../conversation/transcription.js';
import type { CallReply } from './call-model.js';

/* Whose words these are: what their text, and the rhythm in which they come, say about it. */

/** What is left of a reply that was cut comes so long after its last chunk at most, in ms. */
const tailMs = 2_500;
/** A chunk may be so late, in ms, and is still in its rhythm. */
const rhythmMarginMs = 300;
/** Words that skip some of a reply have to be at least so long, in letters, to be taken for a part of it. */
export const tellingLetters = 6;

/** Whether a reply has been silent for longer than it is between its chunks. */
export function isPause({ lastAt, lastMs, rhythmMs }: CallReply, now: number): boolean {
  return now - lastAt > Math.max(rhythmMs, lastMs) * 1.5 + rhythmMarginMs;
}

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

/** `old`: it is what is left of that reply. `new`: it is not. `open`: nobody knows yet. */
export type Verdict = 'old' | 'new' | 'open';

/**
 * Whether words are left over from a reply that was cut, or belong to another one: words that go on in the midst of a
 * sentence are.
 *
 * @param words the chunk's transcription
 */
export function judge(reply: CallReply, words: string, now: number): Verdict {
  const isInRhythm = !isPause(reply, now);
  const isGoingOn = goesOn(reply.words || undefined, words);
  // What says that it is over may have been another one's end.
  if (reply.isClosed) return isInRhythm && !startsAfresh(reply.words, words) ? 'open' : 'new';
  if (lettersOf(words) === '') return isInRhythm ? 'old' : 'new';
  if (startsAfresh(reply.words, words)) return 'new';
  return isGoingOn && now - reply.lastAt <= tailMs ? 'old' : 'open';
}

/** Whether words begin a sentence where the last ones have ended none. */
export function isUnlikelyAfter(previous: string, words: string): boolean {
  return /[\p{L}\p{N},]$/u.test(previous) && /^\s*[¿¡“„«"']?\p{Lu}/u.test(words);
}

/** Whether words are among those of the whole reply that have not come yet, or repeat its last. */
export function isPartOf(whole: string, { text, words: last }: Pick<CallReply, 'text' | 'words'>, words: string): boolean {
  // Transcriptions may grow, or repeat.
  const added = last && words.startsWith(last) ? words.slice(last.length) : words;
  const [all, done, next] = [lettersOf(whole), lettersOf(text), lettersOf(added)];
  // Of what has come whole nothing comes any more.
  if (next === '') return lettersOf(words) !== '' && done !== all;
  if (!all.startsWith(done)) return false;
  const place = all.indexOf(next, done.length);
  return place === done.length || (place > 0 && next.length >= tellingLetters);
}
