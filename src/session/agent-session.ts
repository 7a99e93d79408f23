import type { StateOptions } from '../base/state.js';
import { TypedEventTarget } from '../base/typed-event-target.js';
import type { Message, MessageInput } from '../conversation/message.js';
import { formatTranscript, type TranscriptFormat, type TranscriptNames } from '../conversation/transcript.js';
import type { ConversationSummary } from '../conversation/conversation-summary.js';
import type { RestOperations } from '../transport/rest-operations.js';
import type { SessionEventMap } from './events.js';
import type { AgentSessionOptions, SessionPorts, SessionSettings } from './options.js';
import type { ClearOptions } from './ports.js';
import type { Speaker } from './reply-audio.js';
import { SessionInternals } from './session-internals.js';
import type { SessionSnapshot, VoiceCall } from './snapshot.js';

/**
 * A conversation with one agent, without any looks: it connects when there is something to say, streams the replies,
 * survives lost connections and reloads. `snapshot` says what is, the events what just happened.
 *
 * @fires autessa-ready - What was stored is there.
 * @fires autessa-state - `state` or `voiceState` changed.
 * @fires autessa-conversation - The server has named the conversation.
 * @fires autessa-before-send - Cancelable; may edit what is sent.
 * @fires autessa-message - A message is finished.
 * @fires autessa-tool - A tool of the agent's was called or has news. Cancelable where the page has an action for it.
 * @fires autessa-action - A function of the page that stands for a tool has begun or ended.
 * @fires autessa-call - A call has begun, as the person can be heard, or has ended.
 * @fires autessa-server-message - A message of an unknown kind.
 * @fires autessa-error - Something went wrong.
 */
export class AgentSession extends TypedEventTarget<SessionEventMap> {
  /** All operations of the Agent API by REST, with this session's token. */
  readonly rest: RestOperations;
  readonly #internals: SessionInternals;

  /**
   * @param options who talks with whom, and the first settings
   * @param ports the world outside; a browser's by default
   */
  constructor(options: AgentSessionOptions, ports: Partial<SessionPorts> = {}) {
    super();
    this.#internals = new SessionInternals(this, options, ports);
    this.rest = this.#internals.rest;
  }

  /** Says replies that come as audio (`replyMode` `AUDIO`). Default: whatever the device plays sound by. */
  get speaker(): Speaker | undefined {
    return this.#internals.audio.speaker;
  }
  set speaker(speaker: Speaker | undefined) {
    this.#internals.audio.speaker = speaker;
  }

  get snapshot(): Readonly<SessionSnapshot> {
    return this.#internals.state.current;
  }

  /** Conversations that were left and are kept in this browser, for this agent and user; the last one first, at most 50. */
  get conversations(): readonly ConversationSummary[] {
    return this.snapshot.conversations ?? [];
  }

  /** Calls back, once a microtask, when the snapshot has changed. */
  subscribe(subscriber: (snapshot: Readonly<SessionSnapshot>) => void, options?: StateOptions): void {
    this.#internals.state.subscribe(subscriber, options);
  }

  /** Changes settings; what is sent from now on is sent with them. */
  configure(settings: SessionSettings): void {
    this.#internals.configure(settings);
  }

  /**
   * Says whether somebody looks at the conversation. While nobody does and no reply is awaited, a connection that is
   * lost is not sought again. At first: true.
   */
  setVisible(isVisible: boolean): void {
    this.#internals.setVisible(isVisible);
  }

  /** Reads what was stored and, where there is a conversation, checks it and takes it up again. Never rejects. */
  open(): Promise<void> {
    return this.#internals.open();
  }

  /** Connects before there is something to say, so that the answer comes sooner. */
  prepare(): Promise<void> {
    return this.#internals.prepare();
  }

  /**
   * Sends what the person said, or queues it behind the reply that is under way.
   *
   * @returns the finished reply
   * @throws {AgentError} any code but those of the microphone; `aborted` where a listener of `autessa-before-send`
   *   prevented it, where consent is missing, or where the conversation was left meanwhile
   */
  send(input: string | readonly MessageInput[]): Promise<Message> {
    return this.#internals.send(input);
  }

  /** Ends the reply that is under way for the person at once; what still arrives of it is dropped. */
  stop(): void {
    this.#internals.stop();
  }

  /**
   * Sends a message that failed, or whose reply did, once more.
   *
   * @param messageId of either
   * @returns the finished reply, as `send` does; `undefined` where there is nothing to send again
   */
  retry(messageId: string): Promise<Message | undefined> {
    return this.#internals.command('retry', messageId);
  }

  /**
   * Takes back a message that waits, or whose audio is being uploaded: it is gone from the page, unless it was sent before.
   *
   * @returns whether there was one to take back
   */
  cancel(messageId: string): Promise<boolean> {
    return this.#internals.command('cancel', messageId);
  }

  /** Tries to connect again at once. */
  reconnect(): Promise<void> {
    return this.#internals.reconnect();
  }

  /** The person has accepted the consent text. @returns settles when that counts; never rejects */
  acceptConsent(text?: string): Promise<void> {
    return this.#internals.acceptConsent(text);
  }

  /**
   * Begins to talk with the agent. To be called inside a click, before anything is awaited.
   *
   * @param context is closed with the call; to be made inside that click. Default: a new one
   * @returns settles when the person can be heard
   * @throws {AgentError} why they cannot; `snapshot.voiceError` says it too. `aborted` where it was ended before, or
   *   consent is missing
   */
  startVoice(context?: AudioContext): Promise<void> {
    return this.#internals.startVoice(context);
  }

  /** Ends the call; the conversation goes on in writing. */
  stopVoice(): void {
    this.#internals.stopVoice();
  }

  /** The call, while there is one and its code is loaded. */
  get voice(): VoiceCall | undefined {
    return this.snapshot.voice;
  }

  /**
   * Leaves this conversation, which is closed on the server, for one that begins with the next message. This and the
   * other commands settle when they have been carried out, in the order in which they were given; they reject with
   * `connection` where their code, which is loaded with the first reply, cannot be had.
   */
  newConversation(): Promise<void> {
    return this.#internals.command('newConversation');
  }

  /**
   * Goes back to the conversation that `newConversation` left, entire; what was said since is gone. The server revives
   * a conversation that was closed.
   */
  undoNewConversation(): Promise<void> {
    return this.#internals.command('undoNewConversation');
  }

  /**
   * Goes on with a conversation that was left, one of `conversations`. The server revives it when something is said.
   *
   * @throws {AgentError} `config` where no such conversation is kept in this browser
   */
  openConversation(conversationId: string): Promise<void> {
    return this.#internals.command('openConversation', conversationId);
  }

  /** Deletes a conversation from this browser, and closes it on the server; the one that is shown gives way to a new one. */
  deleteConversation(conversationId: string): Promise<void> {
    return this.#internals.command('deleteConversation', conversationId);
  }

  /**
   * Closes the conversation on the server (API document: "Close Conversation"). What was said stays on the page; the
   * next message begins a new conversation.
   *
   * @throws {AgentError} where the server could not be told; the conversation has ended here nonetheless
   */
  endConversation(): Promise<void> {
    return this.#internals.command('endConversation');
  }

  /**
   * Fetches what was said before `messages`, the newest 200, where the snapshot says that there may be more.
   *
   * @throws {AgentError} where the server's log cannot be read
   */
  loadEarlier(): Promise<void> {
    return this.#internals.command('loadEarlier');
  }

  /** The conversation as text to keep. */
  transcript(format: TranscriptFormat, names: TranscriptNames = { user: 'You', agent: 'Agent' }): string {
    return formatTranscript(this.snapshot.messages, format, names);
  }

  /**
   * Forgets the conversation here, and leaves nothing of it in the browser; other agents and users keep theirs, unless
   * `everything` is to go.
   *
   * @throws {AgentError} `storage` where everything was to go, and the browser's database cannot be emptied
   */
  clearStoredData(options: ClearOptions = {}): Promise<void> {
    return this.#internals.command('clearStoredData', options);
  }

  /** Ends the session: nothing is left running. What was not delivered stays stored for the next one. */
  dispose(): void {
    this.#internals.dispose();
  }
}
