import { advance, areMarksNext, beginningOf, isAll, isEarlyEnd, reachOf, type Piece, type Progress, type ReplyEntry } from './call-reach.js';
import { lettersOf, tellingLetters } from './call-text.js';

/*
 * Which of the replies that are known whole each chunk is a piece of: replies may have run into each other, overlap,
 * begin alike, or be the same. What is most likely of all chunks together counts: a few explanations are carried on from
 * chunk to chunk, the likeliest first, each with what is unlikely about it.
 */

/** So many explanations are carried on. */
const mostExplanations = 12;
/** None that is so much less likely than another one. */
const mostUnlikely = 20;
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
  /** that more of a reply is to come than a piece says, in one in which none has said so before. */
  earlyEnd: 4,
  /** that a reply begins after all has come of one that is later in the log, or after some of it. */
  disorder: 2,
  overlap: 0.5,
  /** that marks are not of the one that came last, although it has them next. */
  otherMarks: 0.5,
  /** that nothing has come of a reply that is followed by one of which something has, or that is in the log. */
  absence: 1.5,
  /** that all of a reply came, but for some of its end, at the moment in which it is known and a second later; that this is so, or that nothing came of it, although its final message did. */
  missingEnd: 1,
  missingEndStill: 2,
  missingFinalEnd: 3,
  missingFinal: 6,
  /** that something comes of a reply of which the log has had all for so many seconds, for each of them. */
  late: 2,
  /** that no known reply has it: at its beginning, and where another one was under way. */
  unknown: 4,
  /** that no known reply has it, either. */
  unknownStill: 1,
  /** that no known reply has what one of them has next, at most: the longer it is the more. */
  chance: 3,
};

/** One way in which it may all have been. */
interface Explanation {
  readonly replies: readonly Progress[];
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
  readonly piece: number;
  readonly entry: number | undefined;
  readonly before: Owned | undefined;
}

/** How an explanation may go on. */
interface Way {
  readonly from: Explanation;
  readonly cost: number;
  /** The reply, and how far into it the piece reaches; -1 where it is of none that is known. */
  readonly index: number;
  readonly position: number;
}

/** What is explained, and by what. */
interface Outcome {
  readonly explanations: readonly Explanation[];
  readonly best: Explanation;
  /** The entries of the pieces, by their numbers; shared with the outcome before, and longer than it. */
  readonly entries: Map<number, number | undefined>;
  readonly count: number;
}

/** Which pieces are of which replies; it never changes. What a piece adds is worked out when somebody asks. */
export class Attribution {
  readonly #start: readonly Explanation[];
  readonly #piece: Piece | undefined;
  #before: Attribution | undefined;
  #known: Outcome | undefined;

  private constructor(start: readonly Explanation[], before?: Attribution, piece?: Piece) {
    this.#start = start;
    this.#before = before;
    this.#piece = piece;
  }

  /** @param pieces in the order in which they came */
  static of(replies: readonly ReplyEntry[], pieces: readonly Piece[]): Attribution {
    const begun = replies.filter(({ text }) => lettersOf(text) !== '').map(beginningOf);
    const start = new Attribution([{ replies: begun, cost: 0, last: -1, unknownAt: -Infinity, owned: undefined }]);
    return pieces.reduce<Attribution>((attribution, piece) => attribution.with(piece), start);
  }

  /** One more piece has come. */
  with(piece: Piece): Attribution {
    return new Attribution(this.#start, this, piece);
  }

  /** The entry that a piece is of; nothing where no reply has it. */
  entryOf({ number }: Piece): number | undefined {
    return this.#outcome.entries.get(number);
  }

  /** Whether all of a reply has come. */
  isComplete(entry: number): boolean {
    return this.#outcome.best.replies.some((progress) => progress.reply.entry === entry && isAll(progress));
  }

  get #outcome(): Outcome {
    this.#known ??= Attribution.#workOut(this);
    this.#before = undefined;
    return this.#known;
  }

  static #workOut(attribution: Attribution): Outcome {
    const waiting: Piece[] = [];
    let last = attribution;
    for (; !last.#known && last.#before; last = last.#before) waiting.push(last.#piece!);
    const known = last.#known;
    const now = attribution.#piece?.at ?? -Infinity;
    const explanations = waiting.reduceRight(goOn, known?.explanations ?? attribution.#start);
    const best = explanations.toSorted((one, other) => one.cost + loss(one, now) - other.cost - loss(other, now))[0]!;
    const entries = entriesOf(best, known);
    return { explanations, best, entries, count: entries.size };
  }
}

/** Most often the likeliest explanation is what was the likeliest one before, and a piece more. */
function entriesOf({ owned }: Explanation, before: Outcome | undefined): Map<number, number | undefined> {
  const added: Owned[] = [];
  for (let each = owned; each && each !== before?.best.owned; each = each.before) added.push(each);
  const isMore = before?.best.owned !== undefined && before.count === before.entries.size && added.at(-1)?.before === before.best.owned;
  const entries = isMore ? before.entries : new Map<number, number | undefined>();
  for (const { piece, entry } of added) entries.set(piece, entry);
  return entries;
}

/** How unlikely it is that no more has come. */
function loss({ replies }: Explanation, now: number): number {
  return replies.reduce((sum, progress) => {
    const { position, reply: { isFinal, seenAt = Infinity } } = progress;
    if (position === 0) return sum + (isFinal ? unlikely.missingFinal : unlikely.absence);
    if (isAll(progress)) return sum;
    const { missingEnd, missingEndStill, missingFinalEnd } = unlikely;
    return sum + (isFinal ? missingFinalEnd : Math.min(missingEndStill, missingEnd + Math.max(0, now - seenAt) / 1_000));
  }, 0);
}

const byCost = (one: { readonly cost: number }, other: { readonly cost: number }): number => one.cost - other.cost;

/** The likeliest explanations with one piece more. Of those that lead to the same the likeliest one is kept. */
function goOn(explanations: readonly Explanation[], piece: Piece): readonly Explanation[] {
  if (lettersOf(piece.words) === '') return explanations.flatMap((each) => withMarks(each, piece)).toSorted(byCost).slice(0, mostExplanations);
  const ways = explanations.flatMap((each) => waysOf(each, piece)).toSorted(byCost);
  const kept: Explanation[] = [];
  for (const way of ways) {
    if (kept.length === mostExplanations || way.cost > ways[0]!.cost + mostUnlikely) break;
    if (!kept.some((other) => isSame(other, way))) kept.push(take(way, piece));
  }
  return kept;
}

/**
 * Marks tell only together with what they come after: those that no reply has next tell nothing, and are none of one that
 * has come whole. Where several replies have them next, what comes after them tells.
 */
function withMarks(from: Explanation, piece: Piece): readonly Explanation[] {
  const { replies, last, cost } = from;
  const ways = replies.flatMap((progress, index) => {
    if (!areMarksNext(progress, piece)) return [];
    const next = { ...progress, last: progress.last + piece.words };
    return { ...from, replies: replies.with(index, next), cost: cost + (index === last ? 0 : unlikely.otherMarks), owned: ownedBy(from, piece, progress) };
  });
  if (ways.length > 0) return ways;
  const own = replies[last];
  const isOver = own && isAll(own) && piece.words.trim() !== '' && own.last !== piece.words;
  return [{ ...from, owned: ownedBy(from, piece, isOver ? undefined : own) }];
}

const ownedBy = ({ owned }: Explanation, { number }: Piece, progress: Progress | undefined): Owned => ({ piece: number, entry: progress?.reply.entry, before: owned });

/** Whether both lead to the same, also in what will be likely then: that depends on what came last of each reply, and when. */
function isSame({ replies, last }: Explanation, { from, index, position }: Way): boolean {
  return last === index && replies.every((progress, other) => {
    if (other === index) return progress.position === position;
    const before = from.replies[other]!;
    return progress.position === before.position && progress.lastAt === before.lastAt && progress.last === before.last;
  });
}

function take({ from, cost, index, position }: Way, piece: Piece): Explanation {
  const { replies } = from;
  const progress = replies[index];
  const owned = ownedBy(from, piece, progress);
  if (!progress) return { ...from, cost, last: index, unknownAt: piece.at, owned };
  return { ...from, replies: replies.with(index, advance(progress, position, piece)), cost, last: index, owned };
}

/** All ways in which an explanation may go on with a piece. */
function waysOf(from: Explanation, piece: Piece): readonly Way[] {
  const { replies, last, cost, unknownAt } = from;
  const isBegun = last < 0 && !piece.isFirst;
  const again = unlikely.unknownStill + (isBegun ? 0 : unlikely.return + (piece.at - unknownAt) / 1_000);
  let isNext = false;
  const ways: Way[] = [];
  replies.forEach((progress, index) => {
    const reach = piece.at - (progress.reply.seenAt ?? Infinity) < longestLateMs ? reachOf(progress, piece) : undefined;
    if (!reach) return;
    isNext ||= reach.cost === 0 && reach.position > progress.position;
    const early = !progress.isEndedEarly && isEarlyEnd(progress, reach.position, piece) ? unlikely.earlyEnd : 0;
    ways.push({ from, cost: cost + reach.cost + early + timing(from, index, piece), index, position: reach.position });
  });
  const chance = isNext ? Math.min(unlikely.chance, lettersOf(piece.words).length / tellingLetters) : 0;
  return [...ways, { from, cost: cost + Math.min(again, unlikely.unknown) + chance, index: -1, position: 0 }];
}

/** How unlikely it is that a piece is of a reply, by when it came. */
function timing({ replies, last }: Explanation, index: number, { at, isFirst }: Piece): number {
  const { reply: { seenAt = Infinity }, position, lastAt } = replies[index]!;
  let cost = (Math.max(0, at - seenAt - lateMs) / 1_000) * unlikely.late;
  if (position > 0) {
    if (isFirst) cost += unlikely.pause;
    if (last !== index) cost += unlikely.return + (at - lastAt) / 1_000;
    return cost;
  }
  if (!isFirst) cost += unlikely.suddenStart;
  const later = replies.filter((progress, other) => other > index && progress.position > 0);
  // Of those that overlap the one that ends later is logged later.
  if (later.length > 0) cost += later.some(isAll) ? unlikely.disorder : unlikely.overlap;
  else {
    // Those between it and the last one that has begun.
    for (let other = index - 1; other >= 0 && replies[other]!.position === 0; other -= 1) cost += unlikely.absence;
  }
  return cost;
}
