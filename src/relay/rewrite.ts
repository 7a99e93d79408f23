import type { JsonObject } from '../base/json.js';
import type { AudioInput } from '../protocol/content.js';
import { presentedFile, type VisitorGrants } from './visitor-grants.js';
import { documentedFields, type Documented, type Kind } from './documented.js';
import { isRefusal, type Refusal } from './refusal.js';
import type { Holder } from './tokens.js';
import { tooLarge } from './untrusted-json.js';

/** What is done to all that one browser says. */
export interface RewriteRules {
  readonly holder: Holder;
  readonly grants: VisitorGrants;
  readonly allowEnvironmentVariables: boolean;
  readonly allowVersion: boolean;
  /** How long all may be that is not audio, in bytes. */
  readonly textLimit: number;
}

/**
 * A browser's request or message as the Agent API may see it: documented fields alone, files by the names that the
 * Agent API gave them, the site's pinned variables and version in place of the browser's, and neither environment
 * variables nor a version of the browser's own unless the site allows them.
 *
 * @param size of the message as it came, in bytes
 */
export function rewrite(kind: Kind, message: JsonObject, size: number, rules: RewriteRules): JsonObject | Refusal {
  const { holder, grants, allowEnvironmentVariables, allowVersion, textLimit } = rules;
  const documented = documentedFields(kind, message);
  if (isRefusal(documented)) return documented;
  const { fields, takes } = documented;
  if (size - audioSize(fields) > textLimit) return tooLarge;
  const input = fields.input && openFiles(fields.input, holder, grants);
  if (input && isRefusal(input)) return input;
  const variables = { ...fields.promptTemplateVariables, ...holder.variables };
  const rewritten: Record<string, unknown> = {
    ...fields,
    input,
    promptTemplateVariables: takes('promptTemplateVariables') && Object.keys(variables).length > 0 ? variables : undefined,
    environmentVariables: allowEnvironmentVariables ? fields.environmentVariables : undefined,
    version: takes('version') ? (holder.version ?? (allowVersion ? fields.version : undefined)) : undefined,
  };
  return Object.fromEntries(Object.entries(rewritten).filter(([, value]) => value !== undefined));
}

function openFiles(inputs: NonNullable<Documented['input']>, holder: Holder, grants: VisitorGrants): JsonObject[] | Refusal {
  const opened: JsonObject[] = [];
  for (const input of inputs) {
    const { s3Uri } = input as AudioInput;
    const file = s3Uri === undefined ? undefined : presentedFile(grants, holder, s3Uri);
    if (file && isRefusal(file)) return file;
    opened.push(file ? { ...input, s3Uri: file.original } : { ...input });
  }
  return opened;
}

/** In characters, all of which are ASCII where it is audio. */
function audioSize({ input = [] }: Documented): number {
  return input.reduce((sum, each) => sum + ((each as AudioInput).base64EncodedData?.length ?? 0), 0);
}
