import type { Problem } from './configuration.js';
import type { WidgetElement } from './widget-element.js';

/** How long after a page is loaded its framework may still be setting attributes, in ms. */
const settlingMs = 2000;

/** Attributes that any element may have, or that frameworks write. */
const ordinary = /^(var|data|aria)-|^(id|class|style|slot|lang|dir|hidden)$|[^a-z-]/;

/**
 * Decides when the page's developer is told of what is wrong with the attributes: frameworks set them, and properties, a
 * moment after the element is there, and until then something is always missing. The words for it are loaded then.
 */
export class ProblemReporter {
  readonly #element: WidgetElement;
  readonly #onLoadFailure: (error: unknown) => void;
  #isSettled = false;
  /** What has been reported; `undefined` until something could be. */
  #reported: readonly Problem[] | undefined;

  constructor(element: WidgetElement, onLoadFailure: (error: unknown) => void) {
    this.#element = element;
    this.#onLoadFailure = onLoadFailure;
  }

  /** Whether what is wrong now is not going to be mended by itself. */
  get isSettled(): boolean {
    return this.#isSettled;
  }

  /** Somebody opens, sends or calls, or the page has long been there. */
  settle(): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#element.requestUpdate();
  }

  /** Settles when the page is loaded, and has had a while to set what it sets. @param signal the element is gone */
  settleAfterLoad(signal: AbortSignal): void {
    if (this.#isSettled) return;
    const wait = (): unknown => setTimeout(() => signal.aborted || this.settle(), settlingMs);
    if (document.readyState === 'complete') wait();
    else addEventListener('load', wait, { once: true, signal });
  }

  /** Each problem is told once, and again where it comes back; what nobody reads or shows is looked for once. */
  update(all: readonly Problem[]): void {
    if (!this.#isSettled) return;
    const element = this.#element;
    const problems = all.filter((problem) => !this.#reported?.includes(problem));
    const known = element.knownAttributes;
    const hasUnknown = !this.#reported && (element.firstElementChild || [...element.attributes].some(({ name }) => !ordinary.test(name) && !known.includes(name)));
    this.#reported = all;
    if (problems.length === 0 && !hasUnknown) return;
    const loading = import('./problems.js').then(({ reportProblems, reportUnknown }) => {
      if (hasUnknown) reportUnknown(element, known);
      reportProblems(element, problems);
    });
    loading.catch(this.#onLoadFailure);
  }
}
