import type { AgentError } from '../base/errors.js';
import type { JsonObject } from '../base/json.js';
import type { Message, MessageInput, ToolPhase } from '../conversation/message.js';
import type { PromptTemplateVariables } from '../protocol/content.js';
import type { Phase } from './phases.js';
import type { VoiceState } from './snapshot.js';

/**
 * What just happened, for the page. A session dispatches these on itself, and the element once more on itself: an event
 * that has been dispatched belongs to its target, so it can be copied.
 */
export abstract class SessionEvent<Fields extends object = object> extends Event {
  /** The event's name, which each class has. */
  static readonly type: string;
  /** @internal */
  declare readonly fields: Fields;

  /** @param fields become the event's own */
  constructor(fields: Fields, options?: EventInit) {
    super(new.target.type, { bubbles: true, composed: true, ...options });
    Object.defineProperty(this, 'fields', { value: fields });
    Object.assign(this, fields);
  }

  /** The same event, not yet dispatched. */
  copy(): Event {
    return new (this.constructor as new (fields: Fields) => Event)(this.fields);
  }
}

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

export type ConversationOrigin = 'created' | 'revived' | 'replaced';

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
}

/** Something is about to be sent. Cancelable; what is in `draft` may be replaced, directly or by the two accessors. */
export class AutessaBeforeSendEvent extends SessionEvent<{ readonly draft: OutgoingDraft }> {
  static override readonly type = 'autessa-before-send';
  /** A copy edits the same draft. */
  declare readonly draft: OutgoingDraft;

  constructor(fields: { readonly draft: OutgoingDraft }) {
    super(fields, { cancelable: true });
  }

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

/** A tool of the agent's was called, or has news (API document: "Tool Stream Messages"). */
export class AutessaToolEvent extends SessionEvent<
  Pick<AutessaToolEvent, 'toolName' | 'invocationId' | 'publicVars' | 'phase' | 'raw'>
> {
  static override readonly type = 'autessa-tool';
  declare readonly toolName: string;
  declare readonly invocationId: string;
  declare readonly publicVars: JsonObject;
  declare readonly phase: ToolPhase;
  /** As the server sent it. */
  declare readonly raw: JsonObject;
}

/** A message of a kind that the Agent API's document does not describe. */
export class AutessaServerMessageEvent extends SessionEvent<Pick<AutessaServerMessageEvent, 'raw'>> {
  static override readonly type = 'autessa-server-message';
  /** The parsed JSON, or what arrived. */
  declare readonly raw: unknown;
}

/** Something went wrong. */
export class AutessaErrorEvent extends SessionEvent<Pick<AutessaErrorEvent, 'error'>> {
  static override readonly type = 'autessa-error';
  declare readonly error: AgentError;
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

export const sessionEvents = [
  AutessaReadyEvent,
  AutessaStateEvent,
  AutessaConversationEvent,
  AutessaBeforeSendEvent,
  AutessaMessageEvent,
  AutessaToolEvent,
  AutessaServerMessageEvent,
  AutessaErrorEvent,
] as const;
