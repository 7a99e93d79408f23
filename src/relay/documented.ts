import { array, boolean, custom, getDotPath, integer, literal, minValue, nullish, number, object, optional, picklist, pipe, safeParse, string, variant, type InferOutput } from 'valibot';
import { isJsonObject, type JsonObject } from '../base/json.js';
import type { OperationName } from '../protocol/operations.js';
import { refusal, type Refusal } from './refusal.js';

/*
 * What a browser may say by the API document, field by field. Fields that are not here stay here; one of another type
 * refuses the whole.
 */

const count = pipe(number(), integer(), minValue(0));
const variables = optional(custom<JsonObject>(isJsonObject));

const audioFormat = object({
  sampleRate: optional(count),
  sampleSizeInBits: optional(count),
  channels: optional(count),
  signed: optional(boolean()),
  bigEndian: optional(boolean()),
});

const input = variant('inputType', [
  object({ inputType: literal('TEXT'), content: string() }),
  object({
    inputType: literal('AUDIO'),
    base64EncodedData: optional(string()),
    s3Uri: optional(string()),
    audioFormat: optional(audioFormat),
    transcription: optional(string()),
  }),
]);

const version = object({ versionState: optional(picklist(['PUBLISHED', 'DRAFT', 'ARCHIVED'])), versionNumber: optional(count) });

const agentId = optional(count);
const ofConversation = object({ agentId, conversationId: nullish(string()) });
const outputMode = optional(picklist(['TEXT', 'AUDIO']));
const forPrompt = { environmentVariables: variables, promptTemplateVariables: variables };

const schemas = {
  'execute-create': object({ agentId, version: optional(version) }),
  execute: object({ agentId, conversationId: nullish(string()), input: optional(array(input)), ...forPrompt, version: optional(version) }),
  'execute-close': ofConversation,
  conversation: ofConversation,
  'conversation-status': ofConversation,
  'revive-conversation': ofConversation,
  'generate-audio-upload-link': object({}),
  MULTIMODAL: object({ messageType: literal('MULTIMODAL'), agentId, input: optional(array(input)), executionOutputMode: outputMode, ...forPrompt }),
  VOICE: object({ messageType: literal('VOICE'), agentId, audioFormat: optional(audioFormat), outputType: outputMode, ...forPrompt }),
};

export type Kind = OperationName | 'MULTIMODAL' | 'VOICE';

/** Fields of any request or message. */
export interface Documented {
  readonly conversationId?: string | null | undefined;
  readonly input?: readonly InferOutput<typeof input>[] | undefined;
  readonly environmentVariables?: JsonObject | undefined;
  readonly promptTemplateVariables?: JsonObject | undefined;
  readonly version?: JsonObject | undefined;
}

export interface Message {
  readonly fields: Documented;
  /** Whether this kind has such a field at all. */
  takes(field: keyof Documented): boolean;
}

/** The documented fields of a request or message. */
export function documentedFields(kind: Kind, message: JsonObject): Message | Refusal {
  const schema = schemas[kind];
  const { success, output, issues } = safeParse(schema, message, { abortEarly: true });
  if (!success) return refusal(400, `${getDotPath(issues[0]) ?? 'The message'} is not as documented`);
  return { fields: output, takes: (field) => field in schema.entries };
}
