import { ownRenderer } from '../../renderers.js';
import type { PanelContext } from '../panel-context.js';

/** A fenced block that is finished. */
export interface Fence {
  readonly language: string;
  readonly text: string;
  /** What stands after the fence. */
  readonly info: string;
}

/**
 * Shows a fenced block in a language that the page has a view of, or else the panel: `choices`, `card` or `math`.
 *
 * @returns whether there was something to show; rejects where the view cannot be loaded
 */
export async function showFence({ language, text, info }: Fence, box: HTMLElement, { element, strings, addresses, send }: PanelContext): Promise<boolean> {
  const renderer = ownRenderer(element.renderers?.fence, language);
  if (renderer) return (await import('./page-views.js')).embed(element, box, `fence.${language}`, () => renderer(text, info));
  if (language === 'choices') return (await import('../../markdown/choices.js')).showChoices(box, text, strings.suggestions, send);
  if (language === 'card') return (await import('../../markdown/card.js')).showCard(box, text, { strings, addresses });
  return (await import('../../markdown/formula.js')).showFormula(box, text.trim(), true);
}
