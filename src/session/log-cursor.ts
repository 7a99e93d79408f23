import type { State } from '../base/state.js';
import type { SessionSnapshot } from './snapshot.js';
import type { Turn } from './turn.js';

export interface LogCursorOptions {
  readonly state: State<SessionSnapshot>;
}

/** Which turns the server has, counted as they end; where only the server's log can tell, it says so. */
export class LogCursor {
  /** How many `USER` entries of the server's log are known to belong to turns that are over. */
  settledTurns = 0;
  /**
   * Whether that is all of them. A turn that was stopped before any sign of life may be in the log, or not: then only
   * the log can tell, which takes a while.
   */
  count: 'known' | 'unknown' | 'being counted' = 'known';
  readonly #options: LogCursorOptions;

  constructor(options: LogCursorOptions) {
    this.#options = options;
  }

  get isCounted(): boolean {
    return this.count === 'known';
  }

  /** Another conversation begins, or one is taken up. */
  reset(settledTurns = 0, isCounted = true): void {
    this.settledTurns = settledTurns;
    this.count = isCounted ? 'known' : 'unknown';
  }

  /** A turn is over. @param isReceived whether it has shown to be in the log */
  close({ deliveries, conversationId }: Turn, isReceived: boolean): void {
    // What happened in a conversation that is gone counts no more.
    if (conversationId !== this.#options.state.current.conversationId) return;
    if (isReceived) this.settledTurns += 1;
    else if (deliveries > 0) this.count = 'unknown';
  }

  /** The turn that was in doubt has shown to be in the log. */
  confirm(): void {
    if (!this.isCounted) this.settledTurns += 1;
    this.count = 'known';
  }

  /** The log is being read. */
  beginCount(): void {
    this.count = 'being counted';
  }

  /** It has been read, unless what was counted is out of date by now. */
  endCount(settledTurns: number): void {
    if (this.count === 'being counted') this.reset(settledTurns);
  }

  /** Nobody is going to say how many there are. */
  cancelCount(): void {
    if (this.count === 'being counted') this.count = 'unknown';
  }
}
