import { lettersOf, positionAfter, tellingLetters } from './call-text.js';

/* How far into a reply that is known whole its pieces reach. */

/** A chunk as far as it tells whose it is. */
export interface Piece {
  /** How many chunks of the call came before it. */
  readonly number: number;
  /** Its transcription. */
  readonly words: string;
  /** When it came, in ms since the epoch. */
  readonly at: number;
  /** The log's newest `USER` entry when it came: what was said later is not what it answers. */
  readonly newest?: number | undefined;
  /** It came after a pause, or after a last chunk, as the beginning of a reply does. */
  readonly isFirst?: boolean | undefined;
  /** It says that it is its reply's last. */
  readonly isLast?: boolean | undefined;
  /** A reply may begin with it: it came as the first one does, or begins a sentence where more than one answer is missing. */
  readonly mayBegin?: boolean | undefined;
  /** The turn as whose reply it was given to be heard; nothing where it was dropped. */
  readonly under?: string | undefined;
  /** What was heard of it when that was cut; nothing where it was not, or nobody knows. */
  readonly heard?: string | undefined;
}

/** A reply that is known whole, by the log or a final message. */
export interface ReplyEntry {
  /** Which `MESSAGE_TO_USER` entry of the log it is; less than 0 of a final message that the log does not have yet. */
  readonly entry: number;
  readonly text: string;
  /** When that was known first, in ms since the epoch: what comes later is hardly of it. */
  readonly seenAt?: number | undefined;
  /** Its final message has come. */
  readonly isFinal?: boolean | undefined;
}

/** How far into a reply the pieces reach. */
export interface Progress {
  readonly reply: ReplyEntry;
  /** All of its letters. */
  readonly letters: string;
  /** In letters. */
  readonly position: number;
  /** The words of its last piece. */
  readonly last: string;
  /** When that came. */
  readonly lastAt: number;
  /** Whether words have come again. */
  readonly isRepetitive: boolean;
  /** Whether a piece has said that it is the last one, and was not. */
  readonly isEndedEarly: boolean;
}

/** A last chunk that comes twice does so within so many ms. */
const repeatMs = 250;
/** Words that come again do so within so many ms. */
const longestRepeatMs = 1_500;
/** Marks come so soon after what they stand behind, in ms. */
const marksMs = 3_000;

/** How unlikely it is … */
const unlikely = {
  /** that some words got lost, or that there are more than the log has. */
  otherWords: 3,
  /** that words come again, in a reply in which none has done so before: a server that says a sentence with each of its chunks does so all the time. */
  repetition: 2,
  /** that they do after all of it has come, and not at once. */
  lateRepetition: 4.5,
  /** that marks come again with the words after them. */
  marksAgain: 1,
};

/** Nothing of it has come yet. */
export function beginningOf(reply: ReplyEntry): Progress {
  return { reply, letters: lettersOf(reply.text), position: 0, last: '', lastAt: -Infinity, isRepetitive: false, isEndedEarly: false };
}

/** More of it is to come, although a piece says that it is the last one. */
export const isEarlyEnd = ({ letters }: Progress, position: number, { isLast }: Piece): boolean => isLast === true && position < letters.length;

/** A piece of it has come, which reaches so far. */
export function advance(progress: Progress, position: number, piece: Piece): Progress {
  return {
    ...progress,
    position,
    last: piece.words,
    lastAt: piece.at,
    isRepetitive: progress.isRepetitive || position === progress.position,
    isEndedEarly: progress.isEndedEarly || isEarlyEnd(progress, position, piece),
  };
}

export const isAll = ({ letters, position }: Progress): boolean => position === letters.length;

/** How far into a reply a piece reaches, and how unlikely that is by its words; nothing where it is none of it. */
export function reachOf(progress: Progress, { words, at, isFirst }: Piece): { readonly position: number; readonly cost: number } | undefined {
  const { letters, position, last, lastAt } = progress;
  const next = adjoining(progress, words);
  if (next === position) {
    // Who has ended begins no more with the same words.
    const isEnded = isAll(progress) && at - lastAt >= repeatMs;
    if (isEnded && last === words && (isFirst || at - lastAt >= longestRepeatMs)) return undefined;
    // What grows by marks alone does not come again, but for marks that the reply does not have.
    const isGrown = words !== last && !(isEnded && isFirst && !areMarksNext(progress, { words: addedTo(progress, words), at }));
    return { position, cost: progress.isRepetitive || isGrown ? 0 : isEnded ? unlikely.lateRepetition : unlikely.repetition };
  }
  if (next >= 0) {
    const added = addedTo(progress, words);
    const isMore = lettersOf(added).length > letters.length - position;
    return { position: next, cost: (isMore ? unlikely.otherWords : 0) + (beginsWithMarksOf(last, added) ? unlikely.marksAgain : 0) };
  }
  const later = skipping(progress, words);
  return later >= 0 ? { position: later, cost: unlikely.otherWords } : undefined;
}

/** How far into a reply some words reach; -1 where they are none of it. */
type Reach = (progress: Progress, words: string) => number;

/** They come next. The last ones may be more than the log has. */
const adjoining: Reach = (progress, words) => {
  const { letters, position } = progress;
  const next = lettersOf(addedTo(progress, words));
  if (next === '') return position;
  if (letters.startsWith(next, position)) return position + next.length;
  return position > 0 && position < letters.length && next.startsWith(letters.slice(position)) ? letters.length : -1;
};

/** Some words before them got lost, or are written otherwise in the log. */
const skipping: Reach = (progress, words) => {
  const { reply: { text }, letters, position } = progress;
  const next = lettersOf(addedTo(progress, words));
  const place = next.length >= tellingLetters ? letters.indexOf(next, position) : -1;
  const isWords = place >= 0 && isApart(text, positionAfter(text, place)) && isApart(text, positionAfter(text, place + next.length));
  return isWords ? place + next.length : -1;
};

/** Whether a word may begin or end at this position. Scripts without capitals may have no blanks, either. */
function isApart(text: string, position: number): boolean {
  return !/[\p{Lu}\p{Ll}]$/u.test(text.slice(0, position)) || !/^[\p{Lu}\p{Ll}]/u.test(text.slice(position));
}

/** Transcriptions may grow, or repeat. */
function addedTo({ last }: Progress, words: string): string {
  return last !== '' && words.startsWith(last) ? words.slice(last.length) : words;
}

/** Whether words begin with the marks that the last ones have ended with. */
function beginsWithMarksOf(last: string, words: string): boolean {
  const [, marks] = /^\s*([^\p{L}\p{N}\s]+)/u.exec(words) ?? [];
  return marks !== undefined && last.trimEnd().endsWith(marks);
}

/** Whether marks without letters are what a reply has next. */
export function areMarksNext({ reply: { text }, position, last, lastAt }: Progress, { words, at }: Pick<Piece, 'words' | 'at'>): boolean {
  const marks = words.trim();
  if (marks === '' || position === 0 || at - lastAt > marksMs || last.trimEnd().endsWith(marks)) return false;
  return text.slice(positionAfter(text, position)).trimStart().startsWith(marks);
}
