import { html, nothing, type TemplateResult } from 'lit';
import { create } from '../../dom.js';
import { ReplyText } from '../../markdown/reply-text.js';
import type { MessageContext } from '../log/message-context.js';

/** The text that is shown in a panel. */
const shown = new WeakMap<MessageContext, { readonly text: string; readonly element: HTMLElement }>();

/**
 * What the person has to accept before anything else.
 *
 * @param text may have links, lists and emphasis in it, as Markdown
 * @param onDecline `undefined` where the panel cannot be left
 */
export function consentTemplate(text: string, context: MessageContext, onAccept: () => void, onDecline: (() => void) | undefined): TemplateResult {
  const { agree = '', noThanks = '' } = context.strings();
  const known = shown.get(context);
  const { element } = known?.text === text ? known : draw(text, context);
  return html`<slot name="consent">${element}</slot>
    <div class="consent-answers">
      ${onDecline ? html`<button part="decline" type="button" @click=${onDecline}>${noThanks}</button>` : nothing}
      <button class="is-primary" type="button" @click=${onAccept}>${agree}</button>
    </div>`;
}

function draw(text: string, context: MessageContext) {
  const drawn = { text, element: create('div', { class: 'markdown' }) };
  const fences = { host: context.views.host, has: () => false, show: () => undefined };
  const reply = new ReplyText(drawn.element, { strings: context.strings(), addresses: context.addresses(), fences });
  reply.append(text);
  reply.end();
  shown.set(context, drawn);
  return drawn;
}
