import type { AgentError } from '../base/errors.js';
import { isSendable, type Message, type MessageInput } from '../conversation/message.js';
import type { PromptTemplateVariables } from '../protocol/content.js';
import type { MultimodalMessage } from '../protocol/messages.js';
import type { SessionSettings } from './options.js';

/** A user's message on its way to its reply. */
export interface Turn {
  /** The id of the user's message. */
  readonly id: string;
  input: readonly MessageInput[];
  /** Ends what is done for it, now: its preparation, or the watch over its reply. */
  abort: AbortController;
  /** What a listener made of the variables for this turn; else those count that are set when it is sent. */
  readonly variables: PromptTemplateVariables | undefined;
  /** The finished reply. Rejects with an `AgentError`. */
  readonly reply: Promise<Message>;
  readonly resolve: (reply: Message) => void;
  readonly reject: (error: AgentError) => void;
  /** Where it was sent last; `settledBefore` of that conversation's `USER` entries belong to earlier turns. */
  conversationId: string | undefined;
  settledBefore: number | undefined;
  /** How often it was handed to a socket. */
  deliveries: number;
  /** Whether the server has shown that it has it. */
  isReceived: boolean;
  /** Whether its audio is on its way into a form that can be sent. */
  isPreparing: boolean;
  /** The transcription of the last audio chunk of its reply. */
  transcription: string | undefined;
}

export function createTurn({ id, input, text, conversationId }: Message, variables?: PromptTemplateVariables): Turn {
  let resolve!: Turn['resolve'];
  let reject!: Turn['reject'];
  const reply = new Promise<Message>((resolveReply, rejectReply) => {
    resolve = resolveReply;
    reject = rejectReply;
  });
  // A page that does not wait for the reply should not find an uncaught error: the message shows what happened.
  reply.catch(() => undefined);
  return {
    id,
    input: input ?? [{ inputType: 'TEXT', content: text }],
    variables,
    reply,
    resolve,
    reject,
    abort: new AbortController(),
    conversationId,
    settledBefore: undefined,
    deliveries: 0,
    isReceived: false,
    isPreparing: false,
    transcription: undefined,
  };
}

/** What is sent for a turn (API document: "MULTIMODAL Message"). */
export function multimodalMessage(turn: Turn, agentId: number, settings: SessionSettings): MultimodalMessage {
  const { replyMode, variables, environmentVariables } = settings;
  return {
    messageType: 'MULTIMODAL',
    agentId,
    executionOutputMode: replyMode ?? 'TEXT',
    input: turn.input.filter(isSendable),
    environmentVariables: environmentVariables ?? {},
    promptTemplateVariables: turn.variables ?? variables ?? {},
  };
}
