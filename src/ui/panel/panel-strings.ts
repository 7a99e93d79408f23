import { mergeStrings } from '../strings/english.js';
import type { Strings, TranslationFile } from '../strings/strings.js';
import type { TranslationLoader } from '../strings/translation-loader.js';
import type { WidgetElement } from '../widget-element.js';

/** What the panel says: the strings of its language, with those that the page replaces. */
export class PanelStrings {
  current: Strings;
  readonly #element: WidgetElement;
  readonly #translations: TranslationLoader;
  #translation: TranslationFile | undefined;

  constructor(element: WidgetElement, translations: TranslationLoader) {
    this.#element = element;
    this.#translations = translations;
    this.current = mergeStrings(undefined, element);
  }

  /** BCP 47 */
  get language(): string {
    return this.#translations.language || 'en';
  }

  /** Lets them follow what has been loaded, and what the page has set. @returns whether it is another translation */
  update(): boolean {
    const before = this.#translation;
    this.#translation = this.#translations.translation;
    this.current = mergeStrings(this.#translation, this.#element);
    return this.#translation !== before;
  }
}
