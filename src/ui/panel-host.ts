import type { Composer } from './panel/composer.js';
import type { Panel } from './panel/panel.js';
import type { PanelModel } from './panel/panel-model.js';
import { languageOf, Words } from './strings/words.js';
import type { WidgetElement } from './widget-element.js';

/**
 * Owns the panel of an element: loads its code and its words when they are first needed, keeps it up to date, and puts
 * the focus where a person who opens it goes on.
 */
export class PanelHost {
  readonly #element: WidgetElement;
  readonly #words = new Words();
  #panel: Panel | undefined;
  #isFocusDue = false;

  constructor(element: WidgetElement) {
    this.#element = element;
  }

  /** Where the person writes, as soon as it is there. */
  get composer(): Composer | undefined {
    return this.#panel?.composer;
  }

  /** Rejects where the code cannot be loaded; the next call tries again. */
  async load(): Promise<void> {
    const choosing = this.#words.choose(languageOf(this.#element));
    if (this.#panel) return choosing;
    const [{ Panel }] = await Promise.all([import('./panel-bundle.js'), choosing]);
    const container = this.#element.renderRoot.querySelector<HTMLElement>('.panel-host');
    if (this.#element.isConnected && container) this.#panel ??= new Panel(this.#element, container, this.#words);
  }

  /** The focus goes into the panel as soon as it is there. */
  focusSoon(): void {
    this.#isFocusDue = true;
  }

  update(model: PanelModel): void {
    this.#panel?.update(model);
    // What is closed before it was there takes no focus when a page opens it.
    const isDue = this.#isFocusDue && model.isShown;
    this.#isFocusDue = isDue && !this.#panel;
    if (isDue) this.#panel?.focus();
  }

  /** The element comes back to the page: what had the focus has just lost it, or did when it left. */
  onReturn(): void {
    this.#panel?.onReturn();
  }

  /** It is shown there again: the person goes on where they were. */
  resume(): void {
    this.#panel?.resume();
  }

  dispose(): void {
    this.#panel?.dispose();
    this.#panel = undefined;
  }
}
