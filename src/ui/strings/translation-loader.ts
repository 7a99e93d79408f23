import { loadingError } from '../../base/loading-error.js';
import type { TranslationFile } from './strings.js';

/**
 * Loads the translation into one language. In English, the core strings are part of the panel's own code: nothing is
 * loaded before something seldom is to be said.
 */
export class TranslationLoader {
  #language = '';
  #loading: Promise<TranslationFile | undefined> | undefined;
  #translation: TranslationFile | undefined;

  /** BCP 47 */
  get language(): string {
    return this.#language;
  }

  /** What has been loaded. */
  get translation(): TranslationFile | undefined {
    return this.#translation;
  }

  /** Chooses a language. @returns settles when there is something in it to show, or it could not be loaded */
  async choose(language: string): Promise<void> {
    const isOther = language !== this.#language;
    this.#language = language;
    if (isOther) this.#loading = undefined;
    if (!/^en\b/i.test(language)) await this.load();
    else if (isOther) this.#translation = undefined;
  }

  /** Loads all strings. Where that fails, the next call tries again; meanwhile there is English. */
  async load(): Promise<void> {
    const loading = (this.#loading ??= import('./languages.js').then(({ loadLanguage }) => loadLanguage(this.#language)));
    try {
      const translation = await loading;
      if (loading === this.#loading) this.#translation = translation;
    } catch (error) {
      loadingError(error);
      if (loading === this.#loading) this.#loading = undefined;
    }
  }
}
