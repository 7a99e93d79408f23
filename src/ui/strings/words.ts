import { loadingError } from '../../base/loading-error.js';
import type { LaterTranslation } from './strings.js';

interface Speaker extends Element {
  readonly locale?: string | undefined;
}

/** The language to speak: what `locale` says, else what the nearest `lang` around does, else what the browser does. */
export function languageOf(element: Speaker): string {
  return canonicalTag(element.locale || nearestLang(element) || navigator.language) ?? 'en';
}

/** A BCP 47 tag as it should be written; people also write `pt_BR`. @returns nothing where it is none */
export function canonicalTag(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag.replace('_', '-'))[0];
  } catch {
    return undefined;
  }
}

/** The attribute counts through shadow roots, too. */
function nearestLang(element: Element): string | null | undefined {
  const found = element.closest('[lang]');
  const root = element.getRootNode();
  return found ? found.getAttribute('lang') : root instanceof ShadowRoot ? nearestLang(root.host) : undefined;
}

/**
 * Loads the words of one language. In English, what is needed first is part of the panel's own code: nothing is loaded
 * before something seldom is to be said.
 */
export class Words {
  #language = '';
  #loading: Promise<LaterTranslation | undefined> | undefined;
  #translation: LaterTranslation | undefined;

  /** BCP 47 */
  get language(): string {
    return this.#language;
  }

  /** What has been loaded. */
  get translation(): LaterTranslation | undefined {
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

  /** Loads all words. Where that fails, the next call tries again; meanwhile there is English. */
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
