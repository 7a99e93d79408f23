import type { Message } from '../../../conversation/message.js';
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
}

/** Blocks and calls of tools that are shown otherwise: by the page, or by views that are loaded with the first of them. */
export class ReplyViews implements FenceViews {
  readonly #host: Host;
  readonly #context: () => ViewContext;
  readonly #send: (prompt: string) => unknown;

  /** @param send sends what somebody has chosen */
  constructor(host: Host, context: () => ViewContext, send: (prompt: string) => unknown) {
    this.#host = host;
    this.#context = context;
    this.#send = send;
  }

  /** Whether formulas are shown as such. */
  get hasMath(): boolean {
    return this.#isEnabled('math');
  }

  /** Whether code is coloured. */
  get hasColours(): boolean {
    return this.#isEnabled('highlight');
  }

  has(language: string): boolean {
    return !!own(this.#host.renderers?.fence, language) || /^(?:choices|card)$/.test(language) || (language === 'math' && this.hasMath);
  }

  show(language: string, text: string, info: string, showCode: () => void): Element {
    const box = create('div', { class: 'view' });
    const renderer = own(this.#host.renderers?.fence, language);
    const { strings, addresses } = this.#context();
    const shown = renderer
      ? this.#embed(box, `fence.${language}`, () => renderer(text, info))
      : import('./built-in-views.js').then(({ showBuiltIn }) => showBuiltIn(language, box, text, { strings: strings(), addresses: addresses(), send: this.#send }));
    shown.then((isShown) => isShown || showCode()).catch(showCode);
    return box;
  }

  /** Shows a call by the page's own view. @returns `undefined`: it has none for this tool */
  showTool(box: HTMLElement, { tool, status }: Message): Promise<boolean> | undefined {
    const name = tool?.toolName ?? '';
    const renderer = own(this.#host.renderers?.tool, name);
    return tool && renderer && this.#embed(box, `tool.${name}`, () => renderer({ ...tool, status }));
  }

  #isEnabled(feature: string): boolean {
    return !this.#host.disabledFeatures?.split(/\s+/).includes(feature);
  }

  async #embed(box: HTMLElement, name: string, render: () => unknown): Promise<boolean> {
    return (await import('./page-views.js')).embed(this.#host, box, name, render);
  }
}

/** A function of the page's, if it is one of an object's own. */
function own<Rest extends unknown[]>(all: Readonly<Record<string, (...rest: Rest) => unknown>> | undefined, name: string): ((...rest: Rest) => unknown) | undefined {
  return all && Object.hasOwn(all, name) && typeof all[name] === 'function' ? all[name] : undefined;
}
