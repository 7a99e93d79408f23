import { html, nothing, type TemplateResult } from 'lit';
import type { Message } from '../../../conversation/message.js';
import { errorText } from '../../strings/strings.js';
import { retryButton, retryWithNext } from '../retry.js';
import type { PanelContext } from '../panel-context.js';

/** What became of a message, where that is not what everybody hopes for. */
export function footTemplate({ id, role, status, error }: Message, { strings, session }: PanelContext): TemplateResult | typeof nothing {
  if (status === 'waiting' || status === 'stopped' || status === 'interrupted') return html`<div class="foot is-${status}" .textContent=${strings[status]}></div>`;
  if (status !== 'failed') return nothing;
  return html`<div class="foot is-failed" part="error">
    ${role === 'user' ? `${strings.notDelivered}.` : nothing}
    <span class="why">
      ${errorText(strings, error?.code ?? 'agent')}
      ${retryButton(strings, () => retryWithNext(session, id))}
    </span>
  </div>`;
}
