import { html, nothing, type TemplateResult } from 'lit';
import { secondsOf } from '../../strings/numbers.js';
import { fill, errorText, type Strings } from '../../strings/strings.js';
import { troubleOf, type TroubleInput } from './trouble.js';

export interface TroubleContext extends TroubleInput {
  readonly strings: Strings;
  /** BCP 47 */
  readonly language: string;
  readonly onRetry: () => void;
}

/** What stands in the way of the connection, in the status line. */
export function troubleTemplate({ strings, language, onRetry, ...input }: TroubleContext): TemplateResult | undefined {
  const { code, canRetry, until } = troubleOf(input) ?? {};
  const words = code && errorText(strings, code);
  if (!words && !canRetry && until === undefined) return undefined;
  return html`${words ? html`<span class="is-failed" part="error" role="alert" .textContent=${words}></span>` : nothing}
    ${until === undefined ? nothing : countdown(until, strings, language)}
    ${canRetry ? retryTemplate(strings, onRetry) : nothing}`;
}

export function retryTemplate({ retry }: Strings, onRetry: () => void): TemplateResult {
  return html`<button class="link" part="retry" type="button" @click=${onRetry}>${retry}</button>`;
}

/** Each second of it is for the eyes; it is said only once that there is one. */
function countdown(until: number, { goesOnIn }: Strings, language: string): TemplateResult {
  return html`<span class="countdown" aria-hidden="true" .textContent=${fill(goesOnIn ?? '', { time: secondsOf(until - Date.now(), language) })}></span>`;
}
