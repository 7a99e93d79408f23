import type { SessionEventMap } from '../session/events.js';
import type { AutessaFeedbackEvent } from './panel/conversation-tools/feedback-event.js';

/** The panel is about to open. Cancelable. */
export class AutessaShowEvent extends Event {
  constructor() {
    super('autessa-show', { bubbles: true, composed: true, cancelable: true });
  }
}

/** The panel is about to close. Cancelable. */
export class AutessaHideEvent extends Event {
  constructor() {
    super('autessa-hide', { bubbles: true, composed: true, cancelable: true });
  }
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
