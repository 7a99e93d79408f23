import type { MultimodalInput } from '../protocol/content.js';
import { byId, isAnswered } from './answered.js';
import { bare, positionOf, replyId, replyOf, type Message, type MessageInput, type Messages } from './message.js';
import type { AgentLog } from '../protocol/logs.js';
import { textOfOutput } from './reduce.js';

/** What became of a turn whose connection was lost, by the server's log. */
export interface Settlement {
  /** It arrived and was answered; it arrived and the agent has not answered yet; it never arrived. */
  readonly outcome: 'answered' | 'received' | 'lost';
  /** The reply. */
  readonly text: string;
}

/** What the page knows of a turn and those before it. */
export interface TurnKnowledge {
  readonly input: readonly MessageInput[];
  /**
   * How many `USER` entries of the log are known to belong to earlier turns: a person may well have said the same thing
   * before, and that entry must not be taken for this one.
   */
  readonly settled: number;
  /** How many replies to what was said directly before may come after it, as `owedBefore` tells. */
  readonly owed?: number;
  /** The last finished reply that the page has: this turn was sent only after it. */
  readonly replyBefore?: string | undefined;
  /** How many of the `settled` come before that reply. Default: all. */
  readonly settledAtReply?: number;
  /** Whether the log may not have everything yet: without that reply it has nothing of this turn, either. */
  readonly mayLag?: boolean;
}

/** Looks a turn up in the log. */
export function settleTurn(all: readonly AgentLog[], { input, settled, owed = 0, replyBefore, settledAtReply = settled, mayLag = false }: TurnKnowledge): Settlement {
  const logs = withoutRepeats(all.filter(isUtterance));
  const from = afterReply(logs, settledAtReply, replyBefore);
  if (replyBefore && from === 0 && mayLag) return { outcome: 'received', text: '' };
  // Counted from there, what the log repeats of what was said before does no harm.
  let users = from > 0 ? settledAtReply : 0;
  const start = logs.findIndex(
    (log, index) => index >= from && log.logType === 'USER' && ++users > settled && isSameInput(log.userMultimodalInputs, input),
  );
  if (start < 0) return { outcome: 'lost', text: '' };
  // Replies come in the order of what was asked: first those that the log, too, did not have when this was said.
  const unanswered = countUnanswered(logs.slice(0, start), owed);
  const rest = logs.slice(start + 1);
  const next = rest.findIndex(({ logType }) => logType === 'USER');
  const replies = (next < 0 ? rest : rest.slice(0, next)).slice(unanswered).map(textOfEntry);
  if (replies.length === 0) return { outcome: 'received', text: '' };
  return { outcome: 'answered', text: replies.join('\n\n') };
}

/** A log may tell one thing twice in a row. Of what the person said that may be so: they may have said it twice. */
function withoutRepeats(logs: readonly AgentLog[]): readonly AgentLog[] {
  return logs.filter((log, index) => log.logType !== 'MESSAGE_TO_USER' || textOfEntry(log) === '' || textOfEntry(log) !== textOfEntry(logs[index - 1]));
}

function textOfEntry(log: AgentLog | undefined): string {
  return log?.logType === 'MESSAGE_TO_USER' ? textOfOutput([log.multimodalOutput]) : '';
}

/** Where the log goes on after a reply that the page has, which comes after `settled` messages; 0 where it does not have it. */
export function afterReply(logs: readonly AgentLog[], settled: number, whole: string | undefined): number {
  const reply = bare(whole ?? '');
  if (!reply) return 0;
  let users = 0;
  return 1 + logs.findIndex((log) => (log.logType === 'USER' ? ((users += 1), false) : users >= settled && bare(textOfEntry(log)) !== '' && reply.endsWith(bare(textOfEntry(log)))));
}

/**
 * How many of the last `owed` messages have no reply in the log yet. Replies come in the order of the messages; a second
 * entry where nothing more is due belongs to the reply before it.
 */
function countUnanswered(logs: readonly AgentLog[], owed: number): number {
  const users = logs.flatMap(({ logType }, index) => (logType === 'USER' ? [index] : []));
  const from = owed === 0 ? logs.length : (users.at(-owed) ?? 0);
  let due = 0;
  for (const { logType } of logs.slice(from)) due = logType === 'USER' ? due + 1 : Math.max(0, due - 1);
  return due;
}

/** Whether an entry is something that the person or the agent said. */
export function isUtterance({ logType }: AgentLog): boolean {
  return logType === 'USER' || logType === 'MESSAGE_TO_USER';
}

/**
 * How many messages directly before one, by what the page knows, may still get a reply: those that were stopped, or
 * whose connection was lost.
 */
export function owedBefore(messages: Messages, turn: string): number {
  let owed = 0;
  for (const { id, role } of messages.slice(0, positionOf(messages, turn)).toReversed()) {
    const reply = role === 'user' && replyOf(messages, id);
    if (!reply) continue;
    if (reply.status === 'stopped' || reply.error?.code === 'connection') owed += 1;
    // What the agent answered with an error gets no reply, which says nothing of those before it.
    else if (reply.error?.code !== 'agent') return owed;
  }
  return owed;
}

/**
 * The finished reply to what was said last of all that is answered, where that is in the conversation that goes on: what
 * is under way, or comes next, is sent only after it. What was asked once more stands where it was said first.
 */
export function replyBefore(messages: Messages, conversationId: string | undefined): string | undefined {
  const all = byId(messages);
  const said = messages.filter((message) => message.role === 'user' && isAnswered(message, all));
  const before = said.reduce<Message | undefined>((last, each) => (last && last.at > each.at ? last : each), undefined);
  const reply = before && before.conversationId === conversationId && all.get(replyId(before.id));
  return reply && reply.status === 'done' ? reply.text : undefined;
}

/** Audio is compared by where it is, as far as either side says so: its data is not kept, and the log may leave it out. */
function isSameInput(logged: readonly MultimodalInput[], sent: readonly MessageInput[]): boolean {
  return logged.length === sent.length && sent.every((each, index) => isSame(logged[index], each));
}

function isSame(logged: MultimodalInput | undefined, sent: MessageInput): boolean {
  if (logged?.inputType === 'AUDIO' && sent.inputType === 'AUDIO') {
    const address = 's3Uri' in sent ? sent.s3Uri : undefined;
    return !address || !logged.s3Uri || address === logged.s3Uri;
  }
  return logged?.inputType === 'TEXT' && sent.inputType === 'TEXT' && bare(logged.content) === bare(sent.content);
}
