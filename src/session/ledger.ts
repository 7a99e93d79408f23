import type { State } from '../base/state.js';
import type { SessionSnapshot } from './snapshot.js';
import type { Turn } from './turn.js';

export interface LedgerOptions {
  readonly state: State<SessionSnapshot>;
}

/** Which turns the server has, counted as they end; where only the server's log can tell, it says so. */
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
}
