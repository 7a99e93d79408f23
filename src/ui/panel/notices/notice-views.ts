import { html, nothing, render, type TemplateResult } from 'lit';
import type { Message } from '../../../conversation/message.js';
import { create, detach, setText } from '../../dom.js';
import { ownRenderer } from '../../renderers.js';
import { counted } from '../../strings/numbers.js';
import type { Plural, Strings } from '../../strings/strings.js';
import type { PanelContext } from '../panel-context.js';
import { retryButton, retryWithNext } from '../retry.js';
import { audioTemplate } from './audio-view.js';
import { toolTemplate } from './tool-view.js';

export { consentTemplate } from './consent.js';
export { noticesStyles } from './notices.styles.js';
export { troubleTemplate } from './trouble-view.js';
export { suggestionsTemplate } from './suggestions.js';

/** Says how many replies came while nobody looked. The launcher refers to it. */
export function tellUnread({ element, strings, language }: PanelContext): void {
  const { unread, renderRoot } = element;
  const region = renderRoot.querySelector('#unread');
  if (region) setText(region, unread > 0 && strings.unread ? counted(strings.unread, unread, language) : '');
}

/** How much is left is said aloud only when it is no more than one of these, not with every key. */
const milestones = [0, 10, 20, 50, 100, 200, 500] as const;

/** How many characters may be added to a message, or are too many. */
export function limitTemplate(left: number, { strings, language }: PanelContext): TemplateResult {
  const { charactersLeft, charactersOver, tooLong } = strings;
  const count = (forms: Plural | undefined, number: number): string => (forms ? counted(forms, number, language) : String(number));
  if (left < 0) {
    return html`<p class="foot is-failed" .textContent=${count(charactersOver, -left)}></p>
      <span class="visually-hidden" role="alert">${tooLong}</span>`;
  }
  return html`<p class="foot" .textContent=${count(charactersLeft, left)}></p>
    <span class="visually-hidden" role="status" .textContent=${count(charactersLeft, milestones.find((each) => left <= each) ?? left)}></span>`;
}

/** A call of a tool, a notice, what the person said by audio, or a reply that says nothing. @returns shows its states */
export function noticeView(element: HTMLElement, panel: PanelContext): (message: Message) => void {
  const view = create('div');
  let latest: Message;
  const show = (): void => void render(messageTemplate(latest, panel), element);
  return (message) => {
    latest = message;
    // In a call, the agent has spoken first.
    if (message.role === 'user') element.hidden = !message.text && !message.input;
    const { tool, status } = message;
    const renderer = tool && ownRenderer(panel.element.renderers?.tool, tool.toolName);
    if (!renderer) return show();
    if (!view.isConnected) element.append(view);
    import('../log/page-views.js')
      .then(({ embed }) => embed(panel.element, view, `tool.${tool.toolName}`, () => renderer({ ...tool, status })))
      .then((isShown) => isShown || (detach(view), show()))
      .catch(() => (element.textContent = latest.text));
  };
}

function messageTemplate(message: Message, panel: PanelContext): TemplateResult {
  const { strings, session } = panel;
  switch (message.role) {
    case 'tool':
      return toolTemplate(message, strings);
    case 'notice':
      return html`${noticeOf(message, strings) ?? nothing}`;
    case 'user':
      return audioTemplate(message, panel);
    default:
      return html`<span class="visually-hidden">${strings.agent}: </span>
        <div class="foot">${strings.noAnswer} ${retryButton(strings, () => retryWithNext(session, message.id))}</div>`;
  }
}

function noticeOf({ notice }: Message, strings: Strings): string | undefined {
  switch (notice) {
    case 'conversation-replaced':
      return strings.conversationReplaced;
    case 'version-changed':
      return strings.versionChanged;
    case 'conversation-ended':
      return strings.conversationEnded;
    default:
      return strings.notStored;
  }
}
