import type { AgentError } from '../base/errors.js';
import type { JsonObject } from '../base/json.js';
import type { Message, ToolPhase } from '../conversation/message.js';
import type { MultimodalInput, PromptTemplateVariables } from '../protocol/content.js';
import type { ToolMessage } from '../protocol/messages.js';
import type { Phase } from './phases.js';
import type { VoiceState } from './snapshot.js';

/*
 * What just happened, for the page. A session dispatches these on itself and the element once more on itself, which is
 * why each can make a copy of itself: an event that has been dispatched belongs to its target.
 */

const upwards: EventInit = { bubbles: true, composed: true };

/** The session can be used: what was stored is there. */
export class AutessaReadyEvent extends Event {
  constructor() {
    super('autessa-ready', upwards);
  }
  copy(): AutessaReadyEvent {
    return new AutessaReadyEvent();
  }
}

/** `state` or `voiceState` is another one. */
export class AutessaStateEvent extends Event {
  readonly state: Phase;
  readonly voiceState: VoiceState;
  constructor(state: Phase, voiceState: VoiceState) {
    super('autessa-state', upwards);
    this.state = state;
    this.voiceState = voiceState;
  }
  copy(): AutessaStateEvent {
    return new AutessaStateEvent(this.state, this.voiceState);
  }
}

export type ConversationOrigin = 'created' | 'revived' | 'replaced';

/** The server has named the conversation. */
export class AutessaConversationEvent extends Event {
  readonly conversationId: string;
  readonly origin: ConversationOrigin;
  constructor(conversationId: string, origin: ConversationOrigin) {
    super('autessa-conversation', upwards);
    this.conversationId = conversationId;
    this.origin = origin;
  }
  copy(): AutessaConversationEvent {
    return new AutessaConversationEvent(this.conversationId, this.origin);
  }
}

/** What a listener of `autessa-before-send` may edit. */
export interface OutgoingDraft {
  input: readonly MultimodalInput[];
  variables: PromptTemplateVariables;
}

/** Something is about to be sent. Cancelable; `input` and `variables` may be replaced. */
export class AutessaBeforeSendEvent extends Event {
  readonly #draft: OutgoingDraft;
  constructor(draft: OutgoingDraft) {
    super('autessa-before-send', { ...upwards, cancelable: true });
    this.#draft = draft;
  }
  get input(): readonly MultimodalInput[] {
    return this.#draft.input;
  }
  set input(input: readonly MultimodalInput[]) {
    this.#draft.input = input;
  }
  get variables(): PromptTemplateVariables {
    return this.#draft.variables;
  }
  set variables(variables: PromptTemplateVariables) {
    this.#draft.variables = variables;
  }
  /** The copy edits the same draft. */
  copy(): AutessaBeforeSendEvent {
    return new AutessaBeforeSendEvent(this.#draft);
  }
}

/** A message is finished: once for each. */
export class AutessaMessageEvent extends Event {
  readonly message: Message;
  constructor(message: Message) {
    super('autessa-message', upwards);
    this.message = message;
  }
  copy(): AutessaMessageEvent {
    return new AutessaMessageEvent(this.message);
  }
}

/** A tool of the agent's was called, or has news (API document: "Tool Stream Messages"). */
export class AutessaToolEvent extends Event {
  readonly toolName: string;
  readonly invocationId: string;
  readonly publicVars: JsonObject;
  readonly phase: ToolPhase;
  /** As the server sent it. */
  readonly raw: JsonObject;
  readonly #message: ToolMessage;
  constructor(message: ToolMessage, phase: ToolPhase) {
    super('autessa-tool', upwards);
    this.#message = message;
    this.toolName = message.toolName;
    this.invocationId = message.invocationId;
    this.publicVars = message.publicVars;
    this.phase = phase;
    this.raw = message.raw;
  }
  copy(): AutessaToolEvent {
    return new AutessaToolEvent(this.#message, this.phase);
  }
}

/** A message of a kind that the Agent API's document does not describe. */
export class AutessaServerMessageEvent extends Event {
  /** The parsed JSON, or what arrived. */
  readonly raw: unknown;
  constructor(raw: unknown) {
    super('autessa-server-message', upwards);
    this.raw = raw;
  }
  copy(): AutessaServerMessageEvent {
    return new AutessaServerMessageEvent(this.raw);
  }
}

/** Something went wrong. */
export class AutessaErrorEvent extends Event {
  readonly error: AgentError;
  constructor(error: AgentError) {
    super('autessa-error', upwards);
    this.error = error;
  }
  copy(): AutessaErrorEvent {
    return new AutessaErrorEvent(this.error);
  }
}

/** What a session dispatches, by type. */
export interface SessionEventMap extends Record<string, Event> {
  'autessa-ready': AutessaReadyEvent;
  'autessa-state': AutessaStateEvent;
  'autessa-conversation': AutessaConversationEvent;
  'autessa-before-send': AutessaBeforeSendEvent;
  'autessa-message': AutessaMessageEvent;
  'autessa-tool': AutessaToolEvent;
  'autessa-server-message': AutessaServerMessageEvent;
  'autessa-error': AutessaErrorEvent;
}

export const sessionEventTypes = [
  'autessa-ready',
  'autessa-state',
  'autessa-conversation',
  'autessa-before-send',
  'autessa-message',
  'autessa-tool',
  'autessa-server-message',
  'autessa-error',
] as const;

/** Any event of a session's, as it can be dispatched once more. */
export type SessionEvent = Event & { copy(): Event };
