import type { WidgetElement } from '../../widget-element.js';

/** What has a selection of its own, which is nobody else's. */
const textBox = 'input, textarea';

/**
 * What was selected on the page before somebody reached for the panel: there the focus takes the selection away. What is
 * selected in a text box, or in the panel itself, is not it.
 */
export class PageSelection {
  readonly #onChange: () => void;
  #text = '';
  /** Whether the last thing that was pressed or focused is in the panel. */
  #isInPanel: boolean;
  #frame = 0;

  /** @param signal ends all listening */
  constructor(element: WidgetElement, onChange: () => void, signal: AbortSignal) {
    this.#onChange = onChange;
    this.#text = this.#read();
    this.#isInPanel = element.matches(':focus-within');
    const options = { capture: true, signal };
    for (const type of ['pointerdown', 'focusin'] as const) {
      // The document hears of it first, and before anything comes of it.
      document.addEventListener(type, () => (this.#isInPanel = false), options);
      // Within the panel: a floating one keeps its focus from the page.
      element.renderRoot.addEventListener(type, () => this.#enter(), options);
    }
    // What the page selects and at once opens the panel for is told when the focus has taken it away.
    element.addEventListener('autessa-show', () => (!this.#isInPanel || this.#read()) && this.#take(), options);
    document.addEventListener('selectionchange', () => this.#onSelectionChange(), options);
    signal.addEventListener('abort', () => cancelAnimationFrame(this.#frame));
  }

  get text(): string {
    return this.#text;
  }

  #enter(): void {
    // The focus may have taken it away by now: then it stays what it was.
    if (this.#frame && this.#read()) this.#take();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
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
    const selection = document.getSelection();
    const active = deepActiveElement();
    // Of a shadow root there is no range; a text box in one that is closed has the focus, and words have not.
    const isHidden = selection?.isCollapsed && active && active !== document.body;
    return !selection || isHidden || active?.matches(textBox) ? '' : selection.toString().trim();
  }
}

/** What has the focus, in components of the page as well; of one that is closed, its host. */
function deepActiveElement(): Element | null {
  let { activeElement } = document;
  while (activeElement?.shadowRoot?.activeElement) ({ activeElement } = activeElement.shadowRoot);
  return activeElement;
}
