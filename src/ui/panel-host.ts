import type { AutessaAgentElement } from './element.js';
import type { Panel, PanelModel } from './panel/panel.js';
import { languageOf, Words } from './strings/words.js';

/**
 * Owns the panel of an element: loads its code and its words when they are first needed, keeps it up to date, and puts
 * the focus where a person who opens it goes on.
 */
export class PanelHost {
  readonly #element: AutessaAgentElement;
  readonly #words = new Words();
  #panel: Panel | undefined;
  #isFocusDue = false;

  constructor(element: AutessaAgentElement) {
    this.#element = element;
  }

  /** The launcher's name. It is not worth loading words for: in nearly every language it is this one. */
  get launcherLabel(): string {
    return this.#words.translation?.launcher ?? 'Chat';
  }

  /** Rejects where the code cannot be loaded; the next call tries again. */
  async load(): Promise<void> {
    const choosing = this.#words.choose(languageOf(this.#element));
    if (this.#panel) return choosing;
    const [{ Panel }] = await Promise.all([import('./opened.js'), choosing]);
    const root = this.#element.renderRoot;
    const container = root.querySelector<HTMLElement>('.panel-host');
    if (this.#element.isConnected && container) this.#panel ??= new Panel(this.#element, container, root, this.#words);
  }

  /** The focus goes into the panel as soon as it is there. */
  focusSoon(): void {
    this.#isFocusDue = true;
  }

  update(model: PanelModel): void {
    this.#panel?.update(model);
    if (!this.#panel || !this.#isFocusDue || !model.isShown) return;
    this.#isFocusDue = false;
    this.#panel.focus();
  }

  dispose(): void {
    this.#panel?.dispose();
    this.#panel = undefined;
  }
}
