import type { Messages } from '../../../conversation/message.js';
import { SessionEvent } from '../../../session/session-event.js';

/** By what the person came to it: the menu, a tool of the agent's, or replies that failed. */
export type HandoffReason = 'menu' | 'tool' | 'failures';

/** The person wants to go on with a person. Cancelable: the page leads them on itself. */
export class AutessaHandoffEvent extends SessionEvent<Pick<AutessaHandoffEvent, 'reason' | 'address' | 'conversationId' | 'messages' | 'transcript'>> {
  static override readonly type = 'autessa-handoff';
  static override readonly cancelable = true;
  declare readonly reason: HandoffReason;
  /** Where `handoff` leads; `undefined` where it is an event alone. */
  declare readonly address: string | undefined;
  declare readonly conversationId: string | undefined;
  declare readonly messages: Messages;
  /** The conversation as plain text. */
  declare readonly transcript: string;
}
