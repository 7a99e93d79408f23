import { isFinished, replyOf, type Message, type Messages } from './message.js';

/** Whether a user's message is answered, or will not be. */
export function isAnswered(message: Message, messages: Messages): boolean {
  const reply = replyOf(messages, message.id);
  return reply ? isFinished(reply) : message.status === 'failed' || message.status === 'done';
}
