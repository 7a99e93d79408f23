import { isJsonObject, textOf, type JsonObject } from '../base/json.js';
import { decodeInput } from './client-codec.js';
import { decodeOutput, type MultimodalInput, type MultimodalOutput } from './content.js';

/** One entry of a conversation's log (API document: "AgentLog Structure"). */
export type AgentLog =
  | { readonly logType: 'USER'; readonly userMultimodalInputs: readonly MultimodalInput[] }
  | { readonly logType: 'MESSAGE_TO_USER'; readonly multimodalOutput: MultimodalOutput }
  | { readonly logType: 'TOOL_REQUEST'; readonly executeToolRequest: ToolRequest }
  | { readonly logType: 'TOOL_RESPONSE'; readonly executeToolResponse: ToolResponse };

export interface ToolRequest {
  readonly toolCallId: string;
  readonly name: string;
  readonly variables: JsonObject;
}

export interface ToolResponse {
  readonly toolCallId: string;
  readonly toolName: string;
  readonly result: unknown;
}

/** API document: "Get Conversation"; the fields that a client has a use for. */
export interface ConversationDto {
  readonly conversationId: string;
  readonly version: string;
  /** ISO 8601, or `null` while it is open. */
  readonly closeDate: string | null;
  readonly logs: readonly AgentLog[];
}

/** API document: "Get Conversation". Entries of an unknown kind are left out. */
export function decodeConversation(value: unknown): ConversationDto | undefined {
  if (!isJsonObject(value)) return undefined;
  const { conversationId, version, closeDate, logs } = value;
  return {
    conversationId: textOf(conversationId),
    version: textOf(version),
    closeDate: typeof closeDate === 'string' ? closeDate : null,
    logs: Array.isArray(logs) ? logs.map(decodeLog).filter((log) => log !== undefined) : [],
  };
}

/** API document: "AgentLog Structure". */
function decodeLog(value: unknown): AgentLog | undefined {
  if (!isJsonObject(value)) return undefined;
  switch (value['logType']) {
    case 'USER': {
      const inputs = value['userMultimodalInputs'];
      const decoded = Array.isArray(inputs) ? inputs.map(decodeInput).filter((input) => input !== undefined) : [];
      return { logType: 'USER', userMultimodalInputs: decoded };
    }
    case 'MESSAGE_TO_USER': {
      const multimodalOutput = decodeOutput(value['multimodalOutput']);
      return multimodalOutput && { logType: 'MESSAGE_TO_USER', multimodalOutput };
    }
    case 'TOOL_REQUEST': {
      const request = value['executeToolRequest'];
      if (!isJsonObject(request)) return undefined;
      const variables = isJsonObject(request['variables']) ? request['variables'] : {};
      return {
        logType: 'TOOL_REQUEST',
        executeToolRequest: { toolCallId: textOf(request['toolCallId']), name: textOf(request['name']), variables },
      };
    }
    case 'TOOL_RESPONSE': {
      const response = value['executeToolResponse'];
      if (!isJsonObject(response)) return undefined;
      const { toolCallId, toolName, result } = response;
      return {
        logType: 'TOOL_RESPONSE',
        executeToolResponse: { toolCallId: textOf(toolCallId), toolName: textOf(toolName), result },
      };
    }
    default:
      return undefined;
  }
}
