import { AutessaConversationEvent, AutessaMessageEvent } from '../events.js';
import { AutessaToolEvent } from '../tool-event.js';

/** What pages in all tabs hear of, wherever it happened. */
export const sharedEvents = [AutessaConversationEvent, AutessaMessageEvent, AutessaToolEvent] as const;
