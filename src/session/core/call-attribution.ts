import { lettersOf, positionAfter, tellingLetters } from './call-evidence.js';
import type { CallModel, CallTurn, Piece, ReplyEntry } from './call-model.js';

/* Which of the replies that are known whole each chunk is a piece of: replies may have run into each other, or overlap. */

/** So many turns are looked at, besides those that are not settled. */
const recentTurns = 6;
/** A last chunk that comes twice does so within so many ms. */
const repeatMs = 250;
/** Marks that come alone belong to words that came so short a time before, in ms. */
const marksMs = 1_500;

export interface Attribution {
  /** The entry that a piece is of; nothing where no reply has it. */
  entryOf(piece: Piece): number | undefined;
  /** Whether all of a reply has come. */
  isComplete(entry: number): boolean;
}

/** A reply, and how far into it the pieces reach. */
interface Reading {
  readonly entry: number;
  readonly text: string;
  readonly letters: string;
  /** In letters. */
  position: number;
  /** The words of its last piece. */
  last: string;
  /** When that came. */
  lastAt: number;
  /** Which piece that was, counted from 1; 0 where none has come. */
  fedAt: number;
  /** The marks that follow have come, too. */
  isMarked: boolean;
}

/** @param pieces in the order in which they came */
export function attribute(pieces: readonly Piece[], entries: readonly ReplyEntry[]): Attribution {
  const readings = entries.map(({ entry, text }): Reading => ({ entry, text, letters: lettersOf(text), position: 0, last: '', lastAt: -Infinity, fedAt: 0, isMarked: false }));
  const owners = new Map<Piece, number>();
  pieces.forEach((piece, number) => {
    // What goes on is more likely than what begins, and what came last the most.
    const order = readings.toSorted((one, other) => other.fedAt - one.fedAt);
    // Marks, and words that come again, tell only together with what they come after: another reply may begin alike.
    const isAgain = ({ last, lastAt, fedAt, position, letters }: Reading): boolean =>
      last === piece.words && position === letters.length && (fedAt !== number || piece.at - lastAt >= (piece.isFirst ? repeatMs : marksMs));
    const isNear = ({ fedAt, lastAt, isMarked }: Reading): boolean => fedAt >= number - 1 && piece.at - lastAt < marksMs && !isMarked;
    const likely = order.filter((reading) => (lettersOf(piece.words) === '' ? isNear(reading) : !isAgain(reading)));
    const find = (reach: Reach) => likely.map((reading) => ({ reading, position: reach(reading, piece.words) })).find(({ position }) => position >= 0);
    const found = find(adjoining) ?? find(skipping);
    if (!found) return;
    owners.set(piece, found.reading.entry);
    Object.assign(found.reading, { position: found.position, last: piece.words, lastAt: piece.at, fedAt: number + 1, isMarked: lettersOf(piece.words) === '' });
  });
  const complete = new Set(readings.filter(({ position, letters }) => position === letters.length).map(({ entry }) => entry));
  return { entryOf: (piece) => owners.get(piece), isComplete: (entry) => complete.has(entry) };
}

/** How far into a reply some words reach; -1 where they are none of it. */
type Reach = (reading: Reading, words: string) => number;

/** They come next. The last ones may be more than the log has, and marks have no letters. */
const adjoining: Reach = (reading, words) => {
  const { letters, position, text } = reading;
  const next = lettersOf(addedTo(reading, words));
  if (next === '' && lettersOf(words) !== '') return position;
  if (next === '') {
    const gap = /^[^\p{L}\p{M}\p{N}]*/u.exec(text.slice(positionAfter(text, position)))![0];
    return words.trim() !== '' && gap.includes(words.trim()) ? position : -1;
  }
  if (letters.slice(position).startsWith(next)) return position + next.length;
  const rest = letters.slice(position);
  return position > 0 && rest !== '' && next.startsWith(rest) ? letters.length : -1;
};

/** Some words before them got lost, or are written otherwise in the log. */
const skipping: Reach = (reading, words) => {
  const { letters, position, text } = reading;
  const next = lettersOf(addedTo(reading, words));
  const place = next.length >= tellingLetters ? letters.indexOf(next, position) : -1;
  const isWords = place >= 0 && isApart(text, positionAfter(text, place)) && isApart(text, positionAfter(text, place + next.length));
  return isWords ? place + next.length : -1;
};

/** Whether a word may begin or end at this position. Scripts without capitals may have no blanks, either. */
function isApart(text: string, position: number): boolean {
  return !/[\p{Lu}\p{Ll}]$/u.test(text.slice(0, position)) || !/^[\p{Lu}\p{Ll}]/u.test(text.slice(position));
}

/** Transcriptions may grow, or repeat. */
function addedTo({ last }: Reading, words: string): string {
  return last !== '' && words.startsWith(last) ? words.slice(last.length) : words;
}

/** The turns whose pieces are compared: those that are not settled, and the last ones. */
export function recent(turns: readonly CallTurn[]): readonly CallTurn[] {
  const first = turns.findIndex(({ isSettled }) => !isSettled);
  return turns.slice(Math.min(first < 0 ? Infinity : first, Math.max(0, turns.length - recentTurns)));
}

/** What came lately, heard or not, compared with the replies that are known. */
export function attributionOf({ turns, held, entries }: CallModel): Attribution {
  const pieces = recent(turns).flatMap(({ reply }) => reply?.pieces ?? []);
  return attribute([...pieces, ...held].toSorted((one, other) => one.at - other.at), entries);
}
