import { html, nothing, type TemplateResult } from 'lit';
import { secondsOf } from '../../strings/numbers.js';
import { errorText, fill, type Strings } from '../../strings/strings.js';
import type { PanelContext } from '../panel-context.js';
import { retryButton } from '../retry.js';
import { troubleOf, type TroubleInput } from './trouble.js';

/** What stands in the way of the connection, in the status line. */
export function troubleTemplate(input: Omit<TroubleInput, 'snapshot'>, { strings, language, snapshot, session }: PanelContext): TemplateResult | undefined {
  const { code, canRetry, until } = troubleOf({ ...input, snapshot }) ?? {};
  const reason = code && errorText(strings, code);
  if (!reason && !canRetry && until === undefined) return undefined;
  return html`${reason ? html`<span class="is-failed" part="error" role="alert" .textContent=${reason}></span>` : nothing}
    ${until === undefined ? nothing : countdown(until, strings, language)}
    ${canRetry ? retryButton(strings, () => void session?.reconnect()) : nothing}`;
}

/** Each second of it is for the eyes; it is said only once that there is one. */
function countdown(until: number, { goesOnIn }: Strings, language: string): TemplateResult {
  return html`<span class="countdown" aria-hidden="true" .textContent=${fill(goesOnIn ?? '', { time: secondsOf(until - Date.now(), language) })}></span>`;
}
