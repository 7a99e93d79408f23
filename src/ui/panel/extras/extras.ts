import type { AgentSession } from '../../../session/agent-session.js';
import type { AutessaAgentElement } from '../../element.js';
import type { LaterStrings, Strings } from '../../strings/strings.js';
import { adoptStyles } from '../adopt-styles.js';
import type { ExtrasContext } from './context.js';
import { extrasStyles } from './extras.styles.js';
import { HeaderTools } from './header-tools.js';
import { MessageActions } from './message-actions.js';
import { recallWithArrowUp } from './recall.js';
import { Chime } from './chime.js';
import { Toast } from './toast.js';

/**
 * What a conversation needs once it has begun, and no page before: the menu, the actions of messages, undo. It stands
 * beside what the panel renders, in boxes of its own.
 */
export class Extras {
  #session: AgentSession | undefined;
  #strings: Strings & LaterStrings;
  readonly #tools: HeaderTools;
  readonly #actions: MessageActions;
  readonly #toast: Toast;

  /**
   * @param container all of the panel
   * @param strings all words
   */
  constructor(element: AutessaAgentElement, container: HTMLElement, signal: AbortSignal, strings: Strings & LaterStrings) {
    this.#strings = strings;
    const context: ExtrasContext = {
      element,
      container,
      signal,
      session: () => this.#session,
      strings: () => this.#strings,
      isEnabled: (feature) => !element.disabledFeatures?.split(/\s+/).includes(feature),
    };
    adoptStyles(container.getRootNode() as ShadowRoot, [extrasStyles], signal);
    this.#toast = new Toast(context);
    this.#tools = new HeaderTools(context, this.#toast, new Chime(context));
    this.#actions = new MessageActions(context);
    recallWithArrowUp(context);
  }

  /** The conversation, the words or the settings are other ones now. */
  update(session: AgentSession | undefined, strings: Strings & LaterStrings): void {
    if (session !== this.#session) this.#toast.hide();
    this.#session = session;
    this.#strings = strings;
    this.#tools.update();
    this.#actions.update();
    this.#toast.update();
  }
}
