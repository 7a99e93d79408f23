import { html, nothing, type TemplateResult } from 'lit';
import type { Strings } from '../../strings/strings.js';
import { readSuggestion } from '../../suggestion.js';
import { AutessaSuggestionEvent } from './suggestion-event.js';

/**
 * What a person might say first, as buttons.
 *
 * @param isInert whether they are only seen, as something else has to be answered before
 */
export function suggestionsTemplate(suggestions: readonly unknown[], { suggestions: label }: Strings, isInert: boolean, onChoose: (prompt: string) => void): TemplateResult {
  const choose = ({ currentTarget }: Event, prompt: string): void => {
    currentTarget!.dispatchEvent(new AutessaSuggestionEvent({ prompt }));
    onChoose(prompt);
  };
  const chip = (each: unknown) => {
    const { label, prompt } = readSuggestion(each) ?? {};
    return label && prompt ? html`<button class="suggestion" part="suggestion" type="button" dir="auto" @click=${(event: Event) => choose(event, prompt)}>${label}</button>` : nothing;
  };
  return html`<div class="suggestions" role="group" aria-label=${label} ?inert=${isInert}>${suggestions.map(chip)}</div>`;
}
