import type { Message } from '../../../conversation/message.js';

/** What a person thinks of a reply; `null` where they took it back. */
export type FeedbackValue = 'up' | 'down' | null;

/** The person judged a reply. Nothing is sent anywhere: what comes of it is up to the page. */
export class AutessaFeedbackEvent extends Event {
  readonly message: Message;
  readonly value: FeedbackValue;

  constructor({ message, value }: Pick<AutessaFeedbackEvent, 'message' | 'value'>) {
    super('autessa-feedback', { bubbles: true, composed: true });
    this.message = message;
    this.value = value;
  }
}
