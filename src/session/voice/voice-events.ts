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

/** A call has begun, as the person can be heard, or has ended. Told in the tab in which it is. */
export class AutessaCallEvent extends SessionEvent<Pick<AutessaCallEvent, 'phase' | 'durationMs'>> {
  static override readonly type = 'autessa-call';
  declare readonly phase: 'started' | 'ended';
  /** How long the person could be heard, in ms; 0 in phase `started`. */
  declare readonly durationMs: number;
}
