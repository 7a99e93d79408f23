import { loadingError } from '../../base/loading-error.js';
import type { SessionPorts } from '../../session/options.js';
import type { MenuItem } from '../panel/conversation-tools/menu.js';
import type { WidgetElement } from '../widget-element.js';
import { isAwaited, switchedOn, type ElementExtensions, type Extension, type ExtensionName } from './extension.js';
import type { ExtensionContext } from './extension-context.js';
import { ExtensionStrings } from './extension-strings.js';
import { ComposerLine } from './offer/composer-line.js';
import { Offer } from './offer/offer.js';

type Load = (context: ExtensionContext) => Promise<Extension>;

/** By the property that switches each on. */
const loaders = {
  context: async (context) => (await import('./page-context/page-context.js')).createPageContext(context),
  debug: async ({ element }) => new (await import('../../session/debug-log.js')).DebugLog(element, () => element.debug),
  handoff: async (context) => (await import('./handoff/handoff.js')).createHandoff(context),
  mask: async (context) => (await import('./mask/mask.js')).createMask(context),
} satisfies Readonly<Record<ExtensionName, Load>>;

/** Loads what an element's attributes switch on, and lets it follow them. @param signal ends with the element's stay on the page */
export async function followExtensions(element: WidgetElement, signal: AbortSignal): Promise<void> {
  if (!element.extensions) {
    element.extensions = new Extensions(element, signal);
    signal.addEventListener('abort', () => (element.extensions = undefined));
  }
  await element.extensions.follow();
}

/** What few conversations have: each is loaded when its attribute is set, and follows the element from then on. */
class Extensions implements ElementExtensions {
  readonly #context: ExtensionContext;
  readonly #loading = new Map<ExtensionName, Promise<void>>();
  readonly #all: Extension[] = [];

  constructor(element: WidgetElement, signal: AbortSignal) {
    this.#context = {
      element,
      signal,
      strings: new ExtensionStrings(element),
      createLine: (attributes, styles) => new ComposerLine(element, attributes, styles, signal),
      createOffer: (options) => new Offer(element, options, signal),
    };
  }

  get ports(): Partial<SessionPorts> {
    return Object.assign({}, ...this.#all.map(({ ports }) => ports));
  }

  get menuItems(): readonly MenuItem[] {
    return this.#all.flatMap((each) => each.menuItem?.() ?? []);
  }

  get masked(): ((text: string) => string) | undefined {
    const mask = this.#all.find((each) => each.masked);
    return mask && ((text) => mask.masked!(text));
  }

  async follow(): Promise<void> {
    for (const each of this.#all) each.update?.();
    const loadOne = async (name: ExtensionName): Promise<void> => {
      const loading = this.#load(name).catch((error: unknown) => {
        const told = loadingError(error);
        // What was to be hidden is not sent at all.
        if (name === 'mask') throw told;
      });
      if (isAwaited(name)) await loading;
    };
    await Promise.all(switchedOn(this.#context.element).map(loadOne));
  }

  #load(name: ExtensionName): Promise<void> {
    const load = async (): Promise<void> => {
      try {
        const extension: Extension = await loaders[name](this.#context);
        extension.update?.();
        this.#all.push(extension);
        // What waited for it goes on.
        this.#context.element.requestUpdate();
      } catch (error) {
        this.#loading.delete(name);
        throw error;
      }
    };
    const loading = this.#loading.get(name) ?? load();
    this.#loading.set(name, loading);
    return loading;
  }
}
