import type { Words } from '../strings/words.js';
import { adoptStyles } from './adopt-styles.js';
import type * as views from './rare-views.js';

export type RareViews = typeof views;

/** Loads, with the first of them, the views that most conversations never need, their styles, and the words in them. */
export class Rare {
  views: RareViews | undefined;
  /** Whether they were needed and could not be loaded. */
  hasFailed = false;
  readonly #root: ShadowRoot;
  readonly #words: Words;
  readonly #signal: AbortSignal;
  readonly #onChange: () => void;

  /** @param onChange they are there, or cannot be had */
  constructor(root: ShadowRoot, words: Words, signal: AbortSignal, onChange: () => void) {
    this.#root = root;
    this.#words = words;
    this.#signal = signal;
    this.#onChange = onChange;
  }

  /** Rejects where they cannot be loaded; the next call tries again. */
  async load(): Promise<RareViews> {
    const before = this.#words.translation;
    const [loaded] = await Promise.all([import('./rare-views.js'), this.#words.load()]);
    if (this.views && this.#words.translation === before) return loaded;
    if (!this.views) adoptStyles(this.#root, [loaded.rareStyles], this.#signal);
    this.views = loaded;
    this.#onChange();
    return loaded;
  }

  /** Loads them, or says that they cannot be had. */
  want(): void {
    this.load().catch(() => {
      if (this.hasFailed) return;
      this.hasFailed = true;
      this.#onChange();
    });
  }
}
