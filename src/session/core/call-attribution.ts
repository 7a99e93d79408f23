import { lettersOf, positionAfter, tellingLetters } from './call-evidence.js';
import type { CallModel, CallTurn, Piece, ReplyEntry } from './call-model.js';

/*
 * Which of the replies that are known whole each chunk is a piece of: replies may have run into each other, overlap,
 * begin alike, or be the same. What is most likely of all chunks together counts: a few explanations are carried on from
 * chunk to chunk, the likeliest first, each with what is unlikely about it.
 */

/** So many turns are looked at, besides those that are not settled. */
const recentTurns = 6;
/** So many explanations are carried on. */
const mostExplanations = 12;
/** A last chunk that comes twice does so within so many ms. */
const repeatMs = 250;
/** A reply that is in the log, or has its final message, may still be on its way for so long, in ms. */
const lateMs = 500;
/** Later than so long after that nothing of it comes, in ms. */
const longestLateMs = 12_000;

/** How unlikely it is … */
const unlikely = {
  /** that a reply begins where nothing has ended. */
  suddenStart: 2,
  /** that one goes on after a pause, or after its last chunk. */
  pause: 1,
  /** that one goes on after something of another one has come; and for each second since its last chunk. */
  return: 0.8,
  /** that a reply begins after all has come of one that is later in the log, or after some of it. */
  disorder: 2,
  overlap: 0.5,
  /** that nothing has come of a reply. */
  absence: 1.5,
  /** that all of a reply came, but for some of its end. */
  missingEnd: 1,
  /** that some words got lost, or that there are more than the log has. */
  otherWords: 3,
  /** that words come again, in a reply in which none has done so before: a server that says a sentence with each of its chunks does so all the time. */
  repetition: 2,
  /** that something comes of a reply of which the log has had all for so many seconds, for each of them. */
  late: 2,
  /** that no known reply has it: at its beginning, and where another one was under way. */
  unknown: 4,
  /** that no known reply has it, either. */
  unknownStill: 1,
};

export interface Attribution {
  /** The entry that a piece is of; nothing where no reply has it. */
  entryOf(piece: Piece): number | undefined;
  /** Whether all of a reply has come. */
  isComplete(entry: number): boolean;
}

/** A reply. */
interface Whole extends ReplyEntry {
  readonly letters: string;
}

/** How far into a reply the pieces reach. */
interface Reading {
  readonly whole: Whole;
  /** In letters. */
  readonly position: number;
  /** The words of its last piece. */
  readonly last: string;
  /** When that came. */
  readonly lastAt: number;
  /** Whether words have come again. */
  readonly isRepetitive: boolean;
}

/** One way in which it may all have been. */
interface Explanation {
  readonly readings: readonly Reading[];
  /** How unlikely it is; 0 is as likely as can be. */
  readonly cost: number;
  /** Which reply the last piece was of; -1 of one that is not known. */
  readonly last: number;
  /** When something came last of one that is not known. */
  readonly unknownAt: number;
  /** The last piece, and those before it. */
  readonly owned: Owned | undefined;
}

interface Owned {
  readonly entry: number | undefined;
  readonly before: Owned | undefined;
}

/** @param pieces in the order in which they came */
export function attribute(pieces: readonly Piece[], entries: readonly ReplyEntry[]): Attribution {
  const best = explain(pieces, entries).toSorted((one, other) => one.cost + loss(one) - other.cost - loss(other))[0]!;
  const owners = new Map<Piece, number>();
  let { owned } = best;
  for (let place = pieces.length - 1; owned; place -= 1, owned = owned.before) if (owned.entry !== undefined) owners.set(pieces[place]!, owned.entry);
  const complete = new Set(best.readings.filter(isAll).map(({ whole }) => whole.entry));
  return { entryOf: (piece) => owners.get(piece), isComplete: (entry) => complete.has(entry) };
}

/** What was explained last: with each chunk only what it adds is new. */
let known: { readonly pieces: Piece[]; readonly entries: readonly ReplyEntry[]; readonly steps: (readonly Explanation[])[] } | undefined;

/** The likeliest explanations of all these pieces. */
function explain(pieces: readonly Piece[], entries: readonly ReplyEntry[]): readonly Explanation[] {
  const isKnown = known?.entries.length === entries.length && entries.every((entry, index) => entry === known!.entries[index]);
  if (!isKnown) {
    const readings = entries
      .filter(({ text }) => lettersOf(text) !== '')
      .map((entry): Reading => ({ whole: { ...entry, letters: lettersOf(entry.text) }, position: 0, last: '', lastAt: -Infinity, isRepetitive: false }));
    known = { pieces: [], entries, steps: [[{ readings, cost: 0, last: -1, unknownAt: -Infinity, owned: undefined }]] };
  }
  const { pieces: before, steps } = known!;
  const place = pieces.findIndex((piece, index) => !isSame(piece, before[index]));
  const same = place < 0 ? pieces.length : place;
  before.splice(same);
  steps.splice(same + 1);
  for (const piece of pieces.slice(same)) {
    before.push(piece);
    steps.push(likeliest(steps.at(-1)!.flatMap((each) => goOn(each, piece))));
  }
  return steps.at(-1)!;
}

/** Whether two pieces tell the same. */
function isSame(one: Piece, other: Piece | undefined): boolean {
  return one === other || (one.words === other?.words && one.at === other.at && one.isFirst === other.isFirst);
}

const isAll = ({ whole, position }: Reading): boolean => position === whole.letters.length;

/** What has not come of the replies that have begun. */
const loss = ({ readings }: Explanation): number => unlikely.missingEnd * readings.filter((reading) => reading.position > 0 && !isAll(reading)).length;

/** Of those that lead to the same the likeliest one is kept. */
function likeliest(explanations: readonly Explanation[]): readonly Explanation[] {
  const byState = new Map<string, Explanation>();
  for (const each of explanations.toSorted((one, other) => one.cost - other.cost)) {
    const state = `${each.last}:${each.readings.map(({ position }) => position).join()}`;
    if (!byState.has(state)) byState.set(state, each);
    if (byState.size === mostExplanations) break;
  }
  return [...byState.values()];
}

/** All ways in which a piece may go on with an explanation. */
function goOn(explanation: Explanation, piece: Piece): readonly Explanation[] {
  const { readings, last, cost } = explanation;
  const owned = (entry: number | undefined): Owned => ({ entry, before: explanation.owned });
  // Marks tell only together with what they come after.
  if (lettersOf(piece.words) === '') return [{ ...explanation, owned: owned(readings[last]?.whole.entry) }];
  const isBegun = last < 0 && !piece.isFirst;
  const again = unlikely.unknownStill + (isBegun ? 0 : unlikely.return + (piece.at - explanation.unknownAt) / 1_000);
  const unknown = { ...explanation, cost: cost + Math.min(again, unlikely.unknown), last: -1, unknownAt: piece.at, owned: owned(undefined) };
  const known = readings.flatMap((reading, index): readonly Explanation[] => {
    const reach = piece.at - (reading.whole.seenAt ?? Infinity) < longestLateMs ? reachOf(reading, piece) : undefined;
    if (!reach) return [];
    const added = reach.cost + timing(explanation, index, piece);
    const isRepetitive = reading.isRepetitive || reach.position === reading.position;
    const next = { ...reading, position: reach.position, last: piece.words, lastAt: piece.at, isRepetitive };
    return [{ ...explanation, readings: readings.with(index, next), cost: cost + added, last: index, owned: owned(reading.whole.entry) }];
  });
  return [...known, unknown];
}

/** How unlikely it is that a piece is of a reply, by when it came. */
function timing({ readings, last }: Explanation, index: number, { at, isFirst }: Piece): number {
  const { whole: { seenAt = Infinity }, position, lastAt } = readings[index]!;
  let cost = (Math.max(0, at - seenAt - lateMs) / 1_000) * unlikely.late;
  if (position > 0) {
    if (isFirst) cost += unlikely.pause;
    if (last !== index) cost += unlikely.return + (at - lastAt) / 1_000;
    return cost;
  }
  if (!isFirst) cost += unlikely.suddenStart;
  const later = readings.filter((reading, other) => other > index && reading.position > 0);
  // Of those that overlap the one that ends later is logged later.
  if (later.length > 0) cost += later.some(isAll) ? unlikely.disorder : unlikely.overlap;
  else {
    // Those between it and the last one that has begun.
    for (let other = index - 1; other >= 0 && readings[other]!.position === 0; other -= 1) cost += unlikely.absence;
  }
  return cost;
}

/** How far into a reply a piece reaches, and how unlikely that is by its words; nothing where it is none of it. */
function reachOf(reading: Reading, { words, at, isFirst }: Piece): { readonly position: number; readonly cost: number } | undefined {
  const { whole: { letters }, position, last, lastAt } = reading;
  const next = adjoining(reading, words);
  if (next === position) {
    // Who has ended begins no more with the same words.
    const isAgain = last === words && isAll(reading) && at - lastAt >= (isFirst ? repeatMs : 1_500);
    return isAgain ? undefined : { position, cost: reading.isRepetitive ? 0 : unlikely.repetition };
  }
  if (next >= 0) return { position: next, cost: lettersOf(addedTo(reading, words)).length > letters.length - position ? unlikely.otherWords : 0 };
  const later = skipping(reading, words);
  return later >= 0 ? { position: later, cost: unlikely.otherWords } : undefined;
}

/** How far into a reply some words reach; -1 where they are none of it. */
type Reach = (reading: Reading, words: string) => number;

/** They come next. The last ones may be more than the log has. */
const adjoining: Reach = (reading, words) => {
  const { whole: { letters }, position } = reading;
  const next = lettersOf(addedTo(reading, words));
  if (next === '') return position;
  if (letters.slice(position).startsWith(next)) return position + next.length;
  const rest = letters.slice(position);
  return position > 0 && rest !== '' && next.startsWith(rest) ? letters.length : -1;
};

/** Some words before them got lost, or are written otherwise in the log. */
const skipping: Reach = (reading, words) => {
  const { whole: { letters, text }, position } = reading;
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
