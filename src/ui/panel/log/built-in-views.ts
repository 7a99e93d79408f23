import type { AddressPolicy } from '../../markdown/addresses.js';
import type { Strings } from '../../strings/strings.js';

export interface BuiltInContext {
  readonly strings: Strings;
  readonly addresses: AddressPolicy;
  /** Sends what somebody has chosen. */
  readonly send: (prompt: string) => unknown;
}

/**
 * Shows a fenced block in a language that the panel has a view of: `choices`, `card` or `math`.
 *
 * @returns whether there was something to show; rejects where the view cannot be loaded
 */
export async function showBuiltIn(language: string, box: HTMLElement, text: string, { strings, addresses, send }: BuiltInContext): Promise<boolean> {
  if (language === 'choices') return (await import('../../markdown/choices.js')).showChoices(box, text, strings.suggestions, send);
  if (language === 'card') return (await import('../../markdown/card.js')).showCard(box, text, { strings, addresses });
  return (await import('../../markdown/formula.js')).showFormula(box, text.trim(), true);
}
