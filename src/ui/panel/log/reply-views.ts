import { isEnabled } from '../../configuration.js';
import { create } from '../../dom.js';
import type { AddressPolicy } from '../../markdown/addresses.js';
import type { FenceViews } from '../../markdown/options.js';
import type { Renderers } from '../../renderers.js';
import type { Strings } from '../../strings/strings.js';

/** The element: the page's nodes become its children. */
type Host = HTMLElement & { readonly renderers?: Renderers | null | undefined; readonly disabledFeatures?: string | null | undefined };

/** What views need from around them. */
export interface ViewContext {
  readonly strings: () => Strings;
  readonly addresses: () => AddressPolicy;
  /** Sends what somebody has chosen. */
  readonly send: (text: string) => void;
}

/** Blocks and calls of tools that are shown otherwise: by the page, or by views that are loaded with the first of them. */
export class ReplyViews implements FenceViews {
  readonly #host: Host;
  readonly #context: () => ViewContext;

  constructor(host: Host, context: () => ViewContext) {
    this.#host = host;
    this.#context = context;
  }

  /** Whether formulas are shown as such. */
  get hasMath(): boolean {
    return isEnabled(this.#host, 'math');
  }

  /** Whether code is coloured. */
  get hasColours(): boolean {
    return isEnabled(this.#host, 'highlight');
  }

  has(language: string): boolean {
    return !!own(this.#host.renderers?.fence, language) || /^(?:choices|card)$/.test(language) || (language === 'math' && this.hasMath);
  }

  show(language: string, text: string, info: string, showCode: () => void): Element {
    const box = create('div', { class: 'view' });
    const renderer = own(this.#host.renderers?.fence, language);
    const { strings, addresses, send } = this.#context();
    const shown = renderer
      ? this.embed(box, `fence.${language}`, () => renderer(text, info))
      : import('./built-in-views.js').then(({ showBuiltIn }) => showBuiltIn(language, box, text, { strings: strings(), addresses: addresses(), send }));
    shown.then((isShown) => isShown || showCode()).catch(showCode);
    return box;
  }

  /** The page's own view of a tool's calls, if it has one. */
  toolRenderer(name: string): NonNullable<Renderers['tool']>[string] | undefined {
    return own(this.#host.renderers?.tool, name);
  }

  /** Shows what one of the page's views makes. @returns whether it made something */
  async embed(box: HTMLElement, name: string, render: () => unknown): Promise<boolean> {
    return (await import('./page-views.js')).embed(this.#host, box, name, render);
  }

}

/** A function of the page's, if it is one of an object's own. */
function own<Renderer>(all: Readonly<Record<string, Renderer>> | undefined, name: string): Renderer | undefined {
  return all && Object.hasOwn(all, name) && typeof all[name] === 'function' ? all[name] : undefined;
}
