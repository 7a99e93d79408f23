import type { AllStrings } from '../../panel/panel-context.js';
import { stringsFor } from '../../strings/english.js';
import type { LaterTranslation } from '../../strings/strings.js';
import { languageOf, Words } from '../../strings/words.js';
import type { WidgetElement } from '../../widget-element.js';

/** All words in the language of an element. Those of the panel itself come with what it says. */
export class AllWords {
  readonly #element: WidgetElement;
  readonly #words = new Words();
  /** Of the language before, until those of the next one are there. */
  #translation: LaterTranslation | undefined;

  constructor(element: WidgetElement) {
    this.#element = element;
  }

  get current(): AllStrings {
    // They are loaded before anybody asks.
    return stringsFor(this.#translation, this.#element) as AllStrings;
  }

  /** Settles when there are words in the language that the element has now. Rejects where there are none at all. */
  async load(): Promise<void> {
    await this.#words.choose(languageOf(this.#element));
    await this.#words.load();
    this.#translation = this.#words.translation ?? this.#translation;
    if (!this.#translation) throw new Error('No words could be loaded');
  }
}
