import type { JsonObject } from '../../src/base/json.js';
import { demoAgents } from './agents/index.js';
import type { Behaviour } from './agents/behaviour.js';
import { ActiveFaults, type FaultOrder } from './faults.js';
import { Versions } from './versions.js';

export interface ReceivedMessage {
  /** `null` for a single-shot `execute`. */
  readonly conversationId: string | null;
  readonly via: 'socket' | 'rest';
  /** As it came. */
  readonly message: JsonObject;
}

/** What an agent has received since it was made, for a test to compare. */
export interface Traffic {
  /** Messages that arrived, oldest first. */
  readonly messages: ReceivedMessage[];
  /** Messages that the fault `lose-message` swallowed. */
  readonly lost: JsonObject[];
  /** Sockets. */
  readonly connections: { opened: number; open: number };
  /** How often each REST operation was called. */
  readonly rest: Record<string, number>;
  /** Raw audio. */
  readonly binary: { frames: number; bytes: number };
}

export interface AgentOptions {
  readonly faults?: readonly FaultOrder[];
  /** The pace of its replies. Default: 60. */
  readonly tokensPerSecond?: number;
}

/** One simulated agent: how it answers, how fast, how badly, and what it has received. */
export class Agent {
  readonly id: number;
  readonly behaviour: Behaviour;
  readonly faults: ActiveFaults;
  readonly versions = new Versions();
  readonly traffic: Traffic = {
    messages: [],
    lost: [],
    connections: { opened: 0, open: 0 },
    rest: {},
    binary: { frames: 0, bytes: 0 },
  };
  /** Cuts a socket that is open now. */
  readonly cuts = new Set<() => void>();
  tokensPerSecond: number;

  constructor(id: number, behaviour: Behaviour, options: AgentOptions = {}) {
    this.id = id;
    this.behaviour = behaviour;
    this.faults = new ActiveFaults(options.faults);
    this.tokensPerSecond = options.tokensPerSecond ?? 60;
  }
}

/** All agents; those of the demo page are there from the start. */
export class Agents {
  readonly #byId = new Map<number, Agent>();
  #nextId = 1001;

  constructor() {
    for (const { id, behaviour } of demoAgents) this.#byId.set(id, new Agent(id, behaviour));
  }

  /** A fresh agent, under an id that no other has. */
  add(behaviour: Behaviour, options: AgentOptions): Agent {
    const agent = new Agent(this.#nextId++, behaviour, options);
    this.#byId.set(agent.id, agent);
    return agent;
  }

  find(id: unknown): Agent | undefined {
    return this.#byId.get(Number(id));
  }

  list(): readonly Agent[] {
    return [...this.#byId.values()];
  }
}
