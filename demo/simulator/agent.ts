import type { JsonObject } from '../../src/base/json.js';
import { ActiveFaults } from './active-faults.js';
import { demoAgents } from './agents/index.js';
import type { Behaviour } from './agents/behaviour.js';
import type { FaultOrder } from './faults.js';
import type { Line } from './line.js';
import { seededRandom, type Range } from './random.js';
import { Versions } from './versions.js';
import { defaultVoice, type VoiceSettings } from './voice/settings.js';

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
  /** Messages that the faults `lose-message` and `silent-before-message` swallowed. */
  readonly lost: JsonObject[];
  /** Sockets. */
  readonly connections: { opened: number; open: number };
  /** How often each REST operation was called. */
  readonly rest: Record<string, number>;
  /** Raw audio. */
  readonly binary: { frames: number; bytes: number };
}

/** What can be changed while an agent runs. */
export interface AgentSettings {
  /** The pace of its replies, more than 0. */
  tokensPerSecond: number;
  /** How long it takes before a reply begins and before a REST answer, in ms. */
  latencyMs: Range;
  /** How uneven the pace is, from 0 (a metronome) to 1 (each token takes from nothing to twice as long). */
  unevenness: number;
  /** How many tokens of a reply come before it waits until this is changed; `null`: it does not. */
  pauseAfter: number | null;
  voice: VoiceSettings;
}

export interface AgentOptions extends Partial<Omit<AgentSettings, 'voice'>> {
  readonly faults?: readonly FaultOrder[];
  /** Where all chance comes from. Default: 1. */
  readonly seed?: number;
  readonly voice?: Partial<VoiceSettings>;
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
  /** Sockets that are open now. */
  readonly lines = new Set<Line>();
  readonly settings: AgentSettings;
  /** What the next audio inputs and spoken turns are understood as, oldest first. */
  readonly transcriptions: string[] = [];
  readonly #waiting: (() => void)[] = [];
  /** 0 up to 1. */
  readonly random: () => number;

  constructor(id: number, behaviour: Behaviour, { faults = [], seed = 1, voice, ...settings }: AgentOptions = {}) {
    this.id = id;
    this.behaviour = behaviour;
    this.random = seededRandom(seed);
    // A stream of its own: how often a fault is asked for does not move the latencies.
    this.faults = new ActiveFaults(faults, seededRandom(seed + 1));
    this.settings = {
      tokensPerSecond: 60,
      latencyMs: [0, 0],
      unevenness: 0,
      pauseAfter: null,
      ...settings,
      voice: { ...defaultVoice, parrot: behaviour.repeatsVoice === true, ...voice },
    };
  }

  change({ voice, ...settings }: Partial<Omit<AgentSettings, 'voice'>> & { readonly voice?: Partial<VoiceSettings> }): void {
    Object.assign(this.settings, settings, { voice: { ...this.settings.voice, ...voice } });
    for (const goOn of this.#waiting.splice(0)) goOn();
  }

  /** Waits as long as a reply of so many tokens is to pause. */
  async pause(tokens: number): Promise<void> {
    while (tokens > (this.settings.pauseAfter ?? Infinity)) await new Promise<void>((resolve) => this.#waiting.push(resolve));
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
