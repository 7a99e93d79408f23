import type { JsonObject } from '../base/json.js';
import type { TypedEventTarget } from '../base/typed-event-target.js';
import type { Message, MessageInput } from '../conversation/message.js';
import type { PromptTemplateVariables } from '../protocol/content.js';
import type { SessionEventMap } from './events.js';
import type { ReplyAudio } from './reply-audio.js';
import type { SessionSnapshot } from './snapshot.js';

/** What is to be deleted. */
export interface ClearOptions {
  /** All that the widget keeps on this site: of all its agents, and of all who use this browser. Default: false. */
  readonly everything?: boolean;
}

/** What a person may want of a session, from any tab. `AgentSession` says what each is for. */
export interface SessionCommands {
  receive(id: string, input: readonly MessageInput[], variables?: PromptTemplateVariables, context?: JsonObject): Promise<Message> | undefined;
  stop(): void;
  retry(messageId: string): Promise<Message | undefined>;
  cancel(messageId: string): Promise<boolean>;
  reconnect(): Promise<void>;
  acceptConsent(text?: string): Promise<void>;
  newConversation(): Promise<void>;
  undoNewConversation(): Promise<void>;
  openConversation(conversationId: string): Promise<void>;
  deleteConversation(conversationId: string): Promise<void>;
  endConversation(): Promise<void>;
  clearStoredData(options?: ClearOptions): Promise<void>;
  loadEarlier(): Promise<void>;
}

export type Command = keyof SessionCommands;

/** What anybody sees of a session. */
export interface PublicSession extends Omit<SessionCommands, 'receive'>, TypedEventTarget<SessionEventMap> {
  readonly snapshot: Readonly<SessionSnapshot>;
  /** Settles when what was stored is there. Never rejects. */
  open(): Promise<void>;
  /** Sends what the person said. @returns the finished reply */
  send(input: string | readonly MessageInput[]): Promise<Message>;
}

/** The session, as its parts see it. */
export interface SessionPort extends Pick<SessionCommands, 'receive'> {
  /** As a page has it. */
  readonly api: PublicSession;
  readonly audio: ReplyAudio;
  /** Keeps what changed, and sends what waits as soon as what was stored is there. */
  saveAndProceed(): void;
  /** Has a command carried out by the tab that talks with the server, if that is another one. @returns whether it is */
  passToLeader(command: Command, ...args: readonly unknown[]): boolean;
  /** Settles when all commands are carried out at once. */
  loadLifecycle(): Promise<unknown>;
}
