import { times } from '../../base/arrays.js';
import { textOfInput } from '../../conversation/message.js';
import { textOfOutput } from '../../conversation/reduce.js';
import { pause } from '../../conversation/tools.js';
import type { AgentLog } from '../../protocol/logs.js';
import { isSameReply, isSameText, lettersOf } from './call-text.js';
import type { CallTurn } from './call-model.js';
import type { ReplyEntry } from './call-reach.js';

/* A call's turns as the server's log has them, and which of ours each of them is. */

/** What the log has of one turn. */
export interface LoggedTurn {
  /** How many `USER` entries come before it. */
  readonly index: number;
  readonly kind: 'spoken' | 'typed';
  /** Its sound is stored: that may be what the person sent as a file, too. */
  readonly isStored: boolean;
  readonly said: string;
  /** Nothing where there is none yet; empty where the agent had nothing to say so far. */
  readonly reply: string | undefined;
  /** Which `MESSAGE_TO_USER` entries its reply is. */
  readonly entries: readonly number[];
  readonly tools: CallTurn['tools'];
}

/** The agent's messages from the `base`th `USER` entry on. Of the others it has to be known how many there are. */
export function replyEntries(logs: readonly AgentLog[], base: number): readonly ReplyEntry[] {
  let questions = 0;
  let entry = -1;
  return logs.flatMap((log) => {
    if (log.logType === 'USER') questions += 1;
    if (log.logType !== 'MESSAGE_TO_USER') return [];
    entry += 1;
    return questions > base ? [Object.freeze({ entry, text: textOfOutput([log.multimodalOutput]) })] : [];
  });
}

/** What is known of when the agent's messages began to come. */
export interface Beginnings {
  /** The newest `USER` entry that a message can answer; `Infinity` where that is not known. */
  readonly newestOf: (entry: number) => number;
  /** When it began to come; nothing where nothing of it came. */
  readonly beganAt: (entry: number) => number | undefined;
}

/**
 * The turns of a log from its `base`th `USER` entry on. Where several were said before the first of them was answered,
 * and there are as many answers as questions, they belong to them in their order. Where there are fewer, each belongs
 * to what was said last before it: a server that hears somebody go on may leave the first half unanswered. A reply is
 * logged when it ends, so those that overlap may be in another order than that in which they began.
 */
export function loggedTurns(logs: readonly AgentLog[], base: number, { newestOf, beganAt }: Beginnings): readonly LoggedTurn[] {
  const said: { readonly turn: Omit<LoggedTurn, 'reply' | 'entries' | 'tools'>; readonly replies: ReplyEntry[]; tools: CallTurn['tools'] }[] = [];
  /** What is open since everything was answered last: questions, and answers with how many questions came before them. */
  let questions: number[] = [];
  let answers: { readonly reply: ReplyEntry; readonly before: number }[] = [];
  const close = (): void => {
    const ordered = inOrder(answers, ({ reply }) => beganAt(reply.entry));
    const isAll = answers.length >= questions.length;
    // Whoever speaks later does not answer what was said earlier: the last one tells most.
    let next: number | undefined;
    for (let place = ordered.length - 1; place >= 0; place -= 1) {
      const { reply, before } = ordered[place]!;
      const newest = Math.min(newestOf(reply.entry), before - 1, (next ?? Infinity) - 1);
      next = (isAll ? questions[Math.min(place, questions.length - 1)] : questions.findLast((index) => index <= newest)) ?? next ?? said.length - 1;
      said[next]?.replies.unshift(reply);
    }
    questions = [];
    answers = [];
  };
  let count = -1;
  /** The last thing that the agent had to say was nothing. */
  let isSilent = false;
  /** So many tools have been asked, and have not answered. */
  let running = 0;
  for (const log of logs) {
    const last = said.at(-1);
    if (log.logType === 'USER') {
      // All that was asked is answered; more answers than questions are one's in several parts.
      if (answers.length >= questions.length) close();
      const inputs = log.userMultimodalInputs;
      const isStored = inputs.length > 0 && inputs.every((input) => input.inputType === 'AUDIO' && input.s3Uri);
      const isSpoken = isStored || inputs.some((input) => input.inputType === 'AUDIO' && !input.s3Uri);
      const turn = { index: said.length, isStored, kind: isSpoken ? 'spoken' : 'typed', said: textOfInput(inputs) } as const;
      isSilent = false;
      questions.push(said.push({ turn, replies: [], tools: 'none' }) - 1);
      running = 0;
    } else if (log.logType === 'MESSAGE_TO_USER') {
      const text = textOfOutput([log.multimodalOutput]);
      count += 1;
      isSilent = text.trim() === '';
      // Who was spoken to before they began has said nothing, and may answer yet.
      if (isSilent) continue;
      answers.push({ reply: { entry: count, text }, before: said.length });
      if (last && last.tools !== 'none' && running <= 0) last.tools = 'done';
    } else if (last) {
      running += log.logType === 'TOOL_REQUEST' ? 1 : -1;
      last.tools = running <= 0 && answers.at(-1)?.before === said.length ? 'answered' : 'open';
    }
  }
  close();
  return said.slice(base).map(({ turn, replies, tools }) => ({
    ...turn,
    tools,
    reply: replies.length > 0 ? replies.map(({ text }) => text).join(pause) : isSilent && turn.index === said.length - 1 ? '' : undefined,
    entries: replies.map(({ entry }) => entry),
  }));
}

/** Sorts those that have a time; the others keep their places. */
function inOrder<T>(values: readonly T[], timeOf: (value: T) => number | undefined): readonly T[] {
  const timed = values.filter((value) => timeOf(value) !== undefined).toSorted((one, other) => timeOf(one)! - timeOf(other)!);
  return values.map((value) => (timeOf(value) === undefined ? value : timed.shift()!));
}

/** One of ours, one of the log's, or both where they are the same; in the order of both. */
export interface Pair {
  readonly turn?: CallTurn;
  readonly logged?: LoggedTurn;
}

/** Joins our turns to the log's so that most agrees, in the order of both. */
export function pair(turns: readonly CallTurn[], logged: readonly LoggedTurn[], isOf: IsOf): readonly Pair[] {
  // The best sum for what is left from each place on; -1 marks what may not be joined.
  const best = times(turns.length + 1, () => logged.concat(logged.slice(0, 1)).map(() => 0));
  const at = (row: number, column: number): number => best[row]![column]!;
  for (let row = turns.length - 1; row >= 0; row -= 1) {
    for (let column = logged.length - 1; column >= 0; column -= 1) {
      const worth = likeness(turns[row]!, logged[column]!, isOf);
      const joined = worth < 0 ? -1 : worth + at(row + 1, column + 1);
      best[row]![column] = Math.max(joined, at(row + 1, column), at(row, column + 1));
    }
  }
  const pairs: Pair[] = [];
  let row = 0;
  let column = 0;
  while (row < turns.length && column < logged.length) {
    const [turn, entry] = [turns[row]!, logged[column]!];
    const worth = likeness(turn, entry, isOf);
    // Of two that are as good the later one is what still waits for an answer.
    if (at(row, column) === at(row, column + 1)) {
      pairs.push({ logged: entry });
      column += 1;
    } else if (worth >= 0 && at(row, column) === worth + at(row + 1, column + 1)) {
      pairs.push({ turn, logged: entry });
      row += 1;
      column += 1;
    } else {
      pairs.push({ turn });
      row += 1;
    }
  }
  return [...pairs, ...turns.slice(row).map((turn) => ({ turn })), ...logged.slice(column).map((entry) => ({ logged: entry }))];
}

/** Whether a turn's reply is of these entries, by its pieces; nothing where they do not tell. */
type IsOf = (turn: CallTurn, entries: readonly number[]) => boolean | undefined;

/** How well a turn and an entry agree; less than nothing where they cannot be the same. */
function likeness(turn: CallTurn, { index, kind, isStored, said, reply, entries }: LoggedTurn, isOf: IsOf): number {
  if (turn.kind !== kind) return isStored && turn.said === '' ? 40 : -1;
  if (turn.isSettled) return turn.index === index ? 1_000 : -1;
  if (kind === 'typed') return isSameText(turn.said, said) ? 40 : -1;
  const known = turn.index === index ? 2 : 0;
  const text = turn.reply?.text ?? '';
  // What was lost with its connection, and is not in the log by then, will not be.
  if (!text || reply === undefined) return (turn.reply?.status === 'failed' ? 2 : text ? 4 : 3) + known;
  if (isOf(turn, entries) ?? isSameReply(text, reply)) return 40 + known;
  return (lettersOf(text).includes(lettersOf(reply)) ? 10 : 1) + known;
}
