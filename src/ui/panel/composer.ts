import { html, nothing, type TemplateResult } from 'lit';
import type { Strings } from '../strings/strings.js';
import { icons } from './icons.js';

/** The longest message, in UTF-16 units. */
export const maximumLength = 8_000;
/** How much is left of it, in UTF-16 units, when the person is told. */
export const nearLimit = 500;

export interface ComposerModel {
  readonly strings: Strings;
  readonly isResponding: boolean;
  readonly isDisabled: boolean;
  /** What is said of the text's length, where it comes near the longest, and whether it is too long. */
  readonly limit: TemplateResult | number | false;
  readonly isTooLong: boolean;
  readonly canAttach: boolean;
  /** Whether there is something to send. */
  readonly hasContent: boolean;
  readonly onInput: (event: InputEvent) => void;
  readonly onSubmit: () => void;
  readonly onStop: () => void;
  /** Reaches for audio to send. */
  readonly onAttach: () => void;
  /** Begins to talk. */
  readonly onVoice: () => void;
  /** `text` or `voice` where the site wants one of them alone. */
  readonly modes: string | undefined;
}

/**
 * Where the person writes, or begins to talk. Enter sends, unless an input method is still composing with it;
 * Shift+Enter breaks the line.
 */
export function composer(model: ComposerModel): TemplateResult {
  const { strings, limit, isResponding, isDisabled, isTooLong, hasContent, canAttach, onInput, onSubmit, onStop, onAttach, onVoice, modes } = model;
  const onKeyDown = (event: KeyboardEvent): void => {
    // Safari ends a composition before the key that ended it comes, and marks that one by its key code alone.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    onSubmit();
  };
  const voice = modes !== 'text'
    ? html`<button class="icon" part="voice" type="button" aria-label=${strings.startVoice} ?disabled=${isDisabled} @click=${onVoice}>
        ${icons.voice}
      </button>`
    : nothing;
  if (modes === 'voice') return html`<div class="composer is-voice" part="composer">${voice}</div>`;
  return html`<div class="composer" part="composer">
    <div id="limit">${limit || nothing}</div>
    <div class="field">
      ${canAttach
        ? html`<button class="icon" part="attach" type="button" aria-label=${strings.attach} @click=${onAttach}>${icons.attach}</button>`
        : nothing}
      <div class="grow">
        <textarea
          part="input"
          rows="1"
          dir="auto"
          enterkeyhint="send"
          aria-label=${strings.message}
          aria-invalid=${isTooLong ? 'true' : nothing}
          aria-describedby="limit"
          placeholder=${strings.placeholder}
          ?disabled=${isDisabled}
          @input=${onInput}
          @keydown=${onKeyDown}
        ></textarea>
      </div>
      ${voice}
      ${isResponding
        ? html`<button class="icon" part="stop" type="button" aria-label=${strings.stop} @click=${onStop}>${icons.stop}</button>`
        : nothing}
      ${!isResponding || hasContent
        ? html`<button
            class="icon is-primary"
            part="send"
            type="button"
            aria-label=${strings.send}
            ?disabled=${isDisabled || isTooLong || !hasContent}
            @click=${onSubmit}
          >
            ${icons.send}
          </button>`
        : nothing}
    </div>
  </div>`;
}
