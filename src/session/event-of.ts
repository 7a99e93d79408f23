import type { News } from './core/effect.js';
import { AutessaConversationEvent, AutessaErrorEvent, AutessaMessageEvent, AutessaServerMessageEvent, AutessaStateEvent, type SessionEvent } from './events.js';
import type { VoiceState } from './snapshot.js';
import { AutessaToolEvent } from './tool-event.js';

const classes: Readonly<Record<News['type'], new (fields: never) => SessionEvent>> = {
  state: AutessaStateEvent,
  conversation: AutessaConversationEvent,
  message: AutessaMessageEvent,
  tool: AutessaToolEvent,
  'server-message': AutessaServerMessageEvent,
  error: AutessaErrorEvent,
};

/** What the core has to tell, as an event for the page. */
export function eventOf({ type, ...fields }: News, voiceState: VoiceState): SessionEvent {
  return new classes[type]((type === 'state' ? { ...fields, voiceState } : fields) as never);
}
