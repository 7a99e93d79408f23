import type { SessionEventMap } from '../session/events.js';
import { SessionEvent } from '../session/session-event.js';
import type { AutessaHandoffEvent } from './extensions/handoff/handoff-event.js';
import type { AutessaInviteEvent } from './invitation/invite-event.js';
import type { AutessaFeedbackEvent } from './panel/judgement/feedback-event.js';
import type { AutessaLinkEvent } from './panel/conversation-tools/link-event.js';
import type { AutessaRatingEvent } from './panel/judgement/rating-event.js';
import type { AutessaSuggestionEvent } from './panel/notices/suggestion-event.js';

/** What opened the panel: the launcher, an invitation beside it, or the page by `show()` or `toggle()`. */
export type ShowOrigin = 'launcher' | 'invitation' | 'page';

/** The panel is about to open. Cancelable. */
export class AutessaShowEvent extends SessionEvent<Pick<AutessaShowEvent, 'from'>> {
  static override readonly type = 'autessa-show';
  static override readonly cancelable = true;
  declare readonly from: ShowOrigin;
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
  'autessa-suggestion': AutessaSuggestionEvent;
  'autessa-link': AutessaLinkEvent;
  'autessa-invite': AutessaInviteEvent;
  'autessa-handoff': AutessaHandoffEvent;
  'autessa-feedback': AutessaFeedbackEvent;
  'autessa-rating': AutessaRatingEvent;
}

declare global {
  /** What listeners of elements, of the document and of the window know; the events bubble to all of them. */
  interface GlobalEventHandlersEventMap extends AutessaEventMap {}
}
