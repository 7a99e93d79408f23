import { isFinished, replyId, type Message, type Messages } from './message.js';

/** The messages by their ids, for who asks for the replies to many: a search for each one takes the square of their number. */
export const byId = (messages: Messages): ReadonlyMap<string, Message> => new Map(messages.map((message) => [message.id, message]));

/** Whether a user's message is answered, or will not be. @param all the messages among which its reply is, if there is one */
export function isAnswered(message: Message, all: ReadonlyMap<string, Message>): boolean {
  const reply = all.get(replyId(message.id));
  return reply ? isFinished(reply) : message.status === 'failed' || message.status === 'done';
}
