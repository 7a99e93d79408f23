import { html, nothing, type TemplateResult } from 'lit';
import type { Strings } from '../../strings/strings.js';
import { readSuggestion } from '../../suggestion.js';

export interface LogPaneModel {
  readonly strings: Strings;
  readonly isEmpty: boolean;
  /** What a person might say first. */
  readonly suggestions: readonly unknown[];
  /** The messages. */
  readonly log: HTMLElement;
  readonly onChoose: (suggestion: string) => void;
}

/** What scrolls: the greeting, the messages, and suggestions while there are none. */
export function logPane({ strings, isEmpty, suggestions, log, onChoose }: LogPaneModel): TemplateResult {
  const { greeting, suggestions: label } = strings;
  const chip = (each: unknown) => {
    const { label, prompt } = readSuggestion(each) ?? {};
    return label && prompt ? html`<button class="suggestion" part="suggestion" type="button" dir="auto" @click=${() => onChoose(prompt)}>${label}</button>` : nothing;
  };
  return html`${greeting || isEmpty
      ? html`<slot name="empty" ?hidden=${!isEmpty && !greeting}>
          ${greeting ? html`<div class="message message-agent"><div class="bubble" dir="auto">${greeting}</div></div>` : nothing}
        </slot>`
      : nothing}
    ${log}
    ${suggestions.length > 0
      ? html`<div class="suggestions" role="group" aria-label=${label}>${suggestions.map(chip)}</div>`
      : nothing}`;
}
