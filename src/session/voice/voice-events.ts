import { SessionEvent } from '../session-event.js';

/** The person has begun to speak. */
export class AutessaSpeechStartEvent extends SessionEvent {
  static override readonly type = 'autessa-speech-start';
}

/** They have finished. */
export class AutessaSpeechEndEvent extends SessionEvent {
  static override readonly type = 'autessa-speech-end';
}

/** The person has cut the agent short. */
export class AutessaInterruptionEvent extends SessionEvent<Pick<AutessaInterruptionEvent, 'heardText'>> {
  static override readonly type = 'autessa-interruption';
  /** What of the reply had been heard by then. */
  declare readonly heardText: string;
}
