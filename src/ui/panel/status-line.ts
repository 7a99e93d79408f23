import { html, nothing, type TemplateResult } from 'lit';
import { initialSnapshot, type SessionSnapshot } from '../../session/snapshot.js';
import type { Phase } from '../../session/core/phases.js';
import type { NoticeViews } from './notices/notices.js';
import { wordsFor, type Strings } from '../strings/strings.js';

/** How often a countdown moves, in ms. A connection that is back sooner was never worth a word. */
const tickMs = 1_000;

/** What it takes to put it into words. */
export interface StatusContext {
  readonly strings: Strings;
  /** BCP 47 */
  readonly language: string;
  /** Views that are loaded when there is something to show in them. */
  readonly notices: NoticeViews | undefined;
  readonly onRetry: () => void;
}

/**
 * What the connection is doing, in words. Short interruptions pass without any; a wait that the server asked for is
 * counted down. It keeps time only while there is something to say.
 */
export class StatusLine {
  readonly #onChange: () => void;
  #snapshot: Readonly<SessionSnapshot> = initialSnapshot;
  #timer: ReturnType<typeof setInterval> | undefined;
  #isLate = false;
  /** What was last done besides connecting: a short interruption of that is none of it. */
  #settled: Phase = initialSnapshot.state;

  /** @param onChange the words are other ones now */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
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
    const { strings, language, notices, onRetry } = context;
    const { error, retryAt = 0, state } = this.#snapshot;
    const isLate = state === 'reconnecting' && this.#isLate;
    const words = error && (isLate || state === 'failed' || state === 'offline') && wordsFor(strings, error.code);
    // That the connection is lost goes without saying while it is being made again.
    const trouble = isLate && error?.code === 'connection' ? '' : words;
    // Each second of a countdown is for the eyes; it is said only once that there is one.
    const countdown = state === 'limited' && notices?.countdownTemplate(retryAt, strings, language);
    return html`${trouble ? (notices?.troubleTemplate(trouble, strings, onRetry) ?? trouble) : nothing}
      <div class="status" part="status">
        <span role="status" class=${countdown ? 'visually-hidden' : ''} .textContent=${this.#words(strings)}></span>
        ${countdown || nothing} ${isLate && !trouble ? notices?.retryTemplate(strings, onRetry) : nothing}
      </div>`;
  }

  /** Ends the keeping of time, until the next update. */
  dispose(): void {
    clearInterval(this.#timer);
    this.#snapshot = initialSnapshot;
    this.#settled = initialSnapshot.state;
  }

  #words(strings: Strings): string {
    const state = this.#isLate ? this.#snapshot.state : this.#settled;
    switch (state) {
      case 'connecting':
      case 'reconnecting':
        return strings[state];
      case 'responding':
        return strings.responding;
      case 'limited':
        return wordsFor(strings, 'limited') ?? '';
      default:
        return '';
    }
  }
}
