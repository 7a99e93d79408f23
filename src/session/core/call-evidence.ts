import { goesOn, startsAfresh } from './call-continuation.js';
import type { CallReply } from './call-model.js';
import { lettersOf, tellingLetters } from './call-text.js';

/* Whose words these are: what their text, and the rhythm in which they come, say about it. */

/** What is left of a reply that was cut comes so long after its last chunk at most, in ms. */
const tailMs = 2_500;
/** A chunk may be so late, in ms, and is still in its rhythm. */
const rhythmMarginMs = 300;

/** Whether a reply has been silent for longer than it is between its chunks. */
export function isPause({ lastAt, lastMs, rhythmMs }: Pick<CallReply, 'lastAt' | 'lastMs' | 'rhythmMs'>, now: number): boolean {
  return now - lastAt > Math.max(rhythmMs, lastMs) * 1.5 + rhythmMarginMs;
}

/** Whether words come as the beginning of a reply does: after the end of the one before or a pause, or as none goes on. */
export function isBeginning(reply: CallReply | undefined, words: string, now: number): boolean {
  return !reply?.text || reply.isClosed || isPause(reply, now) || startsAfresh(reply.words, words);
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
  // Another reply may begin with the same words.
  const isOnlyAgain = isGoingOn && !goesOn(undefined, words) && !isRepetitive(reply);
  return isGoingOn && !isOnlyAgain && now - reply.lastAt <= tailMs ? 'old' : 'open';
}

/** Whether transcriptions of a reply have grown, or come again. */
function isRepetitive({ pieces }: CallReply): boolean {
  const last = pieces.slice(-4).map(({ words }) => words);
  return last.some((words, index) => index > 0 && lettersOf(last[index - 1]!) !== '' && words.startsWith(last[index - 1]!));
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
