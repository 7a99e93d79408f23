import { stringsFor } from '../strings/english.js';
import type { LaterTranslation, Strings } from '../strings/strings.js';
import type { Words } from '../strings/words.js';
import type { WidgetElement } from '../widget-element.js';

/** What the panel says: the words of its language, with what the page replaces. */
export class PanelWords {
  strings: Strings;
  readonly #element: WidgetElement;
  readonly #words: Words;
  #translation: LaterTranslation | undefined;

  constructor(element: WidgetElement, words: Words) {
    this.#element = element;
    this.#words = words;
    this.strings = stringsFor(undefined, element);
  }

  /** BCP 47 */
  get language(): string {
    return this.#words.language || 'en';
  }

  /** Lets them follow what has been loaded, and what the page has set. @returns whether it is another translation */
  update(): boolean {
    const before = this.#translation;
    this.#translation = this.#words.translation;
    this.strings = stringsFor(this.#translation, this.#element);
    return this.#translation !== before;
  }
}
