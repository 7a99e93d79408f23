import { mergeStrings } from '../strings/english.js';
import { languageOf } from '../strings/language.js';
import type { AllStrings, TranslationFile } from '../strings/strings.js';
import { TranslationLoader } from '../strings/translation-loader.js';
import type { WidgetElement } from '../widget-element.js';

/** All strings in the language of an element, for what may be there before its panel is. */
export class ExtensionStrings {
  readonly #element: WidgetElement;
  readonly #loader = new TranslationLoader();
  /** Into the language before, until there is one into the next. */
  #translation: TranslationFile | undefined;

  constructor(element: WidgetElement) {
    this.#element = element;
  }

  get current(): AllStrings {
    // They are loaded before anybody asks.
    return mergeStrings(this.#translation, this.#element) as AllStrings;
  }

  /** Settles when there are strings in the language that the element has now. Rejects where there are none at all. */
  async load(): Promise<void> {
    await this.#loader.choose(languageOf(this.#element));
    await this.#loader.load();
    this.#translation = this.#loader.translation ?? this.#translation;
    if (!this.#translation) throw new Error('No strings could be loaded');
  }
}
