import { SessionEvent } from '../../../session/session-event.js';

/**
 * The person judged a conversation that has ended. Nothing is sent anywhere. Where they change their mind, or then say
 * why, it is dispatched once more: the last one for a `conversationId` counts.
 */
export class AutessaRatingEvent extends SessionEvent<Pick<AutessaRatingEvent, 'conversationId' | 'value' | 'reason'>> {
  static override readonly type = 'autessa-rating';
  declare readonly conversationId: string;
  /** 1 to 5; 5 is best. */
  declare readonly value: number;
  /** Why, in at most 500 UTF-16 units. */
  declare readonly reason?: string;
}
