import { create } from '../dom.js';
import type { Cursor } from './cursor.js';
import { unescapeText } from './entities.js';
import { copyButton, watchColours, watchOverflow } from './block-controls.js';
import type { Shared } from './options.js';
import { CODE, VIEW } from './limits.js';

/** Lines, and UTF-16 units, per text node: adding to a node copies it, so none may grow with the block. */
const LINES = 64;
const LENGTH = 4_096;

/** What ends a formula that begins with a line of its own. */
const MATH: Readonly<Record<string, string>> = { $$: '$$', '\\[': '\\]' };

/** A code block, fenced or indented. Text is added as it comes; nothing is ever read again. */
export class CodeBlock {
  /** How many columns of blanks come off its lines at most. */
  readonly #indent: number;
  /** The run that opened it; empty for indented code. */
  readonly #fence: string;
  readonly #code: HTMLElement;
  #text: Text | undefined;
  #lines = 0;
  #blank = '';
  readonly #box: HTMLElement;
  readonly #info: string;
  readonly #shared: Shared;

  constructor(parent: Element, shared: Shared, indent = 4, fence = '', info = '') {
    this.#indent = indent;
    this.#fence = fence;
    this.#shared = shared;
    this.#info = unescapeText(info.trim());
    const language = this.#language;
    const { strings, fences } = shared.options;
    this.#code = create('code', { class: language ? `language-${language}` : null });
    const box = create('pre', { dir: 'ltr', translate: 'no' }, this.#code);
    const bar = create('div', { class: 'code-bar' }, create('span', {}, language));
    this.#box = create('div', shared.look('code'), bar, box);
    // What will be shown otherwise is not shown as code first.
    this.#box.hidden = fences?.has(language) ?? false;
    shared.blocks += this.#box.hidden ? VIEW : CODE;
    parent.append(this.#box);
    bar.append(copyButton(this.#code, strings));
    watchOverflow(box, language || strings.code);
  }

  /**
   * Reads a line from its start.
   * @returns what it was taken for; `undefined` where it is no code, `null` where more of it has to come
   */
  line(cursor: Cursor, complete: boolean): 'code' | 'blank' | 'end' | undefined | null {
    const { blank, indent, rest } = cursor;
    const fence = this.#fence;
    const closer = MATH[fence];
    if (closer && indent < 4 && closer.startsWith(rest.trim()) && !blank) {
      if (!complete) return null;
      if (rest.trim() === closer) return 'end';
    }
    if (fence) {
      const run = indent < 4 && /^(`+|~+)[ \t]*$/.exec(rest)?.[1];
      if (run && run[0] === fence[0]) {
        if (!complete) return null;
        if (run.startsWith(fence)) return 'end';
      }
    } else if (!blank && indent < 4) return undefined;
    cursor.skip(Math.min(this.#indent, indent));
    // A blank line of indented code counts only if more code follows.
    if (blank && !fence) {
      this.#blank += `${cursor.text}\n`;
      return 'blank';
    }
    this.add(cursor.text);
    if (complete) this.endLine();
    return 'code';
  }

  add(text: string): void {
    text = this.#blank + text;
    this.#blank = '';
    if (!text) return;
    if (!this.#text || this.#lines >= LINES || this.#text.length > LENGTH) {
      this.#lines = 0;
      this.#text = this.#code.appendChild(document.createTextNode(''));
    }
    this.#text.appendData(text);
  }

  endLine(): void {
    this.add('\n');
    this.#lines++;
  }

  /** It is complete. */
  end(): void {
    const { fences, colours } = this.#shared.options;
    const language = this.#language;
    if (language && colours) watchColours(this.#code, language);
    if (!this.#box.hidden || !fences) return;
    const showCode = (): void => {
      view?.remove();
      this.#box.hidden = false;
    };
    const view = fences.show(language, this.#code.textContent, this.#info, showCode);
    if (view) this.#box.before(view);
    else showCode();
  }

  get #language(): string {
    return this.#info.split(/\s/)[0]!;
  }
}
