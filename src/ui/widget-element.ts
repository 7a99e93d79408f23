import type { Messages } from '../conversation/message.js';
import type { AgentSession } from '../session/agent-session.js';
import type { ClearOptions } from '../session/ports.js';
import type { ElementSettings } from './attributes.js';
import type { ShowOrigin } from './events.js';
import type { ElementExtensions } from './extensions/extension.js';

/** What stands behind the element sees of it: its settings, and what a page can do with it. */
export interface WidgetElement extends HTMLElement, Omit<ElementSettings, 'open' | 'invitation'> {
  open: boolean;
  /** See the attribute `invite`. */
  invitation: string | undefined;
  /** How many replies came while the panel was closed. */
  unread: number;
  /** Whether the panel is to be seen. */
  readonly isShown: boolean;
  readonly hasUpdated: boolean;
  /** What its own styles know of it. */
  readonly states: CustomStateSet | undefined;
  /** The names of all attributes that are read, but for `var-…`. */
  readonly knownAttributes: readonly string[];
  readonly renderRoot: ShadowRoot;
  readonly session: AgentSession | undefined;
  readonly messages: Messages;
  /** What the page has switched on by attributes, as soon as that is there. */
  extensions?: ElementExtensions | undefined;
  requestUpdate(): void;
  toggle(from?: ShowOrigin): void;
  show(from?: ShowOrigin): void;
  hide(): void;
  deleteConversation(conversationId: string): Promise<void>;
  clearStoredData(options?: ClearOptions): Promise<void>;
}
