import type { SessionEventMap } from '../session/events.js';
import { SessionEvent } from '../session/session-event.js';
import type { AutessaFeedbackEvent } from './panel/conversation-tools/feedback-event.js';

/** The panel is about to open. Cancelable. */
export class AutessaShowEvent extends SessionEvent {
  static override readonly type = 'autessa-show';
  static override readonly cancelable = true;
}

/** The panel is about to close. Cancelable. */
export class AutessaHideEvent extends SessionEvent {
  static override readonly type = 'autessa-hide';
  static override readonly cancelable = true;
}

/** What the element dispatches, by type. */
export interface AutessaEventMap extends SessionEventMap {
  'autessa-show': AutessaShowEvent;
  'autessa-hide': AutessaHideEvent;
  'autessa-feedback': AutessaFeedbackEvent;
}

declare global {
  /** What listeners of elements, of the document and of the window know; the events bubble to all of them. */
  interface GlobalEventHandlersEventMap extends AutessaEventMap {}
}
