import { isJsonObject, type JsonObject } from '../base/json.js';
import type { OperationName } from '../protocol/operations.js';
import type { Claims } from './tokens.js';

export interface RewriteOptions {
  readonly claims: Pick<Claims, 'variables' | 'version'>;
  readonly allowEnvironmentVariables: boolean;
}

/** What each operation and message may hold by the API document; anything else stays here. */
export const documentedFields: Readonly<Record<OperationName | 'MULTIMODAL' | 'VOICE', readonly string[]>> = {
  'execute-create': ['agentId', 'version'],
  execute: ['agentId', 'conversationId', 'input', 'environmentVariables', 'promptTemplateVariables', 'version'],
  'execute-close': ['agentId', 'conversationId'],
  conversation: ['agentId', 'conversationId'],
  'conversation-status': ['agentId', 'conversationId'],
  'revive-conversation': ['agentId', 'conversationId'],
  'generate-audio-upload-link': [],
  MULTIMODAL: ['messageType', 'agentId', 'input', 'executionOutputMode', 'environmentVariables', 'promptTemplateVariables'],
  VOICE: ['messageType', 'agentId', 'audioFormat', 'outputType', 'environmentVariables', 'promptTemplateVariables'],
};

/**
 * A browser's request or message as the Agent API may see it: documented fields alone, the site's pinned variables and
 * version in place of the browser's, and no environment variables unless the site allows them.
 */
export function rewrite(
  kind: keyof typeof documentedFields,
  message: JsonObject,
  { claims, allowEnvironmentVariables }: RewriteOptions,
): JsonObject {
  const fields = documentedFields[kind];
  const allowed = Object.fromEntries(fields.flatMap((name) => (message[name] === undefined ? [] : [[name, message[name]]])));
  if (!allowEnvironmentVariables) delete allowed['environmentVariables'];
  if (fields.includes('promptTemplateVariables')) {
    const theirs = isJsonObject(allowed['promptTemplateVariables']) ? allowed['promptTemplateVariables'] : {};
    const variables = { ...theirs, ...claims.variables };
    delete allowed['promptTemplateVariables'];
    if (Object.keys(variables).length > 0) allowed['promptTemplateVariables'] = variables;
  }
  if (fields.includes('version') && claims.version) allowed['version'] = claims.version;
  return allowed;
}
