import { type Attributes, create } from '../dom.js';
import { Direction } from './direction.js';
import { patch } from './dom.js';
import { isTitle, withoutHashes } from './heading.js';
import { parseInline } from './inline.js';
import { scanDefinition } from './links.js';
import type * as Formulas from './math.js';
import type { LinkDefinition, Shared } from './options.js';
import { REACH } from './limits.js';
import { setTask } from './task.js';

/** What may be a formula. */
const FORMULA = /\$[^\s$][^$]*\$|\$\$|\\[([]/;

/** From this length on, in UTF-16 units, an unsettled text is read again only when it has grown by an eighth. */
const PATIENCE = 128;

/**
 * A paragraph, a heading or a table cell: inline content that grows at its end. What has settled is never read or
 * touched again; what comes after `#last` in the element is a reading of `#tail` that may still change.
 */
export class TextBlock {
  element: HTMLElement | undefined;
  /** How many lines have been added after the first one. */
  lines = 0;
  readonly #parent: Element;
  readonly #shared: Shared;
  readonly #direction: Direction;
  readonly #attributes: Attributes;
  readonly #task: boolean;
  /** Whether it holds no definitions. */
  #isPlain = false;
  #tag: string;
  /** Whether it is a heading with a sequence of `#` that may be repeated at its end. */
  readonly #hashes: boolean;
  #tail = '';
  #settled = '';
  /** The last characters of what has settled. */
  #before = '';
  #last: ChildNode | null = null;
  /** How many characters of `#last` have settled, if it is text. */
  #offset = 0;
  /** How long `#last` was when it was written, if it is text. */
  #length: number | undefined;
  #due = 0;
  readonly #missed = new Set<string>();
  #line = '';
  #math: typeof Formulas | undefined;
  /** How many marks there are up to where the text has settled. */
  #marks: number;
  readonly #marksBefore: number;

  /** @param task whether it may begin with the `[ ]` of a task list */
  constructor(parent: Element, tag: string, shared: Shared, direction: Direction, attributes: Attributes = {}, task = false) {
    this.#parent = parent;
    this.#tag = tag;
    this.#shared = shared;
    this.#direction = direction;
    this.#attributes = attributes;
    this.#task = task;
    this.#marks = this.#marksBefore = shared.marks;
    shared.blocks += 1;
    this.#hashes = tag[0] === 'h';
    if (tag !== 'p') this.#create();
  }

  get heading(): boolean {
    return this.#tag !== 'p';
  }

  add(text: string): void {
    this.#tail += text;
    const start = text.lastIndexOf('\n') + 1;
    this.#line = start ? text.slice(start) : this.#line + text;
    if (start) this.lines += 1;
  }

  /** How much text has been added, in UTF-16 units. */
  get length(): number {
    return this.#settled.length + this.#tail.length;
  }

  /** The line that was added last. */
  get lastLine(): string {
    return this.#line;
  }

  /** Whether a line of dashes below makes it a heading; below a sentence, it is a line. */
  get isTitle(): boolean {
    return this.#line.length === this.length && isTitle(this.#line);
  }

  /** Shows the text so far; `final`: there won't be more. */
  show(final = false): void {
    if (!final && this.#tail.length < this.#due) return;
    const last = this.#last as Text | null;
    // A translator has put something else in the place of what had settled, or in it.
    if (last && (last.parentNode !== this.element || last.length !== this.#length)) this.#rewind(this.#settled + this.#tail);
    let text = this.#tail;
    if (!this.#settled && this.#tag === 'p') text = this.#begin(final) ? this.#tail : '';
    if (this.#hashes) text = withoutHashes(text);
    if (!final) {
      // What begins like a table's row waits for the next line to say whether it is one.
      const line = text.lastIndexOf('\n') + 1;
      if (text[line] === '|') text = text.slice(0, line);
    }
    const { nodes, settled, length, marks, settledText } = parseInline(text, this.#before, final, this.#shared, this.#marks, this.#missed, this.#math);
    this.#marks = marks;
    if (!nodes.length && !this.#last && this.#tag === 'p') {
      this.element?.remove();
      this.element = undefined;
      this.#direction.read(nodes, 0);
      return;
    }
    const element = this.#create();
    this.#direction.read(nodes, final ? nodes.length : settled);
    const node = patch(element, nodes, this.#last, this.#offset)[settled - 1];
    if (node) {
      this.#offset = settledText + (node === this.#last ? this.#offset : 0);
      this.#last = node;
    }
    this.#length = (this.#last as Text | null)?.length;
    this.#settled += text.slice(0, length);
    this.#before = (this.#before + text.slice(0, length)).slice(-4);
    this.#tail = this.#tail.slice(length);
    this.#math?.showFormulas(element);
    this.#due = this.#tail.length > PATIENCE ? this.#tail.length * 1.125 : 0;
  }

  /**
   * Takes definitions and the mark of a task off the start.
   * @returns false while it cannot be told whether the text starts with one of them
   */
  #begin(final: boolean): boolean {
    const { definitions, options } = this.#shared;
    for (let found; this.#tail[0] === '[' && !this.#last && !this.#isPlain; this.#tail = this.#tail.slice(found.end)) {
      found = scanDefinition(this.#tail, final);
      if (found === null && this.#tail.length < REACH) return false;
      // What leads nowhere is no definition: [Total]: 42.00
      if (!found || found.end > REACH || options.addresses(found.address, 'link') === null) break;
      const { label, address, title } = found;
      const definition = { address, title, isUsed: false };
      if (!definitions.has(label)) definitions.set(label, definition);
      this.#showUnused(definition, label, this.#tail.slice(0, found.end).trimEnd());
    }
    if (!this.#task || this.#last) return true;
    const mark = /^\[([ x])\](?=\s)/i.exec(this.#tail);
    if (!mark) return final || !/^\[([ x]\]?)?$/i.test(this.#tail);
    const box = create('input');
    setTask(box, mark[1] !== ' ', this.#shared.options.strings);
    this.#create().append(box);
    this.#parent.classList.add('task');
    this.#last = box;
    this.#tail = this.#tail.slice(3);
    return true;
  }

  /** Prepares to show a definition that nothing refers to in the end, where it stands. */
  #showUnused(definition: LinkDefinition, label: string, source: string): void {
    const { definitions, unused } = this.#shared;
    const before = this.element ? this.element.previousSibling : this.#parent.lastChild;
    unused.push(() => {
      if (definition.isUsed) return;
      if (definitions.get(label) === definition) definitions.delete(label);
      const text = new TextBlock(this.#parent, 'p', this.#shared, new Direction(this.#parent));
      text.#isPlain = true;
      text.add(source);
      text.end();
      this.#parent.insertBefore(text.element!, before ? before.nextSibling : this.#parent.firstChild);
    });
  }

  /** Reads the text once more, with the formulas in it. */
  #readFormulas(math: typeof Formulas): void {
    this.#math = math;
    this.#rewind(this.#settled + this.#tail);
    this.show(true);
  }

  /** Takes all that comes as it is written. */
  takeRaw(): void {
    this.#isPlain = true;
    this.#marks = Infinity;
  }

  /** Whether there is text besides definitions; asked when a line may make it a heading or a table. */
  hasText(): boolean {
    if (!this.#settled) this.#begin(true);
    return !!(this.#settled || this.#tail);
  }

  /** Makes the paragraph a heading, as a line under it says. */
  retag(tag: string): void {
    this.#tag = tag;
    const old = this.element;
    if (!old) return;
    this.element = undefined;
    old.replaceWith(this.#create());
    this.#create().append(...old.childNodes);
  }

  /** Gives up the last line, which has turned out to be a table's header. */
  dropLastLine(): void {
    const text = this.#settled + this.#tail;
    this.#direction.forget(this.#parent);
    this.#rewind(text.slice(0, Math.max(0, text.lastIndexOf('\n'))));
    if (this.#tail) this.show(true);
    else this.element?.remove();
  }

  end(): void {
    this.#due = 0;
    this.show(true);
    this.#shared.marks = this.#marks;
    if (this.#shared.options.math && FORMULA.test(this.#settled + this.#tail)) void import('./math.js').then((math) => this.#readFormulas(math), () => undefined);
    if (this.#missed.size) this.#shared.late.push(this);
  }

  /** Reads the text once more if definitions that it names have come since. */
  revise(): void {
    if (![...this.#missed].some((label) => this.#shared.isDefined(label))) return;
    this.#rewind(this.#settled + this.#tail);
    this.show(true);
  }

  #rewind(text: string): void {
    this.#settled = this.#before = '';
    this.#tail = text;
    this.#marks = Math.min(this.#marks, this.#marksBefore);
    this.#offset = 0;
    const first = this.element?.firstChild;
    this.#length = undefined;
    this.#last = this.#task && first instanceof HTMLInputElement ? first : null;
  }

  #create(): HTMLElement {
    if (!this.element) {
      this.element = this.#shared.takeBegun(this.#tag, this.#parent) ?? create(this.#tag, this.#attributes);
      if (!this.element.parentNode) this.#parent.append(this.element);
      this.#direction.adopt(this.element, this.#parent);
    }
    return this.element;
  }
}
