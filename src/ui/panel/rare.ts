import type { Words } from '../strings/words.js';
import { adoptStyles } from './adopt-styles.js';
import type * as views from './rare-views.js';

export type RareViews = typeof views;

/** Loads, with the first of them, the views that most conversations never need, their styles, and the words in them. */
export class Rare {
  readonly #root: ShadowRoot;
  readonly #signal: AbortSignal;
  readonly #onChange: () => void;
  #views: RareViews | undefined;
  #hasFailed = false;

  /** @param onChange they are there, or cannot be had */
  constructor(root: ShadowRoot, signal: AbortSignal, onChange: () => void) {
    this.#root = root;
    this.#signal = signal;
    this.#onChange = onChange;
  }

  get views(): RareViews | undefined {
    return this.#views;
  }

  /** Whether they were needed and could not be loaded. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** Rejects where they cannot be loaded; the next call tries again. */
  async load(words: Words): Promise<RareViews> {
    const before = words.translation;
    const [loaded] = await Promise.all([import('./rare-views.js'), words.load()]);
    if (this.#views && words.translation === before) return loaded;
    if (!this.#views) adoptStyles(this.#root, [loaded.rareStyles], this.#signal);
    this.#views = loaded;
    this.#onChange();
    return loaded;
  }

  /** Loads them, or says that they cannot be had. */
  want(words: Words): void {
    this.load(words).catch(() => {
      if (this.#hasFailed) return;
      this.#hasFailed = true;
      this.#onChange();
    });
  }
}
