import type { TemplateResult } from 'lit';
import type { Message } from '../../../conversation/message.js';
import type { AgentSession } from '../../../session/agent-session.js';
import type { Feature } from '../../configuration.js';
import type { PanelContext } from '../panel-context.js';
import type { AllStrings } from '../../strings/strings.js';

/** How people judge replies and conversations. */
export interface JudgementPort {
  /** Two buttons for a reply. @param onChange what is thought of it is another thing now */
  thumbs(message: Message, onChange: (isJudged: boolean) => void): TemplateResult;
  /** Asks how a conversation was that was left for a new one, if there was one, once. */
  rateLeft(conversationId: string | undefined): void;
}

/** What a tool sees of the panel and of what is around it. */
export interface ToolContext extends Pick<PanelContext, 'element' | 'container' | 'composer' | 'messages'> {
  /** Ends with the panel. */
  readonly signal: AbortSignal;
  readonly session: () => AgentSession | undefined;
  readonly strings: () => AllStrings;
  readonly isEnabled: (feature: Feature) => boolean;
  /** What is thought of replies and conversations, as soon as its code is there. */
  readonly judgement: () => JudgementPort | undefined;
}

/** The first element in the panel that a selector finds; the panel has it as long as it is there itself. */
export function elementIn({ container }: Pick<ToolContext, 'container'>, selector: string): HTMLElement {
  const found = container.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`The panel has no ${selector}`);
  return found;
}

/** Whether an element in the panel has the focus, or has it within; the window need not have it. */
export function hasFocus(element: HTMLElement): boolean {
  const root = element.getRootNode();
  return root instanceof ShadowRoot && element.contains(root.activeElement);
}
