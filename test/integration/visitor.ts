import type { OpenCall } from '../../src/audio/call.js';
import type { Clock } from '../../src/base/clock.js';
import { boundRecord, type ConversationRecord } from '../../src/storage/conversation-record.js';
import type { ConversationStore } from '../../src/storage/conversation-store.js';
import { AgentSession } from '../../src/session/agent-session.js';
import type { Agent } from '../../demo/simulator/agent.js';
import { eventually } from '../tools/eventually.js';
import { nodeSockets } from '../tools/node-socket.js';

/** How often a fast clock moves, in ms. */
const tickMs = 5;

/**
 * A clock on which so many times more ms pass. It moves with the turns of this process, in which the server is too: on
 * a busy machine both are slower, and neither seems to the other to have stopped.
 */
export function fastClock(speed: number): Clock {
  let now = Date.now();
  const timers = new Set<{ readonly at: number; readonly callback: () => void }>();
  const tick = (): void => {
    // A turn that comes late counts for no more.
    now += tickMs * speed;
    const due = [...timers].filter(({ at }) => at <= now).toSorted((one, other) => one.at - other.at);
    for (const timer of due) {
      if (timers.delete(timer)) timer.callback();
    }
  };
  setInterval(tick, tickMs).unref();
  return {
    now: () => now,
    after(ms, callback) {
      const timer = { at: now + ms, callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
  };
}

/** What a browser keeps for a page; one that has crashed writes no more. */
interface Page extends ConversationStore {
  crash(): void;
}

export interface VisitorOptions {
  readonly agent: Agent;
  /** Of the page, with the relay behind it. */
  readonly origin: string;
  readonly clock: Clock;
  /** Default: there is no microphone. */
  readonly openCall?: OpenCall;
}

/** A person at a browser, whose page is loaded again and again, and whose network comes and goes. */
export class Visitor {
  /** All that was typed, in order. */
  readonly typed: string[] = [];
  session!: AgentSession;
  readonly #options: VisitorOptions;
  #stored: ConversationRecord | undefined;
  #page!: Page;
  #isOnline = true;
  #hope: () => void = () => undefined;

  constructor(options: VisitorOptions) {
    this.#options = options;
    this.#load();
  }

  type(text: string): void {
    this.typed.push(text);
    // What becomes of it is read off the page.
    void this.session.send(text).catch(() => undefined);
  }

  /**
   * Not in the few ms in which a page has yet to read what was stored: nobody types as fast as that.
   *
   * @param isCrash whether the page has no time to put anything in order
   */
  async reload(isCrash: boolean): Promise<void> {
    await eventually(() => this.session.snapshot.isRestored);
    if (isCrash) this.#page.crash();
    this.session.dispose();
    this.#load();
  }

  setOnline(isOnline: boolean): void {
    this.#isOnline = isOnline;
    if (isOnline) this.#hope();
    else this.cut();
  }

  cut(): void {
    for (const line of this.#options.agent.lines) line.end();
  }

  /** Waits until nothing is under way any more, and nothing will be by itself. */
  async rest(withinMs: number): Promise<void> {
    const isAtRest = () => {
      const { isRestored, messages, state } = this.session.snapshot;
      const isOpen = messages.some(({ status }) => status === 'waiting' || status === 'sending' || status === 'streaming');
      return isRestored && !isOpen && ['idle', 'ready', 'ended', 'failed'].includes(state);
    };
    try {
      await eventually(isAtRest, withinMs);
    } catch {
      throw new Error(`It does not come to rest: ${JSON.stringify(this.session.snapshot)}`);
    }
  }

  #load(): void {
    const { agent, origin, clock, openCall } = this.#options;
    this.#page = this.#newPage();
    this.session = new AgentSession(
      { agentId: agent.id, apiBase: origin, tokens: `${origin}/token` },
      {
        clock,
        fetch: (input, init = {}) => {
          if (!this.#isOnline) return Promise.reject(new TypeError('Failed to fetch'));
          return fetch(input, { ...init, headers: { ...(init.headers as Record<string, string>), Origin: origin } });
        },
        createSocket: nodeSockets(origin),
        locks: undefined,
        ...(openCall && { openCall }),
        network: {
          isOnline: () => this.#isOnline,
          onHope: (callback) => (this.#hope = callback),
          onRest: () => undefined,
          onHide: () => undefined,
          onReturn: () => undefined,
        },
        policy: { delay: (attempt) => (attempt > 8 ? null : 200) },
        openStore: () => this.#page,
        onNextFrame: (callback) => void setTimeout(callback, 1),
      },
    );
    void this.session.open();
  }

  #newPage(): Page {
    let isAlive = true;
    const keep = (record: ConversationRecord | undefined): void => {
      if (isAlive) this.#stored = structuredClone(record);
    };
    return {
      read: () => Promise.resolve(structuredClone(this.#stored)),
      write: (record) => Promise.resolve(keep(boundRecord(record))),
      writeNow: (record) => keep(boundRecord(record)),
      clear: () => Promise.resolve(keep(undefined)),
      suspend: () => false,
      resume: () => undefined,
      close: () => undefined,
      isComplete: true,
      readAdded: () => Promise.resolve([]),
      onAdded: () => undefined,
      crash: () => {
        isAlive = false;
      },
    };
  }
}
