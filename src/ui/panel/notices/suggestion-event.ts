import { SessionEvent } from '../../../session/session-event.js';

/** The person chose one of the `suggestions`, which is about to be sent. */
export class AutessaSuggestionEvent extends SessionEvent<Pick<AutessaSuggestionEvent, 'prompt'>> {
  static override readonly type = 'autessa-suggestion';
  /** What is sent. */
  declare readonly prompt: string;
}
