import type { Message } from '../../../conversation/message.js';
import { SessionEvent } from '../../../session/session-event.js';

/** What a person thinks of a reply; `null` where they took it back. */
export type FeedbackValue = 'up' | 'down' | null;

/**
 * The person judged a reply. Nothing is sent anywhere: what comes of it is up to the page. Where they then say why, it is
 * dispatched once more, with a `reason`.
 */
export class AutessaFeedbackEvent extends SessionEvent<Pick<AutessaFeedbackEvent, 'message' | 'value' | 'reason'>> {
  static override readonly type = 'autessa-feedback';
  declare readonly message: Message;
  declare readonly value: FeedbackValue;
  /** With value `down`: why, in at most 500 UTF-16 units. */
  declare readonly reason?: string;
}
