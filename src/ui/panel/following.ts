/** How near to the end counts as being there, in CSS pixels. */
const nearEnd = 24;
/** Keys that move up. */
const upwardKeys: readonly string[] = ['ArrowUp', 'PageUp', 'Home'];

/**
 * Keeps the end of a scrolling box in sight while its content grows, until the person moves up. Their intent is read
 * from wheel, keys and drags, not from the position: that changes by itself while the content grows.
 */
export class Following {
  readonly #box: HTMLElement;
  readonly #onChange: () => void;
  #isFollowing = true;
  #touchY = 0;

  /** @param onChange it follows again, or no more */
  constructor(box: HTMLElement, onChange: () => void, signal: AbortSignal) {
    this.#box = box;
    this.#onChange = onChange;
    const passive = { passive: true, signal };
    box.addEventListener('wheel', ({ deltaY }) => deltaY < 0 && this.#set(false), passive);
    box.addEventListener('keydown', ({ key }) => upwardKeys.includes(key) && this.#set(false), passive);
    box.addEventListener('touchstart', ({ touches }) => (this.#touchY = touches[0]?.clientY ?? 0), passive);
    box.addEventListener('touchmove', ({ touches }) => (touches[0]?.clientY ?? 0) > this.#touchY + 4 && this.#set(false), passive);
    // A press on the scroll bar lands on the box itself.
    box.addEventListener('pointerdown', ({ target }) => target === box && this.#set(false), passive);
    box.addEventListener('scroll', () => this.#isAtEnd() && this.#set(true), passive);
    const observer = new ResizeObserver(() => this.keep());
    observer.observe(box);
    signal.addEventListener('abort', () => observer.disconnect(), { once: true });
  }

  get isFollowing(): boolean {
    return this.#isFollowing;
  }

  /** After the content has changed. */
  keep(): void {
    if (this.#isFollowing) this.#box.scrollTop = this.#box.scrollHeight;
  }

  /** The person wants to see the end. */
  follow(): void {
    this.#set(true);
    this.keep();
  }

  #isAtEnd(): boolean {
    const { scrollHeight, scrollTop, clientHeight } = this.#box;
    return scrollHeight - scrollTop - clientHeight < nearEnd;
  }

  #set(isFollowing: boolean): void {
    if (isFollowing === this.#isFollowing) return;
    // A box whose content fits has nowhere to move up to.
    if (!isFollowing && this.#box.scrollHeight <= this.#box.clientHeight) return;
    this.#isFollowing = isFollowing;
    this.#onChange();
  }
}
