import type { AgentSession } from '../../../session/agent-session.js';
import { adoptStyles } from '../../adopt-styles.js';
import { isEnabled } from '../../configuration.js';
import { LazyPart } from '../../lazy-part.js';
import type { Judgement } from '../judgement/judgement.js';
import type { PanelPart } from '../lazy-panel-part.js';
import type { PanelParts } from '../panel-parts.js';
import { Chime } from './chime.js';
import { conversationToolsStyles } from './conversation-tools.styles.js';
import { copyStructure } from './copying.js';
import { EarlierMessages } from './earlier-messages.js';
import { EndButton } from './end-button.js';
import { HeaderTools } from './header-tools.js';
import { HistoryMark } from './history-mark.js';
import { MessageActions } from './message-actions.js';
import { printStyles } from './print.styles.js';
import { recallByKey } from './recall.js';
import { Toast } from './toast.js';

export { prepareTime } from './time.js';

/**
 * What only a conversation needs that has begun: the menu, what can be done with messages, those of long ago, the way
 * back to the end, a sound.
 */
export class ConversationTools implements PanelPart {
  readonly #panel: PanelParts;
  readonly #header: HeaderTools;
  readonly #actions: MessageActions;
  readonly #toast: Toast;
  readonly #earlier: EarlierMessages;
  readonly #history: HistoryMark;
  readonly #endButton: EndButton;
  readonly #judgement: LazyPart<Judgement>;
  #session: AgentSession | undefined;

  constructor(panel: PanelParts) {
    this.#panel = panel;
    const { element, signal } = panel;
    adoptStyles(element.renderRoot, conversationToolsStyles + printStyles);
    this.#toast = new Toast(panel);
    this.#judgement = new LazyPart(
      async () => new (await import('../judgement/judgement.js')).Judgement(panel, this.#toast),
      () => signal.aborted || this.update(),
    );
    this.#header = new HeaderTools(panel, this.#toast, new Chime(panel), this.#judgement);
    this.#endButton = new EndButton(panel);
    this.#earlier = new EarlierMessages(panel);
    this.#history = new HistoryMark(panel);
    this.#actions = new MessageActions(panel, this.#judgement);
    copyStructure(panel);
    recallByKey(panel);
  }

  update(): void {
    const { element, session, log } = this.#panel;
    if (session !== this.#session) this.#toast.hide();
    this.#session = session;
    if (element.rating || isEnabled(element, 'feedback')) this.#judgement.request();
    this.#judgement.current?.update();
    this.#header.update();
    this.#toast.update();
    const hasGrown = [this.#earlier.update(), this.#actions.update()].includes(true);
    this.#history.update();
    if (hasGrown) log.follower.keep();
    this.#endButton.update();
  }
}
