import { loadOnce } from '../../base/load-once.js';
import type { TranslationFile } from './strings.js';

/**
 * Loads the translation into one language. In English, the core strings are part of the panel's own code: nothing is
 * loaded before something seldom is to be said.
 */
export class TranslationLoader {
  #language = '';
  #translation: TranslationFile | undefined;
  #loadChosen = loaderOf('');

  /** BCP 47 */
  get language(): string {
    return this.#language;
  }

  /** What was loaded last: as long as there is nothing in the language that was chosen, it may be in the one before. */
  get translation(): TranslationFile | undefined {
    return this.#translation;
  }

  /** Chooses a language. @returns settles when there is something in it to show, or it could not be loaded */
  async choose(language: string): Promise<void> {
    const isOther = language !== this.#language;
    this.#language = language;
    if (isOther) this.#loadChosen = loaderOf(language);
    if (!/^en\b/i.test(language)) await this.load();
    else if (isOther) this.#translation = undefined;
  }

  /**
   * Loads all strings. Where that fails, the next call tries again; meanwhile what is there stays. Never rejects.
   *
   * @returns whether there are others than before
   */
  async load(): Promise<boolean> {
    const load = this.#loadChosen;
    const before = this.#translation;
    const translation = await load().catch(() => before);
    // Another language may have been chosen meanwhile.
    if (load === this.#loadChosen) this.#translation = translation;
    return this.#translation !== before;
  }
}

function loaderOf(language: string): () => Promise<TranslationFile | undefined> {
  return loadOnce(async () => (await import('./languages.js')).loadLanguage(language));
}
