import type { JsonObject } from '../../../src/base/json.js';
import type { EnvironmentVariables, PromptTemplateVariables } from '../../../src/protocol/content.js';
import type { AgentLog } from '../../../src/protocol/logs.js';

/** What an agent knows when it answers. */
export interface Turn {
  /** What the person wrote, or the transcription of what they said. */
  readonly text: string;
  readonly promptTemplateVariables: PromptTemplateVariables;
  readonly environmentVariables: EnvironmentVariables;
  /** The conversation so far, this turn's entry included; empty for a single-shot request. */
  readonly history: readonly AgentLog[];
  /** The number of the version that answers. */
  readonly version: number;
}

/** Some text of the reply, which is streamed token by token. */
export interface TextPart {
  readonly kind: 'text';
  readonly text: string;
}

/** A tool that the agent uses before it goes on. */
export interface ToolPart {
  readonly kind: 'tool';
  readonly name: string;
  /** The arguments, as they get into the log. */
  readonly variables: JsonObject;
  /** What the visitor may see of the arguments. */
  readonly publicVars: JsonObject;
  readonly result: unknown;
  /** How long it takes at 60 tokens per second, in ms; a faster agent has faster tools. */
  readonly durationMs: number;
}

export type ReplyPart = TextPart | ToolPart;

/** How a simulated agent answers. */
export interface Behaviour {
  /** What the control API calls it. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Whether it answers a spoken turn with the turn itself, unless its settings say otherwise. */
  readonly repeatsVoice?: boolean;
  reply(turn: Turn): readonly ReplyPart[];
}

export function text(value: string): TextPart {
  return { kind: 'text', text: value };
}
