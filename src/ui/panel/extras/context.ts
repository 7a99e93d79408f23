import type { AgentSession } from '../../../session/agent-session.js';
import type { AutessaAgentElement } from '../../element.js';
import type { LaterStrings, Strings } from '../../strings/strings.js';

/** What `disabled-features` can switch off. */
export type Feature = 'attachments' | 'export' | 'feedback' | 'restart' | 'sounds';

/** What the extras see of the panel and of what is around it. */
export interface ExtrasContext {
  readonly element: AutessaAgentElement;
  /** All of the panel. */
  readonly container: HTMLElement;
  /** Ends with the panel. */
  readonly signal: AbortSignal;
  readonly session: () => AgentSession | undefined;
  readonly strings: () => Strings & LaterStrings;
  readonly isEnabled: (feature: Feature) => boolean;
}

/** The first element in the panel that a selector finds; the panel has it as long as it is there itself. */
export function elementIn({ container }: Pick<ExtrasContext, 'container'>, selector: string): HTMLElement {
  const found = container.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`The panel has no ${selector}`);
  return found;
}

/** Whether an element in the panel has the focus, or has it within; the window need not have it. */
export function hasFocus(element: HTMLElement): boolean {
  const root = element.getRootNode();
  return root instanceof ShadowRoot && element.contains(root.activeElement);
}
