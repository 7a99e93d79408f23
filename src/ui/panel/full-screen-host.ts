/** When the floating panel takes all of the window; the same is in the styles. */
const smallWindow = '(max-width: 480px), (max-height: 420px)';

/** Loads what a panel needs that takes all of the window, and lets it work for as long as it does. */
export class FullScreenHost {
  readonly #query = matchMedia(smallWindow);
  readonly #container: HTMLElement;
  readonly #onBack: () => void;
  #isFloating = false;
  #lifetime: AbortController | undefined;

  /** @param onBack the person goes back, by a button or a gesture of their device's */
  constructor(container: HTMLElement, onBack: () => void, signal: AbortSignal) {
    this.#container = container;
    this.#onBack = onBack;
    this.#query.addEventListener('change', () => this.update(this.#isFloating), { signal });
    signal.addEventListener('abort', () => this.update(false));
  }

  /** @param isFloating whether a floating panel is shown */
  update(isFloating: boolean): void {
    this.#isFloating = isFloating;
    const isNeeded = isFloating && this.#query.matches;
    if (isNeeded === (this.#lifetime !== undefined)) return;
    this.#lifetime?.abort();
    this.#lifetime = isNeeded ? new AbortController() : undefined;
    const signal = this.#lifetime?.signal;
    if (!signal) return;
    import('./full-screen.js').then(
      ({ fillScreen }) => signal.aborted || fillScreen(this.#container, this.#onBack, signal),
      // Without it the panel works, only not as well above a keyboard.
      () => undefined,
    );
  }
}
