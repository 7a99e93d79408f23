import type { AgentLog } from '../../protocol/logs.js';
import { loggedTurns, pair, replyEntries, type LoggedTurn, type Pair } from './call-log.js';
import type { CallReply, CallTurn } from './call-model.js';
import { isBeginningUnread, part, remainderOf } from './call-parting.js';
import type { Piece, ReplyEntry } from './call-reach.js';
import { loggingMs, recent, type CallStep } from './call-step.js';
import { isSameText, lettersOf, positionAfter } from './call-text.js';

/* What the log has to say: whatever was dropped, or in doubt, is put right by it, in place. */

/** Nothing is put right while it is still coming: after so long a quiet, in ms. */
const quietMs = 1_500;
/** A reply of which all has come is over after so long, in ms. */
const completeMs = 1_000;
/** Who was interrupted before they began, and has said nothing for so long, in ms, has nothing to say. */
const givenUpMs = 5_000;
/** An answer that is missing for longer, in ms, will not come. */
const missingMs = 8_000;
/** What is not in the log so long after it was said, in ms, and in two readings, was not heard. */
const unheardMs = 2_500;
/** Where the log has shown nothing yet of what was said in this call it may be slow. */
const longUnheardMs = 7_500;
/** So many parts one reading may part. */
const mostParts = 20;
/** So many of the last replies are compared with what comes. */
const mostEntries = 20;

/** Joins our turns to the log's, and learns which replies are whole. Where two replies were taken for one they are parted. */
export function learn(work: CallStep, logs: readonly AgentLog[]): readonly Pair[] {
  noteReading(work, logs);
  let pairs = join(work, logs);
  for (let round = 0; round < mostParts && part(work, pairs); round += 1) pairs = join(work, logs);
  work.set({ isBehind: pairs.filter(({ turn, logged }) => logged && logged.reply === undefined && !turn?.isSettled).length > 1 });
  return pairs;
}

/** The replies that the log has; and which question was the newest one when they came. */
function noteReading(work: CallStep, logs: readonly AgentLog[]): void {
  const { base, turns, entries, readAt } = work.model;
  let finals = entries.filter(({ entry }) => entry < 0);
  // What is long settled is compared no more, nor are its chunks.
  const settled = turns.slice(0, turns.length - recent(work.model).length).flatMap((turn) => turn.entries);
  const logged = replyEntries(logs, base).slice(-mostEntries).filter(({ entry }) => !settled.includes(entry)).map((each): ReplyEntry => {
    const known = entries.find(({ entry }) => entry === each.entry);
    if (known) return known;
    // Its final message was there first.
    const final = finals.find(({ text }) => isSameText(text, each.text));
    finals = finals.filter((other) => other !== final);
    return Object.freeze({ ...each, seenAt: final?.seenAt ?? work.facts.now, isFinal: final !== undefined });
  });
  work.know([...logged, ...finals]);
  const newest = logs.filter(({ logType }) => logType === 'USER').length - 1;
  for (const { id, reply } of turns) {
    if (!reply?.pieces.some((piece) => piece.newest === undefined && piece.at <= readAt)) continue;
    const pieces = reply.pieces.map((piece) => (piece.newest === undefined && piece.at <= readAt ? Object.freeze({ ...piece, newest }) : piece));
    work.change(id, { reply: Object.freeze({ ...reply, pieces: Object.freeze(pieces), isBeginningUnread: isBeginningUnread(pieces) }) });
  }
  work.set({ held: Object.freeze(work.model.held.map((chunk) => (chunk.newest === undefined && chunk.at <= readAt ? Object.freeze({ ...chunk, newest }) : chunk))) });
}

function join(work: CallStep, logs: readonly AgentLog[]): readonly Pair[] {
  const { model } = work;
  const entryOf = (piece: Piece): number | undefined => model.attribution.entryOf(piece);
  const pieces = [...recent(model).flatMap(({ reply }) => reply?.pieces ?? []), ...model.held].toSorted((one, other) => one.number - other.number);
  const firstOf = (entry: number): Piece | undefined => pieces.find((piece) => entryOf(piece) === entry);
  const settledOf = new Map(model.turns.flatMap((turn) => (turn.isSettled ? turn.entries.map((entry) => [entry, turn] as const) : [])));
  const beginnings = {
    newestOf: (entry: number) => settledOf.get(entry)?.index ?? firstOf(entry)?.newest ?? Infinity,
    beganAt: (entry: number) => (firstOf(entry) ?? settledOf.get(entry)?.reply?.pieces[0])?.at,
  };
  const isOf = ({ reply }: CallTurn, entries: readonly number[]): boolean | undefined => {
    if (!reply?.pieces.length) return undefined;
    if (reply.pieces.some((piece) => entries.includes(entryOf(piece) ?? -1))) return true;
    // Where all of them has come, and is others', it is another one, however alike.
    return entries.length > 0 && entries.every((entry) => model.attribution.isComplete(entry)) ? false : undefined;
  };
  const logged = loggedTurns(logs, model.base, beginnings);
  // What is settled stays what it is.
  let settled = 0;
  while (settled < model.settled && model.turns[settled]!.index === logged[settled]?.index) settled += 1;
  const pairs = [
    ...logged.slice(0, settled).map((each, index): Pair => ({ turn: model.turns[index]!, logged: each })),
    ...pair(model.turns.slice(settled), logged.slice(settled), isOf),
  ];
  for (const { turn, logged } of pairs) {
    if (turn && logged && turn.id === model.typed && turn.tools !== logged.tools) work.set({ otherAt: work.facts.now });
    if (turn && logged && !turn.isSettled) work.change(turn.id, { index: logged.index, entries: logged.entries, tools: logged.tools, ...(logged.reply !== undefined && { whole: logged.reply }) });
  }
  return pairs;
}

/** Puts the transcript right, as far as nothing is held any more that concerns it. */
export function settle(work: CallStep, logs: readonly AgentLog[]): void {
  const pairs = learn(work, logs);
  const { held, activeAt, isSpeaking, isPending, lost } = work.model;
  const silentMs = work.facts.now - activeAt;
  const isQuiet = silentMs >= quietMs && held.length === 0;
  // As long as answers are missing it may yet show that those there are belong to others.
  const isFinal = isQuiet && (silentMs > missingMs || pairs.every(({ logged }) => !logged || logged.reply !== undefined));
  let before: string | undefined;
  pairs.forEach(({ turn, logged }, position) => {
    const isFollowed = pairs.slice(position + 1).some((later) => later.turn && later.logged);
    if (turn && logged) {
      if (!turn.isSettled) correct(work, turn.id, logged, isQuiet, isFinal, isFollowed);
      before = turn.id;
    } else if (turn) {
      if (!missed(work, turn)) before = turn.id;
    } else if (logged?.kind === 'spoken' && (isFollowed || (!isSpeaking && !isPending && held.length === 0))) {
      before = add(work, logged, before, isQuiet || isFollowed, isFollowed) ?? before;
    }
  });
  if (lost) afterLoss(work);
  // What was said meanwhile has a turn by now, or was not heard.
  const { speechAt, readAt } = work.model;
  if (readAt >= speechAt + unheardMs && pairs.every(({ logged }) => !logged || logged.reply !== undefined)) work.set({ isPending: false });
}

/** What was said, and the answer, as the log has them. */
function correct(work: CallStep, id: string, logged: LoggedTurn, isQuiet: boolean, isFinal: boolean, isFollowed: boolean): void {
  const turn = work.find(id);
  if (!turn || turn.isSettled) return;
  if (turn.kind === 'spoken' && logged.said && logged.said !== turn.said) {
    work.change(id, { said: logged.said });
    work.do({ type: 'said', turn: id, text: logged.said });
  }
  if (turn.kind === 'spoken') {
    if (isFollowed && logged.reply === undefined) dropEmptyReply(work, turn);
    correctReply(work, turn, logged, isQuiet, isFinal);
  }
  const { reply, said } = work.find(id)!;
  const isAnswered = reply !== undefined && reply.status !== 'open' && (Boolean(logged.reply) || reply.status === 'stopped');
  // What was said again before it was answered is not answered for itself.
  const isOver = isAnswered || (isFollowed && !hasCome(reply) && work.current?.id !== id);
  work.change(id, { isSettled: isOver && isFinal && said !== '' });
}

function correctReply(work: CallStep, turn: CallTurn, { reply: whole }: LoggedTurn, isQuiet: boolean, isFinal: boolean): void {
  const { reply, id } = turn;
  if (whole === undefined) return;
  // What came after it is another one, of which the log tells later.
  if (!isFinal && reply && remainderOf(reply, work.model.attribution).length > 0) return;
  const put = (text: string, status: 'done' | 'interrupted'): void => {
    const isUnderWay = work.model.active === id;
    work.changeReply(id, { text, status, isClosed: true, ...(status === 'interrupted' && { heardText: text }) });
    if (isUnderWay) work.set({ active: undefined, endedAt: work.facts.now });
    work.do({ type: 'reply', turn: id, text, status });
  };
  if (whole === '') {
    if (!reply && work.facts.now - Math.max(work.model.activeAt, turn.at) > givenUpMs) put('', 'done');
    return;
  }
  switch (reply?.status) {
    case undefined:
    case 'failed':
      if (isQuiet) put(whole, 'done');
      return;
    case 'open':
      if (isSameText(reply.text, whole)) {
        if (work.facts.now - reply.lastAt >= completeMs) work.end();
      } else if (isQuiet && !isAhead(reply, whole)) put(whole, 'done');
      return;
    case 'done':
      if (isQuiet && !isSameText(reply.text, whole)) put(whole, 'done');
      return;
    case 'interrupted':
      return cut(reply, whole, put);
    case 'stopped':
  }
}

/** What the log had as the agent's silence turned out to be another turn's: this one was not answered. */
function dropEmptyReply(work: CallStep, { id, reply }: CallTurn): void {
  if (!reply || hasCome(reply)) return;
  work.change(id, { reply: undefined, whole: undefined });
  work.do({ type: 'reply', turn: id, text: '', status: 'none' });
}

/** More has come than the log has: it is late. */
function isAhead({ text }: CallReply, whole: string): boolean {
  return lettersOf(text).startsWith(lettersOf(whole));
}

/** An interrupted reply shows what was heard, which is a beginning of the whole. */
function cut({ heardText }: CallReply, whole: string, put: (text: string, status: 'interrupted') => void): void {
  if (heardText === undefined) put(whole, 'interrupted');
  else if (!lettersOf(whole).startsWith(lettersOf(heardText))) put(whole.slice(0, positionAfter(whole, lettersOf(heardText).length)), 'interrupted');
}

/** The server has heard what was not noticed here. @returns the turn's id, if it is one now */
function add(work: CallStep, { index, said, ...logged }: LoggedTurn, before: string | undefined, isDue: boolean, isFollowed: boolean): string | undefined {
  // Who has had nothing to say may answer yet.
  const reply = logged.reply || undefined;
  if (reply === undefined && !isFollowed) return work.current ? undefined : work.open(said, index).id;
  if (!isDue) return undefined;
  const id = work.facts.newId();
  work.insertLogged({ id, said, index, whole: reply }, before);
  if (reply !== undefined) {
    // Nothing of it was heard: it was cut by the person's going on, or its sound got lost.
    const status = isFollowed ? 'interrupted' : 'done';
    work.changeReply(id, { text: reply, status, isClosed: true });
    work.do({ type: 'reply', turn: id, text: reply, status });
  }
  return id;
}

/** Whether the agent has had anything to say, or may: who has not, by the log, may answer yet, and then begins another turn. */
function hasCome(reply: CallReply | undefined): boolean {
  return reply !== undefined && (reply.status !== 'done' || reply.text !== '' || reply.pieces.length > 0);
}

/** The log does not have it. @returns whether it was withdrawn: it was no speech after all, or the server did not hear it */
function missed(work: CallStep, turn: CallTurn): boolean {
  const { readAt, isConnected } = work.model;
  const isTaken = turn.index !== undefined && work.model.turns.some(({ id, index }) => id !== turn.id && index === turn.index);
  // Nothing of its reply was heard: another turn has its place, and the reply that the log has.
  const isUnheard = !hasCome(turn.reply) || (turn.reply?.status === 'interrupted' && (turn.reply.heardText === '' || turn.reply.text === ''));
  if (turn.kind === 'spoken' && isUnheard && isTaken && (work.model.active !== turn.id || turn.said !== '')) return withdraw(work, turn.id);
  if (turn.kind !== 'spoken' || turn.reply || !isConnected || readAt < turn.at + loggingMs) return false;
  const misses = turn.misses + 1;
  work.change(turn.id, { misses });
  const isPrompt = work.model.turns.some(({ kind, index }) => kind === 'spoken' && index !== undefined);
  if (misses < 2 || work.facts.now - turn.at < (isPrompt ? unheardMs : longUnheardMs)) return false;
  return withdraw(work, turn.id);
}

function withdraw(work: CallStep, turn: string): true {
  work.remove(turn);
  work.do({ type: 'withdraw', turn });
  return true;
}

/** The connection was lost in the midst of a turn, and the log does not have the answer. */
export function afterLoss(work: CallStep): void {
  const { lost, active } = work.model;
  work.set({ lost: undefined });
  if (lost && active === lost.id) work.end(lost.error);
}
