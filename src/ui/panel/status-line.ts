import { html, type TemplateResult } from 'lit';
import { initialSnapshot, type SessionSnapshot } from '../../session/snapshot.js';
import type { Phase } from '../../session/core/phases.js';
import { errorText, type Strings } from '../strings/strings.js';
import type { Notices } from './notices/notices.js';
import type { TroubleInput } from './notices/trouble.js';

/** How often a countdown moves, in ms. A connection that is back sooner was never worth a word. */
const tickMs = 1_000;

/** What it takes to put it into words. */
export interface StatusContext extends Omit<TroubleInput, 'snapshot' | 'isLate'> {
  readonly strings: Strings;
  /** BCP 47 */
  readonly language: string;
}

/**
 * The one line for what the connection is doing, or why it does not go on. Short interruptions pass without a word; a
 * wait that the server asked for is counted down. It keeps time only while there is something to say.
 */
export class StatusLine {
  readonly #notices: Pick<Notices, 'current' | 'hasFailed'>;
  readonly #onChange: () => void;
  readonly #onRetry: () => void;
  #snapshot: Readonly<SessionSnapshot> = initialSnapshot;
  #timer: ReturnType<typeof setInterval> | undefined;
  #isLate = false;
  /** Whether it says what stands in the way, as of the last template. */
  hasTrouble = false;
  /** What was last done besides connecting: a short interruption of that is none of it. */
  #settled: Phase = initialSnapshot.state;

  /**
   * @param notices what shows trouble is loaded when there is some
   * @param onChange the words are other ones now
   * @param onRetry the person wants to connect again
   */
  constructor(notices: Pick<Notices, 'current' | 'hasFailed'>, onChange: () => void, onRetry: () => void) {
    this.#notices = notices;
    this.#onChange = onChange;
    this.#onRetry = onRetry;
  }

  update(snapshot: Readonly<SessionSnapshot>): void {
    const before = this.#snapshot.state;
    this.#snapshot = snapshot;
    const { state } = snapshot;
    if (state === before) return;
    this.#isLate = false;
    clearInterval(this.#timer);
    if (!/connecting/.test(state)) {
      this.#settled = state;
      if (state !== 'limited') return;
    }
    this.#timer = setInterval(() => {
      this.#isLate = true;
      this.#onChange();
    }, tickMs);
  }

  template(context: StatusContext): TemplateResult {
    const { strings } = context;
    const { current: views, hasFailed } = this.#notices;
    const snapshot = this.#snapshot;
    const doing = this.#isLate ? snapshot.state : this.#settled;
    // Where not even that can be loaded, there is no network.
    const code = !views && hasFailed ? 'connection' : doing === 'limited' && doing;
    const word = doing === 'responding' || /connecting/.test(doing) ? strings[doing as 'responding'] : '';
    const trouble = views?.troubleTemplate({ ...context, snapshot, isLate: this.#isLate, onRetry: this.#onRetry });
    this.hasTrouble = !!trouble;
    return html`<div class="status" part="status">${trouble}<span role="status" .textContent=${code ? errorText(strings, code) : word}></span></div>`;
  }

  /** Ends the keeping of time, until the next update. */
  dispose(): void {
    this.update(initialSnapshot);
  }
}
