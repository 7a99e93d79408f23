import type { AgentLog } from '../../protocol/logs.js';
import { isSameReply, isSameText, lettersOf, positionAfter, remainderAfter } from './call-evidence.js';
import { loggedTurns, pair, type LoggedTurn, type Pair } from './call-log.js';
import type { CallReply, CallTurn } from './call-model.js';
import type { CallStep } from './call-step.js';

/* What the log has to say: whatever was dropped, or in doubt, is put right by it, in place. */

/** Nothing is put right while it is still coming: after so long a quiet, in ms. */
const quietMs = 1_500;
/** A reply of which all has come is over after so long, in ms. */
const completeMs = 1_000;
/** An answer that is missing for longer, in ms, will not come. */
const missingMs = 8_000;
/** What is not in the log so long after it was said, in ms, and in two readings, was not heard. */
const unheardMs = 2_500;
/** Where the log has shown nothing yet of what was said in this call it may be slow. */
const longUnheardMs = 7_500;
/** What was said so short a time before a reading, in ms, may not be in the log yet. */
const loggingMs = 1_000;

/**
 * Joins our turns to the log's, and learns which replies are whole: that may settle whose the chunks are that are held.
 * Where two replies were taken for one they are parted.
 */
export function learn(work: CallStep, logs: readonly AgentLog[]): readonly Pair[] {
  const { base, turns } = work.model;
  const newest = logs.filter(({ logType }) => logType === 'USER').length - 1;
  for (const { id, reply, newest: known } of turns) if (reply && known === undefined) work.change(id, { newest });
  const pairs = pair(turns, loggedTurns(logs, base, work.model.turns));
  for (const { turn, logged } of pairs) {
    if (turn && logged && !turn.isSettled) work.change(turn.id, { index: logged.index, ...(logged.reply !== undefined && { whole: logged.reply }) });
  }
  const isSplit = pairs.some(({ turn, logged }, position) => {
    return turn && logged && split(work, work.find(turn.id)!, logged, pairs.slice(position + 1));
  });
  // Each time there is a turn more with a reply of its own.
  return isSplit ? learn(work, logs) : pairs;
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
      correct(work, turn.id, logged, isQuiet, isFinal, isFollowed);
      before = turn.id;
    } else if (turn) {
      const isDouble = isFinal && isTold(turn, pairs);
      if (!(isDouble ? withdraw(work, turn.id) : missed(work, turn))) before = turn.id;
    } else if (logged?.kind === 'spoken' && (isFollowed || (!isSpeaking && !isPending && held.length === 0))) {
      before = add(work, logged, before, isQuiet || isFollowed, isFollowed) ?? before;
    }
  });
  if (lost) afterLoss(work);
}

/** What was said, and the answer, as the log has them. */
function correct(work: CallStep, id: string, logged: LoggedTurn, isQuiet: boolean, isFinal: boolean, isFollowed: boolean): void {
  const turn = work.find(id);
  if (!turn || turn.isSettled) return;
  if (turn.kind === 'spoken' && logged.said && logged.said !== turn.said) {
    work.change(id, { said: logged.said });
    work.do({ type: 'said', turn: id, text: logged.said });
  }
  if (turn.kind === 'spoken') correctReply(work, turn, logged, isQuiet);
  const { reply, said } = work.find(id)!;
  const isAnswered = reply !== undefined && reply.status !== 'open' && (logged.reply !== undefined || reply.status === 'stopped');
  // What was said again before it was answered is not answered for itself.
  const isOver = isAnswered || (isFollowed && !reply && work.current?.id !== id);
  work.change(id, { isSettled: isOver && isFinal && said !== '' });
}

function correctReply(work: CallStep, turn: CallTurn, { reply: whole }: LoggedTurn, isQuiet: boolean): void {
  const { reply, id } = turn;
  if (whole === undefined) return;
  const put = (text: string, status: 'done' | 'interrupted'): void => {
    const isUnderWay = work.model.active === id;
    work.changeReply(id, { text, status, isClosed: true, ...(status === 'interrupted' && { heardText: text }) });
    if (isUnderWay) work.set({ active: undefined, endedAt: work.facts.now });
    work.do({ type: 'reply', turn: id, text, status });
  };
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

/** More has come than the log has: it is late. */
function isAhead({ text }: CallReply, whole: string): boolean {
  return lettersOf(text).startsWith(lettersOf(whole));
}

/** An interrupted reply shows what was heard, which is a beginning of the whole. */
function cut({ heardText }: CallReply, whole: string, put: (text: string, status: 'interrupted') => void): void {
  if (heardText === undefined) put(whole, 'interrupted');
  // What was heard beyond it is another one's, of which the log tells later.
  else if (lettersOf(heardText).startsWith(lettersOf(whole))) return;
  else if (!lettersOf(whole).startsWith(lettersOf(heardText))) put(whole.slice(0, positionAfter(whole, lettersOf(heardText).length)), 'interrupted');
}

/**
 * Where two replies were taken for one, as nothing came between them, the second is the next turn's, or has one of its
 * own.
 */
function split(work: CallStep, turn: CallTurn, { reply: whole }: LoggedTurn, later: readonly Pair[]): boolean {
  const { reply, id } = turn;
  const isOpen = reply?.status === 'open';
  if (whole === undefined || !reply) return false;
  const { status } = reply;
  if (status !== 'open' && status !== 'done' && status !== 'interrupted') return false;
  const toText = remainderAfter(reply.text, whole);
  if (!toText) return false;
  const free = later.slice(0, later.findIndex((each) => each.turn?.reply) >>> 0).filter(({ logged }) => logged?.kind === 'spoken');
  const next = free.find(({ logged }) => logged?.reply !== undefined && isSameReply(logged.reply, toText)) ?? free[0];
  const second = next?.logged;
  if (!next || !second) return false;
  const fromText = reply.text.slice(0, reply.text.length - toText.length).trimEnd();
  const heardRest = reply.heardText === undefined ? undefined : remainderAfter(reply.heardText, whole);
  const isCutLater = reply.status !== 'interrupted' || heardRest !== undefined;
  const fromStatus = isCutLater ? 'done' : 'interrupted';
  const to = next.turn?.id ?? work.facts.newId();
  if (!next.turn) {
    work.insert({ id: to, said: second.said }, id);
    work.do({ type: 'insert', turn: to, said: second.said, after: id });
    heard(work);
  }
  work.change(to, { index: second.index, newest: second.index, whole: second.reply });
  work.changeReply(to, { ...reply, text: toText, ...(reply.status === 'interrupted' && { heardText: heardRest ?? '', isClosed: false }) });
  work.changeReply(id, { text: fromText, status: fromStatus, isClosed: true, ...(isCutLater && { heardText: undefined }) });
  if (isOpen) work.set({ active: to });
  else if (work.model.active === to) work.set({ active: undefined, endedAt: work.facts.now });
  const shown = reply.status === 'interrupted' ? (heardRest ?? '') : toText;
  const fromShown = isCutLater ? fromText : (reply.heardText ?? '');
  work.do({ type: 'move', from: id, fromText: fromShown, fromStatus, to, toText: shown, toStatus: status });
  return true;
}

/** The server has heard what was not noticed here. @returns the turn's id, if it is one now */
function add(work: CallStep, { index, said, reply }: LoggedTurn, before: string | undefined, isDue: boolean, isFollowed: boolean): string | undefined {
  if (reply === undefined && !isFollowed) return work.current ? undefined : work.open(said, index).id;
  if (!isDue) return undefined;
  const id = work.facts.newId();
  work.insert({ id, said, index, whole: reply }, before);
  work.do({ type: 'insert', turn: id, said, after: before });
  heard(work);
  if (reply !== undefined) {
    // Nothing of it was heard: it was cut by the person's going on, or its sound got lost.
    const status = isFollowed ? 'interrupted' : 'done';
    work.changeReply(id, { text: reply, status, isClosed: true });
    work.do({ type: 'reply', turn: id, text: reply, status });
  }
  return id;
}

/** What the person said while another turn was under way has a turn now. */
function heard(work: CallStep): void {
  const { speechAt, readAt } = work.model;
  if (speechAt + loggingMs <= readAt) work.set({ isPending: false });
}

/** Whether what a turn shows is another one's, by the log. */
function isTold({ reply }: CallTurn, pairs: readonly Pair[]): boolean {
  return reply !== undefined && pairs.some(({ turn, logged }) => turn && logged?.reply !== undefined && isSameReply(logged.reply, reply.text));
}

/** The log does not have it. @returns whether it was withdrawn: it was no speech after all, or the server did not hear it */
function missed(work: CallStep, turn: CallTurn): boolean {
  const { readAt, isConnected } = work.model;
  const isTaken = turn.index !== undefined && work.model.turns.some(({ id, index }) => id !== turn.id && index === turn.index);
  if (turn.kind === 'spoken' && !turn.reply && isTaken && work.model.active !== turn.id) return withdraw(work, turn.id);
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
