import { isJsonObject, parseJson, type JsonObject } from '../base/json.js';
import { toJson } from '../base/robust-json.js';
import { storageArea } from '../base/storage-area.js';
import type { AgentSessionOptions } from '../session/options.js';
import { readConfiguration } from './configuration.js';
import { identityOf } from './conversation-identity.js';
import { viewKey } from './view-key.js';
import type { WidgetElement } from './widget-element.js';

/** What a person has done with a panel, apart from what was said. */
export interface View {
  /** What stands in the text box. */
  readonly draft: string;
  /** How many replies have not been read. */
  readonly unread: number;
  readonly isOpen: boolean;
}

/** What is kept of the view of one conversation. All agents and users of a site share one entry of the browser's storage. */
export class StoredView {
  /** Of the conversation. */
  readonly identity: string;
  readonly #persist: string | undefined;
  /** Whether something of it is kept, as far as is known here. */
  #isKept = false;

  constructor(options: AgentSessionOptions) {
    this.identity = identityOf(options);
    this.#persist = options.persist;
  }

  /** @returns nothing where the attributes do not suffice for a conversation */
  static of(element: WidgetElement): StoredView | undefined {
    const { session } = readConfiguration(element);
    return session && new StoredView(session);
  }

  /** Whether somebody has cleared all that is kept on this site since it was written. */
  get isCleared(): boolean {
    return this.#isKept && !(this.identity in this.#readAll());
  }

  read(): unknown {
    return this.#readAll()[this.identity];
  }

  /** @param view where there is none, nothing of it is left */
  write(view?: View): void {
    // What is not there is left out.
    const all = toJson({ ...this.#readAll(), [this.identity]: view });
    this.#isKept = view !== undefined;
    try {
      const area = storageArea(this.#persist);
      if (all === '{}') area?.removeItem(viewKey);
      else area?.setItem(viewKey, all);
    } catch {
      // Full, or blocked: of that the conversation's own store tells.
    }
  }

  #readAll(): Readonly<JsonObject> {
    try {
      const all = parseJson(storageArea(this.#persist)?.getItem(viewKey) ?? '');
      return isJsonObject(all) ? all : {};
    } catch {
      return {};
    }
  }
}
