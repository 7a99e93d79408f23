import { html, nothing, type TemplateResult } from 'lit';
import type { Strings } from '../../strings/strings.js';

export interface EmptyModel {
  /** The agent's picture. */
  readonly avatar: TemplateResult;
  /** What a person might say first; `undefined` where it is yet to come. */
  readonly suggestions: TemplateResult | typeof nothing | undefined;
}

export interface LogPaneModel extends EmptyModel {
  readonly strings: Strings;
  /** Whether it is known what was said before. */
  readonly isRestored: boolean;
  readonly isEmpty: boolean;
  /** The messages. */
  readonly log: HTMLElement;
}

/** What scrolls: the greeting, the messages, and suggestions while there are none. All of an empty log comes at once. */
export function logPane({ strings: { greeting }, avatar, isRestored, isEmpty, suggestions, log }: LogPaneModel): TemplateResult {
  return html`${isRestored && (isEmpty ? suggestions : greeting)
      ? html`<slot name="empty">
          ${greeting
            ? html`<div class=${isEmpty ? 'welcome' : 'message message-agent'}>
                ${isEmpty ? avatar : nothing}
                <div class="bubble" dir="auto">${greeting}</div>
              </div>`
            : nothing}
        </slot>`
      : nothing}
    ${log} ${isEmpty && isRestored ? suggestions : nothing}`;
}
