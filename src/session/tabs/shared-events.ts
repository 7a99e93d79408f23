import { AutessaConversationEvent, AutessaMessageEvent, AutessaToolEvent } from '../events.js';

/** What pages in all tabs hear of, wherever it happened. */
export const sharedEvents = [AutessaConversationEvent, AutessaMessageEvent, AutessaToolEvent] as const;
