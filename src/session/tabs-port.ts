import type { JsonObject } from '../base/json.js';
import type { Message, MessageInput, Messages } from '../conversation/message.js';
import type { PromptTemplateVariables } from '../protocol/content.js';
import type { ActionRecord } from './actions/kept-actions.js';
import type { Command } from './ports.js';

/** This tab, while another one talks with the server. */
export interface FollowerPort {
  /** What was said here and the leader has not shown to have. */
  readonly untaken: Messages;
  /** Hands what was said over to the leader. @returns the reply */
  send(id: string, input: readonly MessageInput[], variables: PromptTemplateVariables | undefined, context: JsonObject | undefined): Promise<Message>;
  ask(command: Command, ...args: readonly unknown[]): void;
  /** Tells the leader of an action that was run here. */
  report(record: ActionRecord): void;
}

/** A conversation that several tabs show. */
export interface TabsPort {
  /** While another tab talks with the server. */
  readonly follower: FollowerPort | undefined;
  /** Talks with the server from now on, whoever did before. */
  takeLead(): Promise<void>;
}
