/** How loud the person and the agent are, 0 to 1 (root mean square). */
export interface Levels {
  readonly input: number;
  readonly output: number;
}

/** How much of the way to a new level is gone in one frame: a voice rises at once and falls gently. */
const rise = 0.6;
const fall = 0.18;

/**
 * Shows how loud both voices are, asking once a frame, as long as somebody can see it: not while the element is out of
 * sight, and never for people who want nothing to move.
 */
export class LevelMeter {
  readonly #element: HTMLElement;
  readonly #still = matchMedia('(prefers-reduced-motion: reduce)');
  #levels: (() => Levels) | undefined;
  #isSeen = false;
  #frame: number | undefined;
  #shown: Levels = { input: 0, output: 0 };

  /** @param element is given `--_input` and `--_output`, each 0 to 1 */
  constructor(element: HTMLElement, signal: AbortSignal) {
    this.#element = element;
    const observer = new IntersectionObserver((entries) => {
      this.#isSeen = entries.at(-1)?.isIntersecting ?? false;
      this.#update();
    });
    observer.observe(element);
    this.#still.addEventListener('change', () => this.#update(), { signal });
    signal.addEventListener('abort', () => {
      observer.disconnect();
      this.watch(undefined);
    });
  }

  /** @param levels asked for each frame; nothing ends the showing */
  watch(levels: (() => Levels) | undefined): void {
    this.#levels = levels;
    this.#update();
  }

  #update(): void {
    const isOn = this.#levels !== undefined && this.#isSeen && !this.#still.matches;
    if (isOn === (this.#frame !== undefined)) return;
    if (isOn) return this.#next();
    cancelAnimationFrame(this.#frame!);
    this.#frame = undefined;
    this.#show({ input: 0, output: 0 });
  }

  #next(): void {
    // A page that nobody looks at is given no frames.
    this.#frame = requestAnimationFrame(() => {
      const { input, output } = this.#levels!();
      this.#show({ input: follow(this.#shown.input, input), output: follow(this.#shown.output, output) });
      this.#next();
    });
  }

  /** In silence nothing is set, and so nothing is drawn. */
  #show(levels: Levels): void {
    for (const voice of ['input', 'output'] as const) {
      const before = this.#shown[voice].toFixed(2);
      const after = levels[voice].toFixed(2);
      if (after !== before) this.#element.style.setProperty(`--_${voice}`, after);
    }
    this.#shown = levels;
  }
}

/** Speech is far from full scale, and ears are not linear. */
function follow(shown: number, level: number): number {
  const target = Math.min(1, 1.9 * Math.sqrt(Math.max(0, level)));
  return shown + (target - shown) * (target > shown ? rise : fall);
}
