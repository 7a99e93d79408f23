/** Knows what had the focus in a box, which a browser forgets when the box leaves the page. */
export class FocusKeeper {
  readonly #box: HTMLElement;
  #focused: HTMLElement | undefined;
  /** What gets the focus back. */
  #held: HTMLElement | undefined;

  constructor(box: HTMLElement, signal: AbortSignal) {
    this.#box = box;
    box.addEventListener('focusin', ({ target }) => (this.#focused = target as HTMLElement), { signal });
    box.addEventListener('focusout', () => queueMicrotask(() => this.#onFocusOut()), { signal });
  }

  /** The box comes back to the page. Where it was only moved, nobody has had time to see that the focus is gone. */
  hold(): void {
    this.#held = this.#focused;
  }

  /** Gives the focus back, unless something else of the page has it by now. */
  resume(): void {
    const { activeElement, body } = document;
    if (activeElement === body || activeElement === null) this.#held?.focus({ preventScroll: true });
    this.#held = undefined;
  }

  #onFocusOut(): void {
    const { activeElement } = this.#box.getRootNode() as ShadowRoot;
    if (this.#box.isConnected && !this.#box.contains(activeElement)) this.#focused = undefined;
  }
}
