import { isEnabled } from '../../configuration.js';
import { create } from '../../dom.js';
import type { FenceViews } from '../../markdown/options.js';
import { ownRenderer } from '../../renderers.js';
import type { ViewContext, ViewHost } from './view-context.js';

/** Which blocks are shown otherwise: by the page, or by views that are loaded with the first of them. */
export class ReplyViews implements FenceViews {
  readonly host: ViewHost;
  readonly #context: () => ViewContext;

  constructor(host: ViewHost, context: () => ViewContext) {
    this.host = host;
    this.#context = context;
  }

  /** Whether formulas are shown as such. */
  get hasMath(): boolean {
    return isEnabled(this.host, 'math');
  }

  /** Whether code is coloured. */
  get hasColours(): boolean {
    return isEnabled(this.host, 'highlight');
  }

  has(language: string): boolean {
    return !!ownRenderer(this.host.renderers?.fence, language) || /^(?:choices|card)$/.test(language) || (language === 'math' && this.hasMath);
  }

  show(language: string, text: string, info: string, showCode: () => void): Element {
    const box = create('div', { class: 'view' });
    import('./fence-views.js')
      .then(({ showFence }) => showFence({ language, text, info }, box, this.host, this.#context()))
      .then((isShown) => isShown || showCode())
      .catch(showCode);
    return box;
  }
}
