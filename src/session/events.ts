import type { AgentError } from '../base/errors.js';
import type { JsonObject } from '../base/json.js';
import type { Message, ToolPhase } from '../conversation/message.js';
import type { MultimodalInput, PromptTemplateVariables } from '../protocol/content.js';
import type { ToolMessage } from '../protocol/messages.js';
import type { Phase } from './phases.js';
import type { VoiceState } from './snapshot.js';

/**
 * What just happened, for the page. A session dispatches these on itself, and the element once more on itself: an event
 * that has been dispatched belongs to its target, so it can be copied.
 */
abstract class SessionEvent<Fields extends readonly unknown[] = readonly unknown[]> extends Event {
  readonly #fields: Fields;

  constructor(type: string, fields: Fields, options?: EventInit) {
    super(type, { bubbles: true, composed: true, ...options });
    this.#fields = fields;
  }

  /** The same event, not yet dispatched. */
  copy(): Event {
    return new (this.constructor as new (...fields: Fields) => Event)(...this.#fields);
  }
}

export type { SessionEvent };

/** The session can be used: what was stored is there. */
export class AutessaReadyEvent extends SessionEvent<[]> {
  constructor() {
    super('autessa-ready', []);
  }
}

/** `state` or `voiceState` is another one. */
export class AutessaStateEvent extends SessionEvent<[Phase, VoiceState]> {
  readonly state: Phase;
  readonly voiceState: VoiceState;

  constructor(state: Phase, voiceState: VoiceState) {
    super('autessa-state', [state, voiceState]);
    this.state = state;
    this.voiceState = voiceState;
  }
}

export type ConversationOrigin = 'created' | 'revived' | 'replaced';

/** The server has named the conversation. */
export class AutessaConversationEvent extends SessionEvent<[string, ConversationOrigin]> {
  readonly conversationId: string;
  readonly origin: ConversationOrigin;

  constructor(conversationId: string, origin: ConversationOrigin) {
    super('autessa-conversation', [conversationId, origin]);
    this.conversationId = conversationId;
    this.origin = origin;
  }
}

/** What a listener of `autessa-before-send` may edit. */
export interface OutgoingDraft {
  input: readonly MultimodalInput[];
  variables: PromptTemplateVariables;
}

/** Something is about to be sent. Cancelable; `input` and `variables` may be replaced. */
export class AutessaBeforeSendEvent extends SessionEvent<[OutgoingDraft]> {
  /** A copy edits the same draft. */
  readonly #draft: OutgoingDraft;

  constructor(draft: OutgoingDraft) {
    super('autessa-before-send', [draft], { cancelable: true });
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
}

/** A message is finished: once for each. */
export class AutessaMessageEvent extends SessionEvent<[Message]> {
  readonly message: Message;

  constructor(message: Message) {
    super('autessa-message', [message]);
    this.message = message;
  }
}

/** A tool of the agent's was called, or has news (API document: "Tool Stream Messages"). */
export class AutessaToolEvent extends SessionEvent<[ToolMessage, ToolPhase]> {
  readonly toolName: string;
  readonly invocationId: string;
  readonly publicVars: JsonObject;
  readonly phase: ToolPhase;
  /** As the server sent it. */
  readonly raw: JsonObject;

  constructor(message: ToolMessage, phase: ToolPhase) {
    super('autessa-tool', [message, phase]);
    this.toolName = message.toolName;
    this.invocationId = message.invocationId;
    this.publicVars = message.publicVars;
    this.phase = phase;
    this.raw = message.raw;
  }
}

/** A message of a kind that the Agent API's document does not describe. */
export class AutessaServerMessageEvent extends SessionEvent<[unknown]> {
  /** The parsed JSON, or what arrived. */
  readonly raw: unknown;

  constructor(raw: unknown) {
    super('autessa-server-message', [raw]);
    this.raw = raw;
  }
}

/** Something went wrong. */
export class AutessaErrorEvent extends SessionEvent<[AgentError]> {
  readonly error: AgentError;

  constructor(error: AgentError) {
    super('autessa-error', [error]);
    this.error = error;
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
