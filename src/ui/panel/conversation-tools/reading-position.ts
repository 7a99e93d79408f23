/** What is added above finds its height within as many frames. */
const framesToSettle = 3;
/** With what a person moves. */
const movements = ['wheel', 'keydown', 'touchmove', 'pointerdown'];

/**
 * Keeps what is read in its place while something above it is added or finds its height, as far as the browser does not
 * see to that by itself: WebKit never does, and none does at the very top.
 */
export class ReadingPosition {
  readonly #scroller: Element;
  readonly #observer: ResizeObserver;
  readonly #heights = new WeakMap<Element, number>();
  /** What has to stay, and where, in CSS pixels from the top of the window. */
  #held: { readonly element: Element; readonly top: number } | undefined;

  constructor(scroller: Element, signal: AbortSignal) {
    this.#scroller = scroller;
    this.#observer = new ResizeObserver((entries) => this.#onResize(entries));
    signal.addEventListener('abort', () => this.clear());
    // Who moves meanwhile is not taken back.
    for (const type of movements) scroller.addEventListener(type, () => (this.#held = undefined), { passive: true, signal });
  }

  /** @param page of which the height may change */
  observe(page: Element): void {
    this.#observer.observe(page);
  }

  clear(): void {
    this.#observer.disconnect();
    this.#held = undefined;
  }

  /** @param element stays where it is while `change` adds something above it */
  hold(element: Element | undefined, change: () => void): void {
    const held = element && { element, top: element.getBoundingClientRect().top };
    change();
    if (!held) return;
    this.#held = held;
    this.#restore();
    const release = (frames: number): void => {
      if (frames > 0) requestAnimationFrame(() => release(frames - 1));
      else if (this.#held === held) this.#held = undefined;
    };
    release(framesToSettle);
  }

  #restore(): void {
    if (this.#held) this.#scroller.scrollTop += this.#held.element.getBoundingClientRect().top - this.#held.top;
  }

  /** Before the frame is painted. */
  #onResize(entries: readonly ResizeObserverEntry[]): void {
    if (!CSS.supports('overflow-anchor', 'auto')) {
      const { top } = this.#scroller.getBoundingClientRect();
      let grown = 0;
      for (const { target, contentRect } of entries) {
        const before = this.#heights.get(target) ?? contentRect.height;
        this.#heights.set(target, contentRect.height);
        if (target.getBoundingClientRect().top < top) grown += contentRect.height - before;
      }
      this.#scroller.scrollTop += grown;
    }
    this.#restore();
  }
}
