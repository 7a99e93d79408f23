import { withoutSlash } from './addresses.js';
import type {
  CustomVersion,
  EnvironmentVariables,
  MultimodalInput,
  MultimodalOutput,
  PromptTemplateVariables,
} from './content.js';

/** The REST operations, by the last part of their address (API document: "REST API Endpoints"). */
export const operationNames = [
  'execute-create',
  'execute',
  'execute-close',
  'conversation',
  'conversation-status',
  'revive-conversation',
  'generate-audio-upload-link',
] as const;

export type OperationName = (typeof operationNames)[number];

/** The path of the REST operations, without the operation's name. */
export const restPath = '/clients/agents/';

/** The address of a REST operation (API document: "REST API Endpoints"). */
export function restAddress(apiBase: string, operation: OperationName, agentId: number): string {
  return `${withoutSlash(apiBase)}${restPath}${operation}?resourceId=${agentId}`;
}

/** API document: "Create Conversation". */
export interface CreateRequest {
  readonly agentId: number;
  readonly version?: CustomVersion;
}
export interface CreateAnswer {
  readonly conversationId: string;
}

/** API document: "Execute Agent". */
export interface ExecuteRequest {
  readonly agentId: number;
  /** Without one the agent answers once and forgets. */
  readonly conversationId?: string;
  readonly input: readonly MultimodalInput[];
  readonly environmentVariables?: EnvironmentVariables;
  readonly promptTemplateVariables?: PromptTemplateVariables;
  /** Ignored with a `conversationId`. */
  readonly version?: CustomVersion;
}
export interface ExecuteAnswer {
  readonly output: readonly MultimodalOutput[];
}

/** API document: "Close Conversation", "Get Conversation", "Get Conversation Status", "Revive Conversation". */
export interface ConversationRequest {
  readonly agentId: number;
  readonly conversationId: string;
}

/** API document: "EConversationStatus". */
export type ConversationStatus = 'IN_PROGRESS' | 'CLOSED' | 'NOT_FOUND';
export interface StatusAnswer {
  readonly conversationId: string;
  readonly status: ConversationStatus;
}

export interface ReviveAnswer {
  /** May be another one than was asked for. */
  readonly conversationId: string;
  readonly status: string;
}

/** API document: "Generate Audio Upload Link". */
export interface UploadLinkAnswer {
  /** Where to `PUT` the WAV file. */
  readonly uploadUrl: string;
  /** What an `AudioInput` then names. */
  readonly s3Uri: string;
  /** In seconds. */
  readonly expiresInSeconds: number;
}

const statuses: readonly string[] = ['IN_PROGRESS', 'CLOSED', 'NOT_FOUND'] satisfies ConversationStatus[];

/** API document: "EConversationStatus"; `undefined` for any other word. */
export function decodeConversationStatus(value: unknown): ConversationStatus | undefined {
  return statuses.includes(value as string) ? (value as ConversationStatus) : undefined;
}
