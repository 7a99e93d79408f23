import type { JsonObject } from '../base/json.js';
import type {
  AudioFormat,
  EnvironmentVariables,
  ExecutionOutputMode,
  MultimodalInput,
  MultimodalOutput,
  PromptTemplateVariables,
} from './content.js';

/** One turn of the person's, by text or audio file (API document: "MULTIMODAL Message"). */
export interface MultimodalMessage {
  readonly messageType: 'MULTIMODAL';
  readonly agentId: number;
  readonly executionOutputMode?: ExecutionOutputMode;
  readonly input: readonly MultimodalInput[];
  readonly environmentVariables?: EnvironmentVariables;
  readonly promptTemplateVariables?: PromptTemplateVariables;
}

/** Opens continuous audio; raw samples follow as binary messages (API document: "VOICE Message"). */
export interface VoiceMessage {
  readonly messageType: 'VOICE';
  readonly agentId: number;
  readonly audioFormat: AudioFormat;
  readonly outputType: ExecutionOutputMode;
  readonly environmentVariables?: EnvironmentVariables;
  readonly promptTemplateVariables?: PromptTemplateVariables;
}

/** What a client says on the socket (API document: "Client-to-Server Messages"). */
export type ClientMessage = MultimodalMessage | VoiceMessage;

/** The first message on a socket (API document: "Server-to-Client Messages"). */
export interface StatusMessage {
  readonly kind: 'status';
  /** Empty where errors alone are told, or a server names none. */
  readonly conversationId: string;
  /** `CREATED`, `REVIVED`, `IN_PROGRESS` or any other word, or nothing where errors are told. */
  readonly status: string;
  readonly errors: readonly string[];
}

/** A piece of the reply (API document: "Text Stream Messages", "Audio Stream Messages"). */
export interface StreamMessage {
  readonly kind: 'stream';
  readonly output: MultimodalOutput;
}

/** What a tool of the agent's is doing (API document: "Tool Stream Messages"). */
export interface ToolMessage {
  readonly kind: 'tool';
  /** `EXECUTE_TOOL`, or a word that the document does not name. */
  readonly responseType: string;
  readonly toolName: string;
  readonly invocationId: string;
  readonly publicVars: JsonObject;
  readonly streamMessage: string;
  readonly raw: JsonObject;
}

/** The end of a reply, whole (API document: "Final Response"). */
export interface FinalMessage {
  readonly kind: 'final';
  readonly conversationId: string | undefined;
  readonly output: readonly MultimodalOutput[];
  readonly errors: readonly string[];
}

/** Anything else: kept and handed on, never thrown. */
export interface UnknownMessage {
  readonly kind: 'unknown';
  /** The parsed JSON, or the text or bytes as they came. */
  readonly raw: unknown;
}

/** What the server says on the socket, decoded. */
export type ServerMessage = StatusMessage | StreamMessage | ToolMessage | FinalMessage | UnknownMessage;

/** `responseType` of the documented tool messages. */
export const EXECUTE_TOOL = 'EXECUTE_TOOL';
/** How the `streamMessage` that opens a tool begins. */
export const EXECUTION_START = 'EXECUTION START';

/** Whether a tool message opens a call; one of an undocumented `responseType` never does. */
export function opensCall({ responseType, streamMessage }: { readonly responseType?: unknown; readonly streamMessage?: unknown }): boolean {
  return responseType === EXECUTE_TOOL && String(streamMessage).startsWith(EXECUTION_START);
}
