import { createId } from '../../src/base/id.js';
import type { Clock } from '../../src/base/clock.js';
import type { ConversationStatus } from '../../src/protocol/operations.js';
import type { AgentLog, ConversationDto } from '../../src/protocol/logs.js';
import type { Line } from './line.js';
import type { HeardRecord } from './voice/heard-record.js';
import { SpokenRecord } from './voice/spoken-record.js';

/** A conversation is over after 12 hours without a message, in ms (API document: "Close Conversation"). */
export const inactivityMs = 12 * 60 * 60 * 1000;

/** What was said between one visitor and one version of an agent. */
export class Conversation {
  readonly id = `conv_${createId()}`;
  readonly agentId: number;
  /** The number of the version it is tied to. */
  readonly version: number;
  readonly apiKeyId: string;
  readonly logs: AgentLog[] = [];
  /** Sockets that are open on it; more than one while a lost connection has not been noticed yet. */
  readonly lines = new Set<Line>();
  /** What was said aloud by the agent. */
  readonly spoken = new SpokenRecord();
  /** What was said aloud by the person, once there is something. */
  heard: HeardRecord | undefined;
  readonly #clock: Clock;
  #activeAt: number;
  #closedAt: number | undefined;
  #turns: Promise<unknown> = Promise.resolve();

  constructor(agentId: number, version: number, apiKeyId: string, clock: Clock) {
    this.agentId = agentId;
    this.version = version;
    this.apiKeyId = apiKeyId;
    this.#clock = clock;
    this.#activeAt = clock.now();
  }

  /** Milliseconds since the epoch, or `undefined` while it is open. */
  get closedAt(): number | undefined {
    const expiresAt = this.#activeAt + inactivityMs;
    if (this.#closedAt === undefined && this.#clock.now() >= expiresAt) this.#closedAt = expiresAt;
    return this.#closedAt;
  }

  get status(): ConversationStatus {
    return this.closedAt === undefined ? 'IN_PROGRESS' : 'CLOSED';
  }

  log(entry: AgentLog): void {
    this.logs.push(entry);
    this.#activeAt = this.#clock.now();
  }

  close(): void {
    this.#closedAt = this.closedAt ?? this.#clock.now();
  }

  revive(): void {
    this.#closedAt = undefined;
    this.#activeAt = this.#clock.now();
  }

  /** Runs turns one after another, so that replies come in the order of the messages, whatever socket they came by. */
  inTurn<T>(turn: () => Promise<T>): Promise<T> {
    const result = this.#turns.then(turn);
    this.#turns = result.catch(() => undefined);
    return result;
  }

  /** API document: "Get Conversation". */
  toDto(): ConversationDto & { resourceId: number; apiKeyId: string } {
    const { closedAt } = this;
    return {
      resourceId: this.agentId,
      version: String(this.version),
      conversationId: this.id,
      apiKeyId: this.apiKeyId,
      closeDate: closedAt === undefined ? null : new Date(closedAt).toISOString(),
      logs: [...this.logs],
    };
  }
}

/** All conversations of the simulator, kept in memory. */
export class Conversations {
  readonly #clock: Clock;
  readonly #byId = new Map<string, Conversation>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  create(agentId: number, version: number, apiKeyId: string): Conversation {
    const conversation = new Conversation(agentId, version, apiKeyId, this.#clock);
    this.#byId.set(conversation.id, conversation);
    return conversation;
  }

  /** Those of one agent, oldest first. */
  of(agentId: number): readonly Conversation[] {
    return [...this.#byId.values()].filter((conversation) => conversation.agentId === agentId);
  }

  /** From now on there is no such conversation. */
  forget(id: string): void {
    this.#byId.delete(id);
  }

  /** By an id as a page knows it, to which a relay may have added whom the conversation belongs to (`conv_x~…`). */
  findForPage(id: string): Conversation | undefined {
    return this.find(id.split('~', 1)[0]);
  }

  find(id: unknown): Conversation | undefined {
    return typeof id === 'string' ? this.#byId.get(id) : undefined;
  }
}
