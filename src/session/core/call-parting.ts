import { addedTranscription } from '../../conversation/transcription.js';
import type { Attribution } from './call-attribution.js';
import type { LoggedTurn, Pair } from './call-log.js';
import type { CallReply } from './call-model.js';
import type { Piece } from './call-reach.js';
import { recent, type CallStep } from './call-step.js';
import { lettersOf, positionAfter } from './call-text.js';

/* Replies that were taken for one, as nothing came between them, are parted: each goes to its own turn. */

/** The text of some pieces. */
export function textOf(pieces: readonly Piece[]): string {
  let text = '';
  let last: string | undefined;
  for (const { words } of pieces) {
    text += addedTranscription(last || undefined, words);
    last = words || last;
  }
  return text;
}

/** What of a reply is of no entry, although all of its own has come: another one begins, or has begun. */
export function remainderOf({ pieces }: CallReply, attribution: Attribution): readonly Piece[] {
  const last = pieces.findLast((piece) => attribution.entryOf(piece) !== undefined);
  if (!last || !attribution.isComplete(attribution.entryOf(last)!)) return [];
  const first = pieces.findIndex((piece) => attribution.entryOf(piece) === undefined && lettersOf(piece.words) !== '');
  return first < 0 ? [] : pieces.slice(first).filter((piece) => attribution.entryOf(piece) === undefined);
}

/** @returns whether any reply was parted */
export function part(work: CallStep, pairs: readonly Pair[]): boolean {
  const { attribution } = work.model;
  return recent(work.model).some(({ id, kind }) => {
    const { reply } = work.find(id) ?? {};
    const isSettling = reply?.status === 'open' || reply?.status === 'done' || reply?.status === 'interrupted';
    return kind === 'spoken' && isSettling && partOne(work, id, reply, pairs, attribution);
  });
}

function partOne(work: CallStep, id: string, reply: CallReply, pairs: readonly Pair[], attribution: Attribution): boolean {
  const entryOf = (piece: Piece): number | undefined => attribution.entryOf(piece);
  const position = pairs.findIndex(({ turn }) => turn?.id === id);
  const own = pairs[position]?.logged;
  const isOwned = (piece: Piece): boolean => own?.entries.includes(entryOf(piece) ?? -1) ?? false;
  const isOwner = reply.pieces.some(isOwned);
  // What no reply has may be of one that is not in the log yet.
  const isKnown = isOwner || reply.pieces.every((piece) => lettersOf(piece.words) === '' || entryOf(piece) !== undefined);
  // Marks alone, of which nothing else comes, may be either's.
  const foreign = isKnown ? reply.pieces.find((piece) => entryOf(piece) !== undefined && !isOwned(piece) && lettersOf(piece.words) !== '') : undefined;
  if (foreign) {
    const entry = entryOf(foreign)!;
    const other = pairs.find(({ logged }) => logged?.entries.includes(entry));
    // What was typed may be answered elsewhere, in the same words.
    if (!other || (other.turn ?? other.logged)?.kind === 'typed') return false;
    return move(work, id, reply, reply.pieces.filter((piece) => entryOf(piece) === entry), other, own, false);
  }
  const rest = isOwner ? remainderOf(reply, attribution) : [];
  if (rest.length === 0) return false;
  const free = pairs.slice(position + 1).find((each) => each.logged?.kind === 'spoken' && each.logged.reply === undefined && !each.turn?.reply);
  return free !== undefined && move(work, id, reply, rest, free, own, true);
}

/** Where some pieces go: a turn of ours, one of the log's, or both; neither where the next turn begins with them. */
type Target = Pick<Pair, 'turn' | 'logged'>;

/** What comes after a reply that is known to be over is the next turn's. @returns whether anything does */
export function partRest(work: CallStep, id: string): boolean {
  const { reply } = work.find(id) ?? {};
  const rest = reply ? remainderOf(reply, work.model.attribution) : [];
  if (rest.length === 0) return false;
  return move(work, id, reply!, rest, {}, undefined, true);
}

/** Some pieces go to the turn that they answer. */
function move(work: CallStep, id: string, reply: CallReply, pieces: readonly Piece[], { turn: target, logged }: Target, own: LoggedTurn | undefined, isComing: boolean): boolean {
  const there = target && work.find(target.id)?.reply;
  if (there?.status === 'stopped') return false;
  const kept = reply.pieces.filter((piece) => !pieces.includes(piece));
  // What is still coming is what came last, or is not in the log yet.
  const isLast = isComing || pieces.includes(reply.pieces.at(-1)!);
  const fromHeard = heardOf(reply, kept);
  const fromStatus = statusOf(reply, own?.reply, fromHeard, !isLast);
  const moved = joined(there, { ...reply, pieces, heardText: heardOf(reply, pieces), status: statusOf(reply, logged?.reply, heardOf(reply, pieces), isLast) });
  const to = target?.id ?? work.facts.newId();
  if (!target) {
    const before = logged && work.model.turns.findLast(({ index }) => index !== undefined && index < logged.index);
    work.insertLogged({ id: to, said: logged?.said ?? '', index: logged?.index }, logged ? before?.id : id);
  }
  if (logged) work.change(to, { index: logged.index, whole: logged.reply });
  // What said that it is over was about the one that the log has.
  work.changeReply(to, isComing && own ? { ...moved, isClosed: false } : moved);
  const isEmpty = lettersOf(textOf(kept)) === '';
  if (isEmpty) work.change(id, { reply: undefined, whole: undefined });
  else work.changeReply(id, { ...shapeOf(kept), status: fromStatus, isClosed: isLast || reply.isClosed, heardText: fromStatus === 'interrupted' ? fromHeard : undefined });
  const isOpen = moved.status === 'open';
  // It answers what is being said, whose end has yet to be noticed.
  const isAnticipated = work.model.isSpeaking && !there && pieces[0]!.at >= work.model.speechAt;
  if (isOpen) work.set({ active: to, isAnticipated: work.model.isAnticipated || isAnticipated });
  else if (work.model.active === to || (work.model.active === id && isLast && !isEmpty)) work.set({ active: undefined, endedAt: work.facts.now });
  work.do({
    type: 'move', from: id, fromText: (fromStatus === 'interrupted' ? (fromHeard ?? '') : textOf(kept)).trimEnd(), fromStatus: isEmpty ? 'none' : fromStatus,
    to, toText: shownOf(moved), toWords: moved.words, toStatus: moved.status as PartStatus,
  });
  // Nothing is left of it that the log has.
  if (isEmpty && !own && logged) {
    work.remove(id);
    work.do({ type: 'withdraw', turn: id });
  }
  return true;
}

/** Whether a piece with which a reply may have begun has come since the log was read. */
export const isBeginningUnread = (pieces: readonly Piece[]): boolean => pieces.some(({ mayBegin, newest }) => mayBegin === true && newest === undefined);

const shapeOf = (pieces: readonly Piece[]): Pick<CallReply, 'pieces' | 'text' | 'words' | 'rhythmMs' | 'isBeginningUnread'> => ({
  pieces: Object.freeze(pieces),
  text: textOf(pieces),
  words: pieces.findLast(({ words }) => words !== '')?.words ?? '',
  // What lies between two replies is no rhythm of either.
  rhythmMs: Math.max(0, ...pieces.slice(1).map(({ at }, index) => at - pieces[index]!.at)),
  isBeginningUnread: isBeginningUnread(pieces),
});

/** A reply, and a part of it that was taken for another one's. */
function joined(there: CallReply | undefined, part: CallReply): CallReply {
  if (!there || there.pieces.length === 0 || there.status === 'failed') return { ...part, ...shapeOf(part.pieces), ...(part.status !== 'interrupted' && { heardText: undefined }) };
  const isLater = part.pieces.at(-1)!.at >= there.pieces.at(-1)!.at;
  const pieces = [...there.pieces, ...part.pieces].toSorted((one, other) => one.at - other.at);
  const [first, last] = isLater ? [there, part] : [part, there];
  // What was cut stays cut, whatever was taken for its end.
  const cut = first.status === 'interrupted' ? first : last.status === 'interrupted' ? last : undefined;
  const heardText = cut && heardOf({ heardText: cut.heardText, pieces }, pieces);
  return { ...last, ...shapeOf(pieces), ...(cut ? { status: 'interrupted', cutAt: cut.cutAt, heardText } : { heardText: undefined }), isClosed: last.isClosed };
}

/** What the transcript has of a reply. */
const shownOf = ({ status, text, heardText }: CallReply): string =>
  status === 'open' ? text : (status === 'interrupted' ? (heardText ?? '') : text).trimEnd();

type PartStatus = 'open' | 'done' | 'interrupted';

/** How a part of a reply ended. @param isLast whether it is what came last of it */
function statusOf({ status }: CallReply, whole: string | undefined, heard: string | undefined, isLast: boolean): PartStatus {
  if (status === 'interrupted') return !isLast && heard !== undefined && lettersOf(heard) === lettersOf(whole ?? '') ? 'done' : 'interrupted';
  return isLast && status === 'open' ? 'open' : 'done';
}

/** What was heard of some pieces of a reply that was cut; nothing where nobody knows. Before the last piece that was cut all others were heard whole. */
function heardOf({ heardText, pieces: all }: Pick<CallReply, 'heardText' | 'pieces'>, pieces: readonly Piece[]): string | undefined {
  if (heardText === undefined) return undefined;
  const lastCut = all.findLast(({ heard }) => heard !== undefined);
  let text = '';
  let last: string | undefined;
  for (const { words, under, heard, number } of pieces) {
    if (under === undefined || number > (lastCut?.number ?? Infinity)) continue;
    text += heard ?? addedTranscription(last || undefined, words);
    last = words || last;
  }
  return text.trimEnd();
}

/** The pieces of a reply, with what was heard of them where they were given as a turn's that was cut. */
function withHeard(pieces: readonly Piece[], given: readonly Piece[], heardText: string | undefined): readonly Piece[] {
  if (heardText === undefined) return pieces;
  let left = lettersOf(heardText).length;
  let last: string | undefined;
  const heard = new Map<number, string>();
  for (const { number, words } of given) {
    const added = addedTranscription(last || undefined, words);
    const { length } = lettersOf(added);
    heard.set(number, left > 0 && left >= length ? added : added.slice(0, positionAfter(added, left)));
    last = words || last;
    left = Math.max(0, left - length);
  }
  return Object.freeze(pieces.map((piece) => (heard.has(piece.number) ? Object.freeze({ ...piece, heard: heard.get(piece.number) }) : piece)));
}

/** A reply was cut. What was given as that turn's may have turned out to be others', and what was given as others' to be its own. */
export function interrupt(work: CallStep, id: string, heardText: string | undefined): void {
  const cutAt = work.facts.now;
  work.set({ isCutUnread: true });
  const owners = work.model.turns.filter(({ reply }) => reply?.pieces.some(({ under }) => under === id));
  const given = owners.flatMap(({ reply }) => reply!.pieces.filter(({ under }) => under === id)).toSorted((one, other) => one.number - other.number);
  const isOwn = owners.every(({ id: owner, reply }) => owner === id && reply!.pieces.every(({ under = id }) => under === id));
  const own = work.find(id);
  if (own && isOwn) work.changeReply(id, { status: 'interrupted', heardText, cutAt, pieces: withHeard(own.reply?.pieces ?? [], given, heardText) });
  else {
    for (const { id: turn, reply, whole } of owners) {
      const pieces = withHeard(reply!.pieces, given, heardText);
      const heard = heardOf({ heardText, pieces }, pieces);
      const isWhole = heard !== undefined && !pieces.some(({ number }) => number === given.at(-1)!.number) && lettersOf(heard) === lettersOf(whole ?? textOf(pieces));
      if (isWhole && reply!.status !== 'interrupted') work.changeReply(turn, { status: 'done', pieces });
      else work.changeReply(turn, { status: 'interrupted', cutAt, heardText: heard, pieces });
      const changed = work.find(turn)!.reply!;
      work.do({ type: 'reply', turn, text: shownOf(changed), status: changed.status as 'done' | 'interrupted' });
    }
    const { reply } = owners.some((turn) => turn.id === id) ? {} : (work.find(id) ?? {});
    // Nothing of it was cut.
    if (reply?.status === 'done' || reply?.status === 'interrupted') work.do({ type: 'reply', turn: id, text: shownOf(reply), status: reply.status });
  }
  if (work.find(work.model.active)?.reply?.status !== 'open' && owners.some((turn) => turn.id === work.model.active)) work.set({ active: undefined });
  if (work.model.active === id) work.set({ active: undefined });
}
