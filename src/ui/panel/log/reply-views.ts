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

type Show = (box: HTMLElement, text: string, info: string) => Promise<boolean>;

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
    return !this.#host.disabledFeatures?.split(/\s+/).includes('math');
  }

  has(language: string): boolean {
    return this.#showOf(language) !== undefined;
  }

  show(language: string, text: string, info: string, showCode: () => void): Element {
    const box = create('div', { class: 'view' });
    this.#showOf(language)!(box, text, info)
      .then((isShown) => isShown || showCode())
      .catch(showCode);
    return box;
  }

  /** Shows a call by the page's own view. @returns `undefined`: it has none for this tool */
  showTool(box: HTMLElement, { tool, status }: Message): Promise<boolean> | undefined {
    const name = tool?.toolName ?? '';
    const renderer = own(this.#host.renderers?.tool, name);
    return tool && renderer && this.#embed(box, `tool.${name}`, () => renderer({ ...tool, status }));
  }

  #showOf(language: string): Show | undefined {
    const { strings, addresses } = this.#context();
    const renderer = own(this.#host.renderers?.fence, language);
    if (renderer) return (box, text, info) => this.#embed(box, `fence.${language}`, () => renderer(text, info));
    switch (language) {
      case 'choices':
        return async (box, text) => (await import('../../markdown/choices.js')).showChoices(box, text, strings().suggestions, this.#send);
      case 'card':
        return async (box, text) => (await import('../../markdown/card.js')).showCard(box, text, { strings: strings(), addresses: addresses() });
      case 'math':
        return this.hasMath ? async (box, text) => (await import('../../markdown/formula.js')).showFormula(box, text.trim(), true) : undefined;
      default:
        return undefined;
    }
  }

  async #embed(box: HTMLElement, name: string, render: () => unknown): Promise<boolean> {
    const { callRenderer, embed } = await import('./page-views.js');
    const node = callRenderer(name, render);
    if (node) embed(this.#host, box, node);
    return !!node;
  }
}

/** A function of the page's, if it is one of an object's own. */
function own<Rest extends unknown[]>(all: Readonly<Record<string, (...rest: Rest) => unknown>> | undefined, name: string): ((...rest: Rest) => unknown) | undefined {
  return all && Object.hasOwn(all, name) && typeof all[name] === 'function' ? all[name] : undefined;
}
