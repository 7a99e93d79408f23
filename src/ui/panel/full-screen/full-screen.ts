import { smallWindow } from '../../small-window.js';

/** What a floating panel needs that takes all of the window: it is loaded where there is one, and works as long. */
export class FullScreen {
  readonly #container: HTMLElement;
  readonly #onBack: () => void;
  readonly #query = matchMedia(smallWindow);
  #isFloating = false;
  /** There as long as the panel takes all of the window. */
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
    if (isNeeded === !!this.#lifetime) return;
    this.#lifetime?.abort();
    this.#lifetime = isNeeded ? new AbortController() : undefined;
    const signal = this.#lifetime?.signal;
    // Without it the panel works, only not as well above a keyboard.
    if (signal) import('./fill-screen.js').then(({ fillScreen }) => signal.aborted || fillScreen(this.#container, this.#onBack, signal), () => undefined);
  }
}
