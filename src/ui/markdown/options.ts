import type { AddressPolicy } from './addresses.js';
import { create, type Attributes } from '../dom.js';
import { adoptStyles } from '../adopt-styles.js';
import type * as Footnotes from './footnotes.js';
import { normalizeLabel } from './links.js';
import type { MarkdownStrings } from './markdown-strings.js';

/** Shows code of some languages otherwise than as code. */
export interface FenceViews {
  /** The element in whose shadow root they are shown, and what they are part of. */
  readonly host: Element;
  has(language: string): boolean;
  /**
   * @param info what stands after the fence
   * @param showCode to be called if it cannot be shown after all
   * @returns what to show in place of the code, if anything
   */
  show(language: string, text: string, info: string, showCode: () => void): Element | undefined;
}

export interface MarkdownOptions {
  readonly fences?: FenceViews | undefined;
  /** Whether formulas are shown as such. */
  readonly math?: boolean | undefined;
  /** Whether code of known languages is coloured. */
  readonly colours?: boolean | undefined;
  readonly strings: MarkdownStrings;
  /** Which addresses links and images may lead to. */
  readonly addresses: AddressPolicy;
  /** Does some work in a task of its own, so that a long text leaves room for frames. Without it, all is read at once. */
  readonly later?: ((work: () => void) => void) | undefined;
}

/** The part of a text that was shown before it was known to be Markdown: paragraphs. */
export interface Begun {
  /** That of the closed ones, as it was written. */
  readonly text: string;
  /** The open one: what is read first goes on in it. */
  readonly paragraph?: HTMLElement | undefined;
}

/** What a label stands for. */
interface Definition {
  /** Whether anything refers to it; what nothing does is shown as it is written. */
  isUsed: boolean;
}

export interface LinkDefinition extends Definition {
  readonly address: string;
  readonly title: string | null;
}

/** The text of a footnote. */
export interface Note extends Definition {
  readonly element: HTMLElement;
}

/** What all blocks of a message share: its words, its policy, and what is known of its link definitions. */
export class Shared {
  readonly options: MarkdownOptions;
  readonly definitions = new Map<string, LinkDefinition>();
  /** Footnotes by their labels, which begin with `^`. */
  readonly notes = new Map<string, Note>();
  /** How many elements are there, see `limits.ts`. */
  blocks: number;
  marks = 0;
  /** See `LONG`. */
  isLong = false;
  /** Labels that had not been defined where they are used. */
  readonly missed = new Set<string>();
  /** Shows definitions that nothing refers to. */
  readonly unused: (() => void)[] = [];
  /** Ended texts that name definitions which had not come by then. */
  readonly late: { revise(): void }[] = [];

  readonly #container: Element;
  #begun: HTMLElement | undefined;

  constructor(container: Element, options: MarkdownOptions, begun?: HTMLElement) {
    this.#container = container;
    this.blocks = container.childElementCount;
    this.#begun = begun;
    this.options = options;
  }

  /** Adds what footnotes need: nobody waits for it, and where it cannot be had it is missing. */
  annotate(add?: (footnotes: typeof Footnotes) => void): void {
    import('./footnotes.js').then(
      (footnotes) => {
        adoptStyles(this.#container, footnotes.styles);
        add?.(footnotes);
      },
      () => undefined,
    );
  }

  /** The looks of an element. @param hasMore whether it goes on with the one before */
  look(look = '', hasMore = false): Attributes {
    return { class: `${look}${hasMore ? ' more' : ''}${this.isLong ? ' far' : ''}`.trim() || null };
  }

  /** The element of the first text: a paragraph that is there already stays, or gives way to what it turned out to be. */
  takeBegun(tag: string, parent: Element): HTMLElement | undefined {
    const begun = this.#begun;
    this.#begun = undefined;
    if (begun?.localName === tag && begun.parentNode === parent) return begun;
    begun?.remove();
    return undefined;
  }

  /** @param missed those of one block */
  miss(label: string, missed: Set<string>): void {
    missed.add(label);
    this.missed.add(label);
  }

  isDefined(label: string): boolean {
    return this.definitions.has(label) || this.notes.has(label);
  }

  /** The text of a footnote opens where it is referred to. Until it is known whether anything does, it is in its place. */
  note(element: HTMLElement, name: string): void {
    const { notes, missed } = this;
    const label = normalizeLabel(`^${name}`);
    element.dataset['note'] = label;
    element.append(create('span', { class: 'note-label' }, `[^${name}]: `));
    if (notes.has(label)) return;
    element.hidden = missed.has(label);
    notes.set(label, { element, isUsed: false });
  }

  /** The message is complete: shows what names definitions that have come later, and those that nothing refers to. */
  settle(): void {
    for (const text of this.late.splice(0)) text.revise();
    for (const { element, isUsed } of this.notes.values()) element.hidden = isUsed;
    for (const show of this.unused.splice(0).toReversed()) show();
  }
}
