import { html, render } from 'lit';
import type { Message, MessageRole, Messages } from '../../../conversation/message.js';
import { create } from '../../dom.js';
import type { PanelContext } from '../panel-context.js';
import { lazyNotice } from './lazy-notice.js';
import { footTemplate } from './message-foot.js';
import { ReplyView } from './reply-view.js';

/** Shows a state of a message. @param calls those of tools that stand within its text */
type Show = (message: Message, calls: Messages) => void;

/** One message on the page. Its element stays the same as long as the message is there. */
export class MessageView {
  readonly element: HTMLElement;
  readonly #panel: PanelContext;
  #show: Show | undefined;
  #hasFailed = false;

  constructor(panel: PanelContext, message: Message, calls: Messages) {
    const parts = partsOf(message.role);
    this.element = create('div', { class: parts, part: parts, 'data-id': message.id });
    this.#panel = panel;
    this.update(message, calls);
  }

  /**
   * Shows another state of the same message. One that cannot be drawn is shown as its text, and keeps no other from
   * being drawn.
   */
  update(message: Message, calls: Messages): void {
    try {
      if (!this.#hasFailed) {
        this.#show ??= showIn(this.element, this.#panel, message);
        return this.#show(message, calls);
      }
    } catch (error) {
      this.#hasFailed = true;
      console.error('<autessa-agent> could not draw a message:', error);
    }
    this.element.replaceChildren(create('div', { class: 'bubble' }, message.text));
  }
}

/** The calls of tools before a reply that stand within its text. */
export function callsIn(messages: Messages, position: number): Messages {
  let start = position;
  while (messages[start - 1]?.tool?.textBefore) start -= 1;
  return messages.slice(start, position);
}

function partsOf(role: MessageRole): string {
  return role === 'notice' ? role : `message ${role === 'tool' ? role : `message-${role}`}`;
}

function showIn(element: HTMLElement, panel: PanelContext, { role, text, status, input }: Message): Show {
  if (role === 'user' && text && !input) return (message) => showUserText(message, element, panel);
  if (role === 'agent' && (text || status !== 'done')) {
    const reply = new ReplyView(element, panel);
    return (message, calls) => reply.update(message, calls);
  }
  const show = lazyNotice(element, panel);
  return (message) => {
    // It stands within the reply.
    element.hidden = !!message.tool?.textBefore;
    show(message);
  };
}

/** What the person said: small enough to be rendered whole whenever it changes. */
function showUserText(message: Message, element: HTMLElement, panel: PanelContext): void {
  element.classList.toggle('is-undelivered', message.status === 'failed');
  const template = html`<span class="visually-hidden">${panel.strings.you}: </span>
    <div class="bubble">${message.text}</div>
    ${footTemplate(message, panel)}`;
  render(template, element);
}
