import { textOfInput } from '../../conversation/message.js';
import { textOfOutput } from '../../conversation/reduce.js';
import { pause } from '../../conversation/tools.js';
import type { AgentLog } from '../../protocol/logs.js';
import { isSameReply, isSameText, lettersOf } from './call-evidence.js';
import type { CallTurn } from './call-model.js';

/* A call's turns as the server's log has them, and which of ours each of them is. */

/** What the log has of one turn. */
export interface LoggedTurn {
  /** How many `USER` entries come before it. */
  readonly index: number;
  readonly kind: 'spoken' | 'typed';
  readonly said: string;
  /** Nothing where there is none yet. */
  readonly reply: string | undefined;
}

/**
 * The turns of a log from its `base`th `USER` entry on. Where several were said before the first of them was answered,
 * and there are as many answers as questions, they belong to them in their order. Where there are fewer, each belongs
 * to what was said last before it: a server that hears somebody go on may leave the first half unanswered.
 */
export function loggedTurns(logs: readonly AgentLog[], base: number, turns: readonly CallTurn[]): readonly LoggedTurn[] {
  const said: { readonly turn: Omit<LoggedTurn, 'reply'>; readonly replies: string[] }[] = [];
  /** What is open since everything was answered last: questions by their number, and answers. */
  let open: (number | string)[] = [];
  let questions = 0;
  let answers = 0;
  const close = (): void => {
    const waiting: number[] = [];
    let last = said.length - 1;
    for (const entry of open) {
      if (typeof entry === 'number') waiting.push(entry);
      else {
        const newest = turns.find(({ reply, newest: bound }) => bound !== undefined && reply && isSameReply(reply.text, entry))?.newest ?? Infinity;
        const position = answers >= questions ? 0 : waiting.findLastIndex((index) => index <= newest);
        last = waiting.splice(position, 1)[0] ?? last;
        said[last]?.replies.push(entry);
      }
    }
    open = [];
    questions = answers = 0;
  };
  const lastQuestion = logs.findLastIndex(({ logType }) => logType === 'USER');
  for (const [position, log] of logs.entries()) {
    if (log.logType === 'USER') {
      // All that was asked is answered; more answers than questions are one's in several parts.
      if (answers >= questions) close();
      const isSpoken = log.userMultimodalInputs.some((input) => input.inputType === 'AUDIO' && !input.s3Uri);
      const turn = { index: said.length, kind: isSpoken ? 'spoken' : 'typed', said: textOfInput(log.userMultimodalInputs) } as const;
      open.push(said.push({ turn, replies: [] }) - 1);
      questions += 1;
    } else if (log.logType === 'MESSAGE_TO_USER') {
      const text = textOfOutput([log.multimodalOutput]);
      // Who was spoken to before they began has said nothing.
      if (lettersOf(text) === '' && position < lastQuestion) continue;
      open.push(text);
      answers += 1;
    }
  }
  close();
  return said.slice(base).map(({ turn, replies }) => ({ ...turn, reply: replies.length > 0 ? replies.join(pause) : undefined }));
}

/** One of ours, one of the log's, or both where they are the same; in the order of both. */
export interface Pair {
  readonly turn?: CallTurn;
  readonly logged?: LoggedTurn;
}

/** Joins our turns to the log's so that most agrees, in the order of both. */
export function pair(turns: readonly CallTurn[], logged: readonly LoggedTurn[]): readonly Pair[] {
  // The best sum for what is left from each place on; -1 marks what may not be joined.
  const best = Array.from({ length: turns.length + 1 }, () => logged.concat(logged.slice(0, 1)).map(() => 0));
  const at = (row: number, column: number): number => best[row]![column]!;
  for (let row = turns.length - 1; row >= 0; row -= 1) {
    for (let column = logged.length - 1; column >= 0; column -= 1) {
      const worth = likeness(turns[row]!, logged[column]!);
      const joined = worth < 0 ? -1 : worth + at(row + 1, column + 1);
      best[row]![column] = Math.max(joined, at(row + 1, column), at(row, column + 1));
    }
  }
  const pairs: Pair[] = [];
  let row = 0;
  let column = 0;
  while (row < turns.length && column < logged.length) {
    const [turn, entry] = [turns[row]!, logged[column]!];
    const worth = likeness(turn, entry);
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

/** How well a turn and an entry agree; less than nothing where they cannot be the same. */
function likeness(turn: CallTurn, { index, kind, said, reply }: LoggedTurn): number {
  if (turn.kind !== kind) return -1;
  if (turn.isSettled) return turn.index === index ? 1_000 : -1;
  if (kind === 'typed') return isSameText(turn.said, said) ? 40 : -1;
  const known = turn.index === index ? 2 : 0;
  const text = turn.reply?.text ?? '';
  // What was lost with its connection, and is not in the log by then, will not be.
  if (!text || reply === undefined) return (turn.reply?.status === 'failed' ? 2 : text ? 4 : 3) + known;
  if (isSameReply(text, reply)) return 40 + known;
  return (lettersOf(text).includes(lettersOf(reply)) ? 10 : 1) + known;
}
