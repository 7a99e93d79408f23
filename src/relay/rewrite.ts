import { isJsonObject, type JsonObject } from '../base/json.js';
import type { Claims } from './tokens.js';

export interface RewriteOptions {
  readonly claims: Claims;
  readonly allowEnvironmentVariables: boolean;
}

/**
 * A browser's request or message as the Agent API may see it: the site's pinned variables win over the browser's, and
 * environment variables are taken out unless the site allows them.
 */
export function rewrite(message: JsonObject, { claims, allowEnvironmentVariables }: RewriteOptions): JsonObject {
  const { environmentVariables, promptTemplateVariables, ...rest } = message;
  const theirs = isJsonObject(promptTemplateVariables) ? promptTemplateVariables : {};
  const variables = { ...theirs, ...claims.variables };
  return {
    ...rest,
    ...(Object.keys(variables).length > 0 && { promptTemplateVariables: variables }),
    ...(allowEnvironmentVariables && environmentVariables !== undefined && { environmentVariables }),
  };
}
