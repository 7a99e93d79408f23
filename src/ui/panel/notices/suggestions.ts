import { html, nothing, type TemplateResult } from 'lit';
import { readSuggestion } from '../../suggestion.js';
import type { PanelContext } from '../panel-context.js';
import { AutessaSuggestionEvent } from './suggestion-event.js';

/** What a person might say first, as buttons. They are only seen while something else has to be answered before. */
export function suggestionsTemplate(suggestions: readonly unknown[], { container, strings, snapshot, send }: PanelContext): TemplateResult {
  const choose = ({ currentTarget }: Event, prompt: string): void => {
    currentTarget!.dispatchEvent(new AutessaSuggestionEvent({ prompt }));
    send(prompt);
    // They are gone, and what they had of the focus.
    container.querySelector<HTMLElement>('.scroller')?.focus({ preventScroll: true });
  };
  const chip = (each: unknown) => {
    const { label, prompt } = readSuggestion(each) ?? {};
    return label && prompt ? html`<button class="suggestion" part="suggestion" type="button" dir="auto" @click=${(event: Event) => choose(event, prompt)}>${label}</button>` : nothing;
  };
  return html`<div class="suggestions" role="group" aria-label=${strings.suggestions} ?inert=${snapshot.isConsentNeeded}>${suggestions.map(chip)}</div>`;
}
