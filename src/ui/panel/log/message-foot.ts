import { html, nothing, type TemplateResult } from 'lit';
import type { Message } from '../../../conversation/message.js';
import { errorText } from '../../strings/strings.js';
import type { MessageContext } from './message-context.js';

/** What became of a message, where that is not what everybody hopes for. */
export function footTemplate({ id, role, status, error }: Message, { strings, onRetry }: MessageContext): TemplateResult | typeof nothing {
  const words = strings();
  if (status === 'waiting' || status === 'stopped' || status === 'interrupted') return html`<div class="foot is-${status}" .textContent=${words[status]}></div>`;
  if (status !== 'failed') return nothing;
  return html`<div class="foot is-failed" part="error">
    ${role === 'user' ? `${words.notDelivered}.` : nothing}
    <span class="why">
      ${errorText(words, error?.code ?? 'agent')}
      <button class="link" part="retry" type="button" @click=${() => onRetry(id)}>${words.retry}</button>
    </span>
  </div>`;
}
