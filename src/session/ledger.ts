import { sleep, type Clock } from '../base/clock.js';
import { AgentError } from '../base/errors.js';
import type { State } from '../base/state.js';
import type { RestOperations } from '../transport/rest-operations.js';
import type * as Recovery from './recovery.js';
import type { SettlingOptions, Verdict } from './recovery.js';
import type { SessionSnapshot } from './snapshot.js';
import type { Turn } from './turn.js';

/** A wire that says nothing for so long, in ms, while a reply is awaited, may be dead. */
const silenceMs = 15_000;

export interface LedgerOptions {
  readonly rest: RestOperations;
  readonly clock: Clock;
  readonly state: State<SessionSnapshot>;
}

/**
 * Which turns the server has: counted here as they end, and by the server's log where only that can tell. What reads
 * the log is loaded when it is needed.
 */
export class Ledger {
  /** How many `USER` entries of the server's log are known to belong to turns that are over. */
  settledTurns = 0;
  /** Whether that is all of them: a turn that was stopped before any sign of life may be in the log, or not. */
  isCounted = true;
  readonly #options: LedgerOptions;

  constructor(options: LedgerOptions) {
    this.#options = options;
  }

  /** Another conversation begins. */
  reset(): void {
    this.settledTurns = 0;
    this.isCounted = true;
  }

  /** A turn is over. @param isReceived whether it has shown to be in the log */
  close({ deliveries, conversationId }: Turn, isReceived: boolean): void {
    // What happened in a conversation that is gone counts no more.
    if (conversationId !== this.#options.state.current.conversationId) return;
    if (isReceived) this.settledTurns += 1;
    else if (deliveries > 0) this.isCounted = false;
  }

  /** The turn that was in doubt has shown to be in the log. */
  confirm(): void {
    if (!this.isCounted) this.settledTurns += 1;
    this.isCounted = true;
  }

  /** Finds out how many turns are over. Where the log cannot be read, what is known has to do. */
  async recount(signal: AbortSignal): Promise<void> {
    // Nobody needs to ask twice.
    this.isCounted = true;
    const counted = await this.#read(signal, undefined, (recovery, reading) => recovery.countTurns(reading)).catch(() => undefined);
    if (!signal.aborted) this.settledTurns = counted ?? this.settledTurns;
  }

  /** What is to become of a turn whose connection was lost. Rejects only where `signal` aborts. */
  settle(turn: Turn, signal: AbortSignal, onLimit: SettlingOptions['onLimit']): Promise<Verdict> {
    return this.#read(signal, turn, (recovery, reading) => recovery.settle(turn, { ...reading, onLimit })).catch((thrown: unknown) => ({
      isReceived: turn.isReceived,
      error: AgentError.ofLoading(thrown),
    }));
  }

  /**
   * Settles where the wire seems dead, or when `signal` aborts: the log tells a dead one from an agent that takes its
   * time.
   *
   * @param heardAt when the server was last heard, in ms since the epoch; `Infinity` where silence means nothing
   */
  async untilDead(turn: Turn, heardAt: () => number, signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    const since = clock.now();
    try {
      await sleep(clock, silenceMs, signal);
      await this.#read(signal, turn, (recovery, reading) =>
        recovery.untilDead(turn, () => Math.max(since, heardAt()), silenceMs, reading),
      );
    } catch {
      // It was aborted, or the network did not even bring the code.
    }
  }

  async #read<T>(
    signal: AbortSignal,
    turn: Turn | undefined,
    use: (recovery: typeof Recovery, reading: Recovery.Reading) => Promise<T>,
  ): Promise<T> {
    const { rest, clock, state } = this.#options;
    const { messages, conversationId: current } = state.current;
    const conversationId = turn?.conversationId ?? current ?? '';
    const settledTurns = turn?.settledBefore ?? (conversationId === current ? this.settledTurns : undefined);
    return use(await import('./recovery.js'), { rest, clock, conversationId, messages, settledTurns, signal });
  }
}
