import { html, nothing, type TemplateResult } from 'lit';
import { create } from '../../dom.js';
import { ReplyText } from '../../markdown/reply-text.js';
import type { PanelParts } from '../panel-parts.js';

/** The text that is shown in a panel. */
const shown = new WeakMap<PanelParts, { readonly text: string; readonly element: HTMLElement }>();

/**
 * What the person has to accept before anything else. It may have links, lists and emphasis in it, as Markdown.
 *
 * @param onDecline `undefined` where the panel cannot be left
 */
export function consentTemplate(panel: PanelParts, onDecline: (() => void) | undefined): TemplateResult {
  const { agree = '', noThanks = '' } = panel.strings;
  const text = panel.element.consent ?? '';
  const known = shown.get(panel);
  const { element } = known?.text === text ? known : draw(text, panel);
  return html`<slot name="consent">${element}</slot>
    <div class="consent-answers">
      ${onDecline ? html`<button part="decline" type="button" @click=${onDecline}>${noThanks}</button>` : nothing}
      <button class="is-primary" type="button" @click=${() => accept(panel)}>${agree}</button>
    </div>`;
}

function accept({ session, composer }: PanelParts): void {
  // The button is gone with the consent; the focus should not fall back to the page.
  void session?.acceptConsent().then(() => composer.focus());
}

function draw(text: string, panel: PanelParts) {
  const drawn = { text, element: create('div', { class: 'markdown' }) };
  const fences = { host: panel.element, has: () => false, show: () => undefined };
  const reply = new ReplyText(drawn.element, { strings: panel.strings, addresses: panel.addresses, fences });
  reply.append(text);
  reply.end();
  shown.set(panel, drawn);
  return drawn;
}
