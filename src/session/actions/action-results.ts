import { isJsonObject, parseJson, type JsonObject } from '../../base/json.js';
import { toJson } from '../../base/robust-json.js';
import type { ActionRecord } from './kept-actions.js';

/* What an action gets, and what the agent is told of it: the prompt template variable `actionResults`. */

/** How long what one action returned may be, as JSON, in UTF-16 units; of what is longer only the beginning is told. */
const resultLimit = 2_000;
const errorLimit = 300;
/** How long all of it may be; the oldest are left out. */
const allLimit = 8_000;

/** What an action returned, as JSON of a bounded length; nothing where it returned nothing, or no JSON. */
export function resultJson(toolName: string, result: unknown): string | undefined {
  const rest = withoutSay(result);
  if (rest === undefined) return undefined;
  let json: string | undefined;
  let cause: unknown;
  try {
    json = toJson(rest) as string | undefined;
  } catch (error) {
    cause = error;
  }
  if (json === undefined) console.warn(`<autessa-agent> What actions.${toolName} returned is no JSON, so the agent is not told:`, cause ?? rest);
  return json === undefined || json.length <= resultLimit ? json : toJson({ beginning: cut(json, resultLimit) });
}

/** The text that an action wants to be said in the person's place. */
export function sayOf(result: unknown): string | undefined {
  const say = isJsonObject(result) ? result['say'] : undefined;
  return typeof say === 'string' && say.trim() ? say : undefined;
}

/** What is said is not told once more. */
function withoutSay(result: unknown): unknown {
  if (sayOf(result) === undefined) return result;
  const { say: _say, ...rest } = result as JsonObject;
  return Object.keys(rest).length > 0 ? rest : undefined;
}

/** What an action gets. A server of another kind may send it as JSON. */
export function argumentsOf(given: unknown, toolName: string): JsonObject {
  const value = typeof given === 'string' ? parseJson(given) : given;
  // The page may do with them what it likes; others read them, too.
  if (isJsonObject(value)) return structuredClone(value);
  if (given != null) console.warn(`<autessa-agent> The variables for actions.${toolName} should be an object, and are none:`, given);
  return {};
}

/** Why an action failed, in a bounded length. A page may throw anything. */
export function errorText(error: unknown): string {
  try {
    return cut(`${error instanceof Error ? error.message : error}`, errorLimit);
  } catch {
    return 'The action failed';
  }
}

/** A JSON array, the newest last: `[{ "tool", "toolCallId", "status": "done" | "failed", "result"?, "error"? }]`. */
export function actionResults(records: readonly ActionRecord[]): string {
  const told: string[] = [];
  let length = 0;
  for (const { toolName: tool, toolCallId, phase: status, result, error } of records.toReversed()) {
    const head = toJson({ tool, toolCallId, status, error });
    const entry = result === undefined ? head : `${head.slice(0, -1)},"result":${result}}`;
    length += entry.length + 1;
    if (length > allLimit) break;
    told.unshift(entry);
  }
  return `[${told.join(',')}]`;
}

/** Leaves no half of a character. */
function cut(text: string, length: number): string {
  return text.length <= length ? text : text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
}
