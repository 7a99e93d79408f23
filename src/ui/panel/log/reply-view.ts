import { render } from 'lit';
import type { Message, Messages } from '../../../conversation/message.js';
import { create, setText } from '../../dom.js';
import { ReplyText } from '../../markdown/reply-text.js';
import type { PanelContext } from '../panel-context.js';
import { lazyNotice } from './lazy-notice.js';
import { footTemplate } from './message-foot.js';
import { replyOptions } from './reply-options.js';

/** A reply: its text grows at the end, and what is there already is not touched again. A call of a tool parts it. */
export class ReplyView {
  readonly #element: HTMLElement;
  readonly #panel: PanelContext;
  readonly #name = create('span', { class: 'visually-hidden' });
  readonly #body = create('div', { class: 'bubble' });
  readonly #foot = create('div');
  /** How much of the text is shown, and the part of it that grows: what follows the last call. */
  #shown = '';
  #stream: ReplyText | undefined;
  /** Each shows the states of a call. */
  #calls: ((call: Message) => void)[] = [];

  constructor(element: HTMLElement, panel: PanelContext) {
    this.#element = element;
    this.#panel = panel;
    element.append(this.#name, this.#body, this.#foot);
  }

  /** @param calls those of tools that stand within its text */
  update(message: Message, calls: Messages): void {
    const { text, status } = message;
    setText(this.#name, `${this.#panel.strings.agent}: `);
    this.#keep(text);
    calls.forEach((call, index) => {
      if (!this.#calls[index]) this.#part(text, call);
      this.#calls[index]!(call);
    });
    this.#append(text);
    if (status !== 'streaming') this.#stream?.end();
    this.#body.hidden = !text;
    // Who was interrupted before anything was heard has said nothing.
    this.#element.hidden = !text && status === 'interrupted';
    this.#element.classList.toggle('is-streaming', status === 'streaming');
    render(footTemplate(message, this.#panel), this.#foot);
  }

  /** Another text than what was streamed is right, and perhaps of tasks that are done by now; with calls, the stream has but its end. */
  #keep(text: string): void {
    const begun = text.slice(0, this.#shown.length);
    if (begun === this.#shown) return;
    if (!this.#calls[0] && this.#stream?.renew(begun)) {
      this.#shown = begun;
      return;
    }
    this.#body.replaceChildren();
    this.#stream = undefined;
    this.#shown = '';
    this.#calls = [];
  }

  /** Shows what was said before a call, and makes room for it. */
  #part(text: string, { tool }: Message): void {
    this.#append(text.slice(0, tool!.textBefore));
    this.#stream?.end();
    this.#stream = undefined;
    this.#calls.push(lazyNotice(this.#body.appendChild(create('div', { class: 'tool', part: 'tool' })), this.#panel));
  }

  /** @param text from its beginning on */
  #append(text: string): void {
    const more = text.slice(this.#shown.length);
    if (!more) return;
    this.#stream ??= new ReplyText(this.#body.appendChild(create('div', { class: 'markdown' })), replyOptions(this.#panel));
    this.#stream.append(more);
    this.#shown += more;
  }
}
