import type { Message } from '../../../conversation/message.js';
import { addressPolicy } from '../../markdown/addresses.js';

/** How many replies in a row have to fail. */
const patience = 2;

/**
 * Where `handoff` leads: a web address, which may be of the page's own site, a mail address or a telephone number, with
 * or without `mailto:` or `tel:`.
 *
 * @returns `''` for an event alone; nothing where it leads nowhere that is safe
 */
export function handoffAddress(handoff: string, base: string): string | undefined {
  const text = handoff.trim();
  if (!text) return '';
  const isSafe = addressPolicy();
  if (/^[^\s@/:?#]+@[^\s@/:?#]+$/.test(text)) return isSafe(`mailto:${text}`, 'link') ?? undefined;
  if (/^\+?[\d\s().-]{3,40}$/.test(text)) return isSafe(`tel:${text.replace(/[^+\d]/g, '')}`, 'link') ?? undefined;
  const resolved = /^(?:[./?#]|$)/.test(text) && URL.canParse(text, base) ? new URL(text, base).href : text;
  return isSafe(resolved, 'link') ?? undefined;
}

/** Counts replies that failed, or said nothing, one after the other. */
export class FailedReplies {
  #count = 0;

  /** @returns whether it is time to offer somebody else, or to withdraw that, as the agent answers again */
  take({ role, status, text }: Pick<Message, 'role' | 'status' | 'text'>): 'offer' | 'withdraw' | undefined {
    if (role !== 'agent' || status === 'streaming') return undefined;
    const hasFailed = status === 'failed' || (status === 'done' && text.trim() === '');
    this.#count = hasFailed ? this.#count + 1 : 0;
    if (!hasFailed) return 'withdraw';
    if (this.#count < patience) return undefined;
    this.#count = 0;
    return 'offer';
  }
}
