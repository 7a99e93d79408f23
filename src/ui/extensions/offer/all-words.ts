import type { AllStrings } from '../../panel/panel-context.js';
import { stringsFor } from '../../strings/english.js';
import { languageOf, Words } from '../../strings/words.js';
import type { WidgetElement } from '../../widget-element.js';

/** All words in the language of an element. Those of the panel itself come with what it says. */
export class AllWords {
  readonly #element: WidgetElement;
  readonly #words = new Words();

  constructor(element: WidgetElement) {
    this.#element = element;
  }

  get current(): AllStrings {
    // They are loaded before anybody asks.
    return stringsFor(this.#words.translation, this.#element) as AllStrings;
  }

  /** Settles when there are words in the language that the element has now. Rejects where there are none. */
  async load(): Promise<void> {
    await this.#words.choose(languageOf(this.#element));
    await this.#words.load();
    if (!this.#words.translation) throw new Error('No words could be loaded');
  }
}
