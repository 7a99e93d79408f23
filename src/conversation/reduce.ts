import type { MultimodalOutput } from '../protocol/content.js';
import type { FinalMessage } from '../protocol/messages.js';
import { bare, insertIntoTurn, positionOf, replyId, withChanges, type Message, type Messages, type MessageStatus } from './message.js';
import { endCalls } from './tools.js';

/*
 * What happens to the messages of one turn: (messages, what happened) → messages. A turn is a user's message, the
 * calls of tools that it led to, and one reply; `turn` is the id of the user's message, the reply's id follows from it.
 */

/** Adds to the streamed reply of a turn, which begins with its first text. */
export function appendToReply(messages: Messages, turn: string, text: string, at: number): Messages {
  const id = replyId(turn);
  const position = positionOf(messages, id);
  const reply = messages[position];
  if (reply) return messages.with(position, Object.freeze({ ...reply, text: reply.text + text }));
  return insertIntoTurn(messages, { id, role: 'agent', text, status: 'streaming', at, turn });
}

/** Ends a turn by the server's final message, which is right where the streamed text differs. */
export function applyFinal(messages: Messages, turn: string, final: FinalMessage, at: number): Messages {
  const text = textOfOutput(final.output);
  const failure = final.errors.join('\n');
  if (!failure) return endReply(messages, turn, { text, status: 'done' }, at);
  const error = Object.freeze({ code: 'agent', message: failure, retryable: true } as const);
  return endReply(messages, turn, { text, status: 'failed', error }, at);
}

export interface ReplyEnd {
  /** The whole reply; where it is empty, what was streamed stays. */
  readonly text?: string;
  readonly status: Extract<MessageStatus, 'done' | 'stopped' | 'interrupted' | 'failed'>;
  readonly error?: NonNullable<Message['error']>;
}

/** Ends a turn: its tools are over, and its reply has its last text and status. */
export function endReply(messages: Messages, turn: string, { text = '', ...changes }: ReplyEnd, at: number): Messages {
  const id = replyId(turn);
  const ended = endCalls(messages, turn, text, changes.status);
  if (positionOf(ended, id) >= 0) return withChanges(ended, id, changes);
  return insertIntoTurn(ended, { id, role: 'agent', text, at, turn, ...changes });
}

/** Takes away what a turn has led to, so that it can be asked again. */
export function withoutReply(messages: Messages, turn: string): Messages {
  return messages.filter((message) => message.turn !== turn || message.id === turn);
}

/** Takes away a turn, and what it has led to. */
export function withoutTurn(messages: Messages, turn: string): Messages {
  return messages.filter((message) => message.turn !== turn);
}

/** The text of a reply; an audio one is known by its transcription. What is there as text, and as sound, is one text. */
export function textOfOutput(output: readonly MultimodalOutput[]): string {
  let all = '';
  let written = '';
  let heard = '';
  for (const each of output) {
    if (each.outputType === 'TEXT') written += each.content;
    else heard += each.transcription;
    all += each.outputType === 'TEXT' ? each.content : each.transcription;
  }
  return heard && bare(written) === bare(heard) ? written : all;
}
