/* As much of a document as Markdown is drawn into, for Node: what is done to it is counted, not shown. */

/** What has been done: one for each call, and one for each character that is copied or looked at. */
export const work = { count: 0 };

class CountedNode {
  parentNode: CountedElement | null = null;
  previousSibling: CountedNode | null = null;
  nextSibling: CountedNode | null = null;

  get parentElement(): CountedElement | null {
    return this.parentNode;
  }

  get nextElementSibling(): CountedNode | null {
    let next = this.nextSibling;
    for (; next && !(next instanceof CountedElement); next = next.nextSibling) work.count += 1;
    return next;
  }

  remove(): void {
    this.parentNode?.removeChild(this);
  }

  before(...nodes: (CountedNode | string)[]): void {
    for (const node of nodes) this.parentNode?.insertBefore(nodeOf(node), this);
  }

  replaceWith(...nodes: (CountedNode | string)[]): void {
    this.before(...nodes);
    this.remove();
  }
}

class CountedText extends CountedNode {
  data: string;

  constructor(data: string) {
    super();
    work.count += 1 + data.length;
    this.data = data;
  }

  get length(): number {
    return this.data.length;
  }

  get textContent(): string {
    work.count += this.length;
    return this.data;
  }

  substringData(from: number, count: number): string {
    work.count += Math.min(count, this.length - from);
    return this.data.slice(from, from + count);
  }

  appendData(more: string): void {
    this.replaceData(this.length, 0, more);
  }

  /** A browser copies the whole text. */
  replaceData(from: number, count: number, wanted: string): void {
    this.data = this.data.slice(0, from) + wanted + this.data.slice(from + count);
    work.count += 1 + this.length;
  }
}

class CountedElement extends CountedNode {
  readonly localName: string;
  readonly dataset: Record<string, string> = {};
  readonly #attributes = new Map<string, string>();
  firstChild: CountedNode | null = null;
  lastChild: CountedNode | null = null;
  childElementCount = 0;
  hidden = false;
  disabled = false;

  constructor(localName: string) {
    super();
    work.count += 1;
    this.localName = localName;
  }

  get className(): string {
    return this.getAttribute('class') ?? '';
  }

  get classList(): { add(name: string): void; remove(name: string): void } {
    const names = this.className.split(' ');
    return { add: (name) => this.setAttribute('class', [...names, name].join(' ')), remove: (name) => this.setAttribute('class', names.filter((each) => each !== name).join(' ')) };
  }

  matches(selector: string): boolean {
    return selector.startsWith('.') && this.className.split(' ').includes(selector.slice(1));
  }

  getAttribute(name: string): string | null {
    work.count += 1;
    return this.#attributes.get(name) ?? null;
  }

  setAttribute(name: string, value: string): void {
    work.count += 1 + value.length;
    this.#attributes.set(name, value);
  }

  removeAttribute(name: string): void {
    work.count += 1;
    this.#attributes.delete(name);
  }

  get childNodes(): CountedNode[] {
    const nodes: CountedNode[] = [];
    for (let node = this.firstChild; node; node = node.nextSibling) nodes.push(node);
    work.count += nodes.length;
    return nodes;
  }

  get textContent(): string {
    return this.childNodes.map((node) => (node as CountedText | CountedElement).textContent).join('');
  }

  addEventListener(): void {
    work.count += 1;
  }

  append(...nodes: (CountedNode | string)[]): void {
    for (const node of nodes) this.insertBefore(nodeOf(node), null);
  }

  appendChild<Child extends CountedNode>(child: Child): Child {
    return this.insertBefore(child, null);
  }

  replaceChildren(...nodes: (CountedNode | string)[]): void {
    while (this.firstChild) this.removeChild(this.firstChild);
    this.append(...nodes);
  }

  insertBefore<Child extends CountedNode>(child: Child, next: CountedNode | null): Child {
    work.count += 1;
    child.remove();
    child.parentNode = this;
    child.nextSibling = next;
    child.previousSibling = next ? next.previousSibling : this.lastChild;
    if (child.previousSibling) child.previousSibling.nextSibling = child;
    else this.firstChild = child;
    if (next) next.previousSibling = child;
    else this.lastChild = child;
    if (child instanceof CountedElement) this.childElementCount += 1;
    return child;
  }

  removeChild(child: CountedNode): void {
    work.count += 1;
    if (child.previousSibling) child.previousSibling.nextSibling = child.nextSibling;
    else this.firstChild = child.nextSibling;
    if (child.nextSibling) child.nextSibling.previousSibling = child.previousSibling;
    else this.lastChild = child.previousSibling;
    if (child instanceof CountedElement) this.childElementCount -= 1;
    child.parentNode = child.previousSibling = child.nextSibling = null;
  }
}

class CountedInput extends CountedElement {}

const nodeOf = (node: CountedNode | string): CountedNode => (typeof node === 'string' ? new CountedText(node) : node);

const document = {
  createElement: (name: string) => new (name === 'input' ? CountedInput : CountedElement)(name),
  createTextNode: (text: string) => new CountedText(text),
};

/** Nothing is laid out. */
class CountedObserver {
  observe(): void {
    work.count += 1;
  }
}

/** Puts it in the place of a browser's. */
export function useCountedDom(): void {
  Object.assign(globalThis, { document, Text: CountedText, Element: CountedElement, HTMLElement: CountedElement, HTMLInputElement: CountedInput, ResizeObserver: CountedObserver });
}
