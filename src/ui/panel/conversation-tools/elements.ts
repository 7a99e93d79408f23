import type { PanelParts } from '../panel-parts.js';

/** The first element in the panel that a selector finds; the panel has it as long as it is there itself. */
export function elementIn({ container }: PanelParts, selector: string): HTMLElement {
  const found = container.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`The panel has no ${selector}`);
  return found;
}

/** Whether an element in the panel has the focus, or has it within; the window need not have it. */
export function hasFocus(element: HTMLElement): boolean {
  const root = element.getRootNode();
  return root instanceof ShadowRoot && element.contains(root.activeElement);
}
