import { html, nothing, type TemplateResult } from 'lit';
import type { SessionSnapshot } from '../../session/snapshot.js';
import { fill, wordsFor, type Strings } from '../strings/strings.js';

/** A connection that is back within this time, in ms, was never worth a word. */
const patienceMs = 1_000;

/**
 * What the connection is doing, in words. Short interruptions pass without any; a wait that the server asked for is
 * counted down. It keeps time only while there is something to say.
 */
export class StatusLine {
  readonly #onChange: () => void;
  #snapshot: Readonly<SessionSnapshot> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isLate = false;

  /** @param onChange the words are other ones now */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Whether an interruption has lasted long enough to be worth a word. */
  get isLate(): boolean {
    return this.#isLate;
  }

  update(snapshot: Readonly<SessionSnapshot>): void {
    const before = this.#snapshot?.state;
    this.#snapshot = snapshot;
    if (snapshot.state === before) return;
    this.#stop();
    this.#isLate = false;
    if (snapshot.state === 'limited') this.#every(1_000);
    else if (snapshot.state === 'connecting' || snapshot.state === 'reconnecting') this.#every(patienceMs, true);
  }

  template(strings: Strings): TemplateResult {
    // Each second of a countdown is for the eyes; it is said only once that there is one.
    const countdown = this.#snapshot?.state === 'limited' ? this.#countdown(strings, this.#snapshot.retryAt ?? 0) : nothing;
    return html`<div class="status" part="status">
      <span role="status" class=${countdown === nothing ? '' : 'visually-hidden'}>${this.#words(strings) ?? nothing}</span>${countdown}
    </div>`;
  }

  /** Ends the keeping of time, until the next update. */
  dispose(): void {
    this.#stop();
    this.#snapshot = undefined;
  }

  #words(strings: Strings): string | undefined {
    switch (this.#snapshot?.state) {
      case 'connecting':
        return this.#isLate ? strings.connecting : undefined;
      case 'reconnecting':
        return this.#isLate ? strings.reconnecting : undefined;
      case 'responding':
        return strings.responding;
      case 'limited':
        return wordsFor(strings, 'limited') ?? undefined;
      default:
        return undefined;
    }
  }

  #countdown(strings: Strings, until: number): TemplateResult {
    const seconds = Math.max(1, Math.ceil((until - Date.now()) / 1_000));
    return html`<span aria-hidden="true">${fill(strings.goesOnIn, { seconds })}</span>`;
  }

  #every(ms: number, isOnce = false): void {
    this.#timer = setTimeout(() => {
      this.#isLate = true;
      this.#onChange();
      if (!isOnce && this.#timer !== undefined) this.#every(ms);
    }, ms);
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
