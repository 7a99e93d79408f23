import type { AgentSession } from '../../../session/agent-session.js';
import type { AutessaAgentElement } from '../../element.js';
import type { LaterStrings, Strings } from '../../strings/strings.js';
import { adoptStyles } from '../adopt-styles.js';
import { AttachmentsHost } from '../attachments/attachments-host.js';
import type { Following } from '../following.js';
import type { MessageContext } from '../message-view.js';
import type { ExtrasContext } from './context.js';
import { EarlierMessages } from './earlier-messages.js';
import { extrasStyles } from './extras.styles.js';
import { EndButton } from './end-button.js';
import { HistoryMark } from './history-mark.js';
import { HeaderTools } from './header-tools.js';
import { MessageActions } from './message-actions.js';
import { keepViewAsItChanges } from './keep-view.js';
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
  readonly attachments: AttachmentsHost;
  readonly #tools: HeaderTools;
  readonly #actions: MessageActions;
  readonly #toast: Toast;
  readonly #earlier: EarlierMessages;
  readonly #history: HistoryMark;
  readonly #endButton: EndButton;
  readonly #following: Following;
  readonly #takeUpView: () => void;

  /**
   * @param onChange `update` is to be called
   * @param container all of the panel
   * @param messages what a message's view needs
   */
  constructor(onChange: () => void, element: AutessaAgentElement, container: HTMLElement, messages: MessageContext, following: Following) {
    const { signal } = messages;
    this.#strings = messages.strings() as Strings & LaterStrings;
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
    this.#following = following;
    this.#endButton = new EndButton(context, following);
    this.#earlier = new EarlierMessages(context, messages);
    this.#history = new HistoryMark(context);
    this.#actions = new MessageActions(context);
    this.attachments = new AttachmentsHost(context, messages, onChange);
    recallWithArrowUp(context);
    this.#takeUpView = keepViewAsItChanges(context);
  }

  /** The conversation, the words or the settings are other ones now. */
  update(session: AgentSession | undefined, strings: Strings): void {
    if (session !== this.#session) {
      this.#toast.hide();
      this.attachments.clear();
    }
    this.#session = session;
    // They are loaded before this is.
    this.#strings = strings as Strings & LaterStrings;
    this.attachments.update();
    this.#tools.update();
    this.#toast.update();
    const hasGrown = [this.#earlier.update(), this.#actions.update()].includes(true);
    this.#history.update();
    if (hasGrown) this.#following.keep();
    this.#endButton.update();
    this.#takeUpView();
  }
}
