import type { JsonObject } from '../../base/json.js';

/** What an action is told beside its variables. */
export interface ActionContext {
  /** Aborts when nobody waits for it any more: after 30 s, or when the session ends. */
  readonly signal: AbortSignal;
  /** The call's id, as the server gave it; empty where it gave none. */
  readonly toolCallId: string;
  /** The `<autessa-agent>` that the conversation belongs to; `undefined` without one. */
  readonly element: HTMLElement | undefined;
}

/**
 * A function of the page that a tool of the agent's stands for. What it returns, or its promise does, goes along with the
 * next message as JSON in the prompt template variable `actionResults`; `{ say: 'text' }` is said in the person's place.
 *
 * @param variables what the agent lets the page know of the call's arguments (API document: `publicVars`)
 */
export type Action = (variables: JsonObject, context: ActionContext) => unknown;

/** Actions by the name of the tool. */
export type Actions = Readonly<Record<string, Action>>;

/** An action may return this. */
export interface SayResult {
  /** Sent as if the person had written it. */
  readonly say: string;
}
