import type { PropertyDeclaration, PropertyDeclarations } from 'lit';
import { adoptStyles, restoreStyles } from './adopt-styles.js';

/** Where a page is rendered on a server there are no elements; the class can be imported there all the same. */
const Base = globalThis.HTMLElement ?? (Object as unknown as typeof HTMLElement);

/**
 * As much of Lit's `ReactiveElement` as one element needs, with the same declarations and life cycle, in a quarter
 * of the bytes: properties from attributes, one update for all that changed within a microtask, `updateComplete`. Unlike
 * Lit, it takes a property as the attribute of that name: text, where neither `type` nor `converter` says otherwise; and
 * the name of an attribute is the property's with hyphens.
 */
export abstract class ReactiveHost extends Base {
  /** As in Lit. Attributes are text, or `true` and `false` with `type: Boolean`, or what a `converter`, a function, makes of them. */
  declare static properties: PropertyDeclarations;
  /** A style sheet for the shadow root. */
  declare static styles: string;

  #root: ShadowRoot | undefined;
  #hasUpdated = false;
  #isUpdating = false;
  #isReflecting = false;
  /** Attributes that were written here, and not by the page. */
  readonly #reflected = new Set<string>();
  #updateComplete: Promise<void> = Promise.resolve();
  readonly #values: Record<string, unknown> = {};
  /** What was set before the class was known, while there were no accessors yet. */
  readonly #early: Readonly<Record<string, unknown>>;

  /** Asked for once, when the class is registered. */
  static get observedAttributes(): string[] {
    for (const [name, declaration] of Object.entries(this.properties)) {
      Object.defineProperty(this.prototype, name, {
        configurable: true,
        enumerable: true,
        get(this: ReactiveHost) {
          return this.#values[name];
        },
        set(this: ReactiveHost, given: unknown) {
          const value = propertyValue(given, declaration);
          if (Object.is(value, this.#values[name])) return;
          this.#values[name] = value;
          this.requestUpdate();
        },
      });
    }
    return attributesOf(this.properties);
  }

  constructor() {
    super();
    const own = Object.entries(this).filter(([name]) => name in this.#class.prototype);
    this.#early = Object.fromEntries(own);
    for (const [name] of own) delete (this as Record<string, unknown>)[name];
  }

  /** Whether it has been rendered once. */
  get hasUpdated(): boolean {
    return this.#hasUpdated;
  }

  /** @internal The names of its attributes. */
  get knownAttributes(): readonly string[] {
    return attributesOf(this.#class.properties);
  }

  /** The element's shadow root. */
  get renderRoot(): ShadowRoot {
    return this.#root!;
  }

  /** Settles when all that has changed is on the page; rejects where an update throws. */
  get updateComplete(): Promise<void> {
    return this.#updateComplete;
  }

  connectedCallback(): void {
    if (this.#root) return;
    this.#root = this.attachShadow({ mode: 'open' });
    adoptStyles(this.#root, this.#class.styles);
    Object.assign(this, this.#early);
    this.requestUpdate();
  }

  adoptedCallback(): void {
    if (this.#root) restoreStyles(this.#root);
  }

  attributeChangedCallback(attribute: string, _before: string | null, value: string | null): void {
    if (this.#isReflecting) return;
    // What this element itself wrote, the page's HTML does not know: who brings the page in line with that means nothing by it.
    if (this.#reflected.delete(attribute) && value === null) return this.requestUpdate();
    for (const [name, declaration] of Object.entries(this.#class.properties)) {
      if (attributeOf(name, declaration) === attribute) (this as Record<string, unknown>)[name] = attributeValue(value, declaration);
    }
  }

  /** Renders anew, once for all that changes until the next microtask. Not before it has been on a page. */
  requestUpdate(): void {
    if (this.#isUpdating || !this.#root) return;
    this.#isUpdating = true;
    this.#updateComplete = this.#update();
  }

  /** Before rendering; what is changed here causes no further update. */
  protected abstract willUpdate(): void;
  protected abstract render(): void;
  /** After rendering. */
  protected abstract updated(): void;

  get #class(): typeof ReactiveHost {
    return this.constructor as typeof ReactiveHost;
  }

  #reflect(attribute: string, isOn: boolean): void {
    if (this.hasAttribute(attribute) === isOn) return;
    this.#isReflecting = true;
    this.toggleAttribute(attribute, isOn);
    this.#isReflecting = false;
    if (isOn) this.#reflected.add(attribute);
    else this.#reflected.delete(attribute);
  }

  async #update(): Promise<void> {
    // A microtask later: what else changes at the same time is part of it.
    await Promise.resolve();
    try {
      this.willUpdate();
      for (const [name, declaration] of Object.entries(this.#class.properties)) {
        if (declaration.reflect) this.#reflect(attributeOf(name, declaration)!, Boolean(this.#values[name]));
      }
      this.render();
      this.#hasUpdated = true;
    } finally {
      this.#isUpdating = false;
    }
    this.updated();
  }
}

function attributesOf(properties: PropertyDeclarations): string[] {
  return Object.entries(properties).flatMap(([name, declaration]) => attributeOf(name, declaration) ?? []);
}

/** `agentId` is `agent-id`, where nothing else is said. */
export function attributeOf(name: string, { attribute, state }: PropertyDeclaration): string | undefined {
  if (state || attribute === false) return undefined;
  return attribute ? String(attribute) : name.replace(/[A-Z]/g, '-$&').toLowerCase();
}

/** By property a value becomes what it is by attribute: frameworks set either, and leave out or write text for anything. */
function propertyValue(given: unknown, declaration: PropertyDeclaration): unknown {
  const { attribute, state, type, converter } = declaration;
  if (given == null || state || attribute === false) return given;
  if (type === Boolean) return Boolean(given);
  return !converter ? given.toString() : typeof given === 'string' ? attributeValue(given, declaration) : given;
}

function attributeValue(value: string | null, { type, converter }: PropertyDeclaration): unknown {
  if (type === Boolean) return value !== null;
  return converter ? (converter as (value: string | null) => unknown)(value) : value;
}
