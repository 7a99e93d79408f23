import type { MultimodalInput } from '../protocol/content.js';
import { positionOf, replyId, type MessageInput, type Messages } from './message.js';
import type { AgentLog } from '../protocol/logs.js';
import { textOfOutput } from './reduce.js';

/** What became of a turn whose connection was lost, by the server's log. */
export interface Settlement {
  /** It arrived and was answered; it arrived and the agent has not answered yet; it never arrived. */
  readonly outcome: 'answered' | 'received' | 'lost';
  /** The reply. */
  readonly text: string;
}

/**
 * Looks a turn up in the log.
 *
 * @param settled how many `USER` entries of the log are known to belong to earlier turns: a person may well have said
 *   the same thing before, and that entry must not be taken for this one
 * @param owed how many replies to what was said directly before may come after it, as `owedBefore` tells
 */
export function settleTurn(logs: readonly AgentLog[], input: readonly MessageInput[], settled: number, owed = 0): Settlement {
  let users = 0;
  const start = logs.findIndex(
    (log) => log.logType === 'USER' && ++users > settled && isSameInput(log.userMultimodalInputs, input),
  );
  if (start < 0) return { outcome: 'lost', text: '' };
  // Replies come in the order of what was asked: first those that the log, too, did not have when this was said.
  const unanswered = countUnanswered(logs.slice(0, start), owed);
  const rest = logs.slice(start + 1).filter(isSpoken);
  const next = rest.findIndex(({ logType }) => logType === 'USER');
  const replies = (next < 0 ? rest : rest.slice(0, next)).filter((log) => log.logType === 'MESSAGE_TO_USER').slice(unanswered);
  if (replies.length === 0) return { outcome: 'received', text: '' };
  return { outcome: 'answered', text: replies.map((log) => textOfOutput([log.multimodalOutput])).join('\n\n') };
}

/**
 * How many of the last `owed` messages have no reply in the log yet. Replies come in the order of the messages; a second
 * entry where nothing more is due belongs to the reply before it.
 */
function countUnanswered(logs: readonly AgentLog[], owed: number): number {
  const spoken = logs.filter(isSpoken);
  const users = spoken.flatMap(({ logType }, index) => (logType === 'USER' ? [index] : []));
  const from = owed === 0 ? spoken.length : (users.at(-owed) ?? 0);
  return spoken.slice(from).reduce((due, { logType }) => (logType === 'USER' ? due + 1 : Math.max(0, due - 1)), 0);
}

/** Whether an entry is something that the person or the agent said. */
export function isSpoken({ logType }: AgentLog): boolean {
  return logType === 'USER' || logType === 'MESSAGE_TO_USER';
}

/**
 * How many messages directly before one, by what the page knows, may still get a reply: those that were stopped, or
 * whose connection was lost.
 */
export function owedBefore(messages: Messages, turn: string): number {
  let owed = 0;
  for (const { id, role } of messages.slice(0, positionOf(messages, turn)).toReversed()) {
    const reply = role === 'user' && messages[positionOf(messages, replyId(id))];
    if (!reply) continue;
    if (reply.status === 'stopped' || reply.error?.code === 'connection') owed += 1;
    // What the agent answered with an error gets no reply, which says nothing of those before it.
    else if (reply.error?.code !== 'agent') return owed;
  }
  return owed;
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
  return logged?.inputType === 'TEXT' && sent.inputType === 'TEXT' && logged.content.trim() === sent.content.trim();
}
