import { create, detach, type Attributes } from '../../dom.js';
import { adoptStyles } from '../../adopt-styles.js';
import type { WidgetElement } from '../../widget-element.js';

/** A box above the composer: it comes as soon as there is a panel. */
export class ComposerLine {
  readonly #root: ShadowRoot;
  /** What is shown is rendered into it. */
  readonly box: HTMLElement;

  /** @param signal ends with the element's stay on the page */
  constructor({ renderRoot }: WidgetElement, attributes: Attributes, styles: string, signal: AbortSignal) {
    this.#root = renderRoot;
    this.box = create('div', attributes);
    adoptStyles(renderRoot, styles);
    signal.addEventListener('abort', () => detach(this.box));
    if (this.place()) return;
    // The panel is drawn in a moment, or when it opens.
    const observer = new MutationObserver(() => this.place() && observer.disconnect());
    observer.observe(renderRoot, { childList: true, subtree: true });
    signal.addEventListener('abort', () => observer.disconnect());
  }

  /** The panel may be another one than before. @returns whether there is one */
  place(): boolean {
    const body = this.#root.querySelector('.body');
    if (body && !this.box.isConnected) body.after(this.box);
    return body !== null;
  }
}
