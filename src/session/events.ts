import type { JsonObject } from '../base/json.js';
import type { Message, MessageInput } from '../conversation/message.js';
import type { PromptTemplateVariables } from '../protocol/content.js';
import type { ConversationOrigin } from './core/effect.js';
import type { Phase } from './core/phases.js';
import type { AutessaActionEvent } from './actions/action-event.js';
import { AutessaErrorEvent, SessionEvent } from './session-event.js';
import type { VoiceState } from './snapshot.js';
import type { AutessaToolEvent } from './tool-event.js';
import type { AutessaCallEvent, AutessaInterruptionEvent, AutessaSpeechEndEvent, AutessaSpeechStartEvent } from './voice/voice-events.js';

export { AutessaErrorEvent, SessionEvent, type ConversationOrigin };

/** The session can be used: what was stored is there. */
export class AutessaReadyEvent extends SessionEvent {
  static override readonly type = 'autessa-ready';
}

/** `state` or `voiceState` is another one. */
export class AutessaStateEvent extends SessionEvent<Pick<AutessaStateEvent, 'state' | 'voiceState'>> {
  static override readonly type = 'autessa-state';
  declare readonly state: Phase;
  declare readonly voiceState: VoiceState;
}

/** The server has named the conversation. */
export class AutessaConversationEvent extends SessionEvent<
  Pick<AutessaConversationEvent, 'conversationId' | 'origin'>
> {
  static override readonly type = 'autessa-conversation';
  declare readonly conversationId: string;
  declare readonly origin: ConversationOrigin;
}

/** What a listener of `autessa-before-send` may edit. */
export interface OutgoingDraft {
  input: readonly MessageInput[];
  variables: PromptTemplateVariables;
  /** What of the page goes along, by the names of its prompt template variables: it counts before `variables`. */
  context?: JsonObject | undefined;
}

/** Something is about to be sent. Cancelable; what is in `draft` may be replaced, directly or by the two accessors. */
export class AutessaBeforeSendEvent extends SessionEvent<Pick<AutessaBeforeSendEvent, 'draft' | 'messageId'>> {
  static override readonly type = 'autessa-before-send';
  static override readonly cancelable = true;
  /** A copy edits the same draft. */
  declare readonly draft: OutgoingDraft;
  /** Of a message that came by here before: it is sent once more, or has waited since an earlier page. */
  declare readonly messageId?: string | undefined;

  get input(): readonly MessageInput[] {
    return this.draft.input;
  }
  set input(input: readonly MessageInput[]) {
    this.draft.input = input;
  }

  get variables(): PromptTemplateVariables {
    return this.draft.variables;
  }
  set variables(variables: PromptTemplateVariables) {
    this.draft.variables = variables;
  }
}

/** A message is finished: once for each. */
export class AutessaMessageEvent extends SessionEvent<Pick<AutessaMessageEvent, 'message'>> {
  static override readonly type = 'autessa-message';
  declare readonly message: Message;
}

/** A message of a kind that the Agent API's document does not describe. */
export class AutessaServerMessageEvent extends SessionEvent<Pick<AutessaServerMessageEvent, 'raw'>> {
  static override readonly type = 'autessa-server-message';
  /** The parsed JSON, or what arrived. */
  declare readonly raw: unknown;
}

/** What a session dispatches, by type. */
export interface SessionEventMap {
  'autessa-ready': AutessaReadyEvent;
  'autessa-state': AutessaStateEvent;
  'autessa-conversation': AutessaConversationEvent;
  'autessa-before-send': AutessaBeforeSendEvent;
  'autessa-message': AutessaMessageEvent;
  'autessa-tool': AutessaToolEvent;
  'autessa-action': AutessaActionEvent;
  'autessa-server-message': AutessaServerMessageEvent;
  'autessa-error': AutessaErrorEvent;
  'autessa-speech-start': AutessaSpeechStartEvent;
  'autessa-speech-end': AutessaSpeechEndEvent;
  'autessa-interruption': AutessaInterruptionEvent;
  'autessa-call': AutessaCallEvent;
}

/** All there are; the classes of some are loaded with what they tell of. */
export const sessionEvents = [
  AutessaReadyEvent,
  AutessaStateEvent,
  AutessaConversationEvent,
  AutessaBeforeSendEvent,
  AutessaMessageEvent,
  AutessaServerMessageEvent,
  AutessaErrorEvent,
  ...(['tool', 'action', 'speech-start', 'speech-end', 'interruption', 'call'] as const).map((name) => ({ type: `autessa-${name}` as const })),
] as const satisfies readonly { readonly type: keyof SessionEventMap }[];
