import { html, nothing, type TemplateResult } from 'lit';
import type { JsonObject } from '../../../base/json.js';
import { toJson } from '../../../base/robust-json.js';
import type { Message } from '../../../conversation/message.js';
import type { Strings } from '../../strings/strings.js';
import { icon } from '../icons.js';

/** How deep a variable is taken apart; what lies deeper is shown as JSON. */
const depth = 3;

const stateIcons = {
  running: icon('M12 3a9 9 0 1 1-9 9'),
  done: icon('M5 12.5l4.5 4.5L19 7.5'),
  failed: icon('M12 7v6M12 17h.01M3 12a9 9 0 1 0 18 0 9 9 0 1 0-18 0'),
} as const;

/** A call of a tool: a line that opens to what the person may see of its variables. */
export function toolTemplate({ tool, status }: Message, { toolRunning, toolDone, errors }: Strings): TemplateResult {
  const action = tool?.action;
  const isRunning = action ? action === 'running' : status === 'streaming';
  const state = isRunning ? 'running' : action === 'failed' ? 'failed' : 'done';
  const words = { running: toolRunning, failed: errors.action, done: toolDone }[state];
  const line = html`${stateIcons[state]} <span class="tool-name">${tool ? nameOf(tool.toolName) : nothing}</span>
    <span class="tool-state is-${state}">${words}</span>`;
  if (!tool || Object.keys(tool.publicVars).length === 0) return html`<div class="tool-line">${line}</div>`;
  return html`<details>
    <summary class="tool-line">${line}</summary>
    ${variableList(tool.publicVars)}
  </details>`;
}

/** An identifier as a person would write it: `GetWeather` and `get_weather` are “Get weather”. */
function nameOf(identifier: string): string {
  const words = identifier
    .replace(/[_.\-/]+/g, ' ')
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .trim()
    .split(/\s+/)
    // What is all capitals is an abbreviation, and stays one.
    .map((word, index) => (index === 0 || /^\p{Lu}{2,}$/u.test(word) ? word : word.toLowerCase()))
    .join(' ');
  return words.replace(/^\p{Ll}/u, (first) => first.toUpperCase()) || identifier;
}

function variableList(variables: JsonObject, level = 1): TemplateResult {
  return html`<dl>
    ${Object.entries(variables).map(([name, value]) => html`<dt>${nameOf(name)}</dt><dd dir="auto">${valueOf(value, level)}</dd>`)}
  </dl>`;
}

function valueOf(value: unknown, level: number): unknown {
  if (typeof value !== 'object' || value === null) return value === undefined || value === null || value === '' ? '–' : String(value);
  if (level >= depth) return toJson(value);
  if (!Array.isArray(value)) return variableList(value as JsonObject, level + 1);
  const isFlat = value.every((each) => typeof each !== 'object');
  return isFlat ? value.join(', ') : value.map((each) => html`<div>${valueOf(each, level + 1)}</div>`);
}
