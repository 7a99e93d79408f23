import { html, type TemplateResult } from 'lit';
import { positionOf, type Message } from '../../conversation/message.js';
import type { AgentSession } from '../../session/agent-session.js';
import type { Strings } from '../strings/strings.js';

export function retryButton({ retry }: Strings, onRetry: () => void): TemplateResult {
  const press = ({ currentTarget }: Event): void => {
    // Within a message it goes away.
    (currentTarget as Element).closest<HTMLElement>('.scroller')?.focus({ preventScroll: true });
    onRetry();
  };
  return html`<button class="link" part="retry" type="button" @click=${press}>${retry}</button>`;
}

/** Sends again what was not delivered, with what was said right after it and was not either: they have one button. */
export function retryWithNext(session: AgentSession | undefined, id: string): void {
  if (!session) return;
  const { messages } = session.snapshot;
  const isLost = (message: Message | undefined): boolean => message?.role === 'user' && message.status === 'failed';
  // What goes wrong is shown with the message.
  const retry = (each: string): unknown => session.retry(each).catch(() => undefined);
  let position = positionOf(messages, id);
  retry(id);
  while (isLost(messages[position]) && isLost(messages[(position += 1)])) retry(messages[position]!.id);
}
