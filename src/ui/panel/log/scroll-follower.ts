/** How near to the end counts as being there, in CSS pixels. */
const nearEnd = 24;
/** Keys that move up. */
const upwardKeys: readonly string[] = ['ArrowUp', 'PageUp', 'Home'];

/** Room above a question at the top, in CSS pixels. */
const room = 12;

/**
 * Keeps the end of a scrolling box in sight while its content grows, until the person moves up; or until what they asked
 * has reached the top, so that a long answer is read from its beginning, and nothing moves any more. Their intent is
 * read from wheel, keys and drags, before anything has moved; what else leads them up, as a search in the page or the
 * Tab key, from a position that is further up and not the end: by itself the box moves down, or to a nearer end.
 */
export class ScrollFollower {
  readonly #box: HTMLElement;
  readonly #onChange: () => void;
  #isFollowing = true;
  /** While its size is being told: what is drawn for it then would have to be measured once more. */
  #isMeasured = false;
  #question: HTMLElement | null | undefined;
  #touchY = 0;
  /** Where the box stood, in CSS pixels from its top. */
  #position = 0;

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
    box.addEventListener('scroll', () => this.#onScroll(), passive);
    const observer = new ResizeObserver(() => {
      this.#isMeasured = true;
      this.keep();
      this.#isMeasured = false;
    });
    observer.observe(box);
    signal.addEventListener('abort', () => observer.disconnect());
  }

  get isFollowing(): boolean {
    return this.#isFollowing;
  }

  /** After the content has changed. */
  keep(): void {
    // Where it is not on the page, it has no size to judge by.
    if (!this.#box.isConnected) return;
    if (!this.#isFollowing) return this.#fits ? this.follow() : undefined;
    this.#box.scrollTop = Math.min(this.#box.scrollHeight, this.#question ? this.#question.offsetTop - room : Infinity);
    // Where it stands by itself, as after what was above has become shorter, nobody has led it.
    this.#position = this.#box.scrollTop;
    if (this.#distance > nearEnd) this.#set(false);
  }

  /** The box was out of the page, where it forgot its position. */
  resume(): void {
    if (this.#isFollowing) return this.keep();
    const position = this.#position;
    const restore = (frames: number): void => {
      // WebKit moves within the layout that it has; asked for a height, it makes a new one.
      if (this.#box.scrollHeight > 0) this.#box.scrollTop = position;
      // In its next frames it learns anew how high is what is out of sight.
      if (frames > 0) requestAnimationFrame(() => restore(frames - 1));
    };
    restore(2);
  }

  /** The person wants to see the end; of the answer to a question, as much as fits below that. */
  follow(question?: HTMLElement | null): void {
    this.#question = question;
    this.#set(true);
    this.keep();
  }

  /** Whoever moves down to the end wants to see it. Moving up, a smooth scroll is near the end at first, too. */
  #onScroll(): void {
    if (!this.#box.isConnected) return;
    const before = this.#position;
    this.#position = this.#box.scrollTop;
    const isAtEnd = this.#distance < nearEnd;
    if (this.#position < before && !isAtEnd) this.#set(false);
    if (this.#position > before && isAtEnd && !this.#isFollowing) this.follow();
  }

  /** Whether there is nowhere to move up to. */
  get #fits(): boolean {
    return this.#box.scrollHeight <= this.#box.clientHeight;
  }

  /** How much there is below what is seen, in CSS pixels. */
  get #distance(): number {
    const { scrollHeight, scrollTop, clientHeight } = this.#box;
    return scrollHeight - scrollTop - clientHeight;
  }

  #set(isFollowing: boolean): void {
    if (isFollowing === this.#isFollowing) return;
    if (!isFollowing && this.#fits) return;
    this.#isFollowing = isFollowing;
    if (this.#isMeasured) requestAnimationFrame(() => this.#onChange());
    else this.#onChange();
  }
}
