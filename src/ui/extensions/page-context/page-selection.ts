import type { WidgetElement } from '../../widget-element.js';

/** What has a selection of its own, which is nobody else's. */
const textBox = 'input, textarea';

/**
 * What was selected on the page before somebody reached for the panel: there the focus takes the selection away. What is
 * selected in a text box, or in the panel itself, is not it.
 */
export class PageSelection {
  readonly #element: WidgetElement;
  readonly #onChange: () => void;
  #text = '';
  /** Whether the last thing that was pressed or focused is in the panel. */
  #isInPanel: boolean;
  #frame = 0;

  /** @param signal ends all listening */
  constructor(element: WidgetElement, onChange: () => void, signal: AbortSignal) {
    this.#element = element;
    this.#onChange = onChange;
    this.#text = this.#read();
    this.#isInPanel = element.matches(':focus-within');
    const options = { capture: true, signal };
    for (const type of ['pointerdown', 'focusin'] as const) {
      // The document hears of it first, and before anything comes of it.
      document.addEventListener(type, () => (this.#isInPanel = false), options);
      element.addEventListener(type, () => this.#enter(), options);
    }
    document.addEventListener('selectionchange', () => this.#onSelectionChange(), options);
    signal.addEventListener('abort', () => cancelAnimationFrame(this.#frame));
  }

  get text(): string {
    return this.#text;
  }

  #enter(): void {
    if (this.#frame) this.#take();
    this.#isInPanel = true;
  }

  /** Once in a frame: a selection that is being drawn over a long page changes with each movement. */
  #onSelectionChange(): void {
    if (!this.#isInPanel) this.#frame ||= requestAnimationFrame(() => this.#take());
  }

  #take(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const text = this.#read();
    if (text === this.#text) return;
    this.#text = text;
    this.#onChange();
  }

  #read(): string {
    const isOfTextBox = [document, this.#element.renderRoot].some(({ activeElement }) => activeElement?.matches(textBox));
    return isOfTextBox ? '' : (document.getSelection()?.toString().trim() ?? '');
  }
}
