import type { AgentSession } from '../../../session/agent-session.js';
import { isEnabled } from '../../configuration.js';
import { LazyPart } from '../../lazy-part.js';
import type { Part } from '../../part.js';
import type { AllStrings, Strings } from '../../strings/strings.js';
import { adoptStyles } from '../../adopt-styles.js';
import type { Judgement } from '../judgement/judgement.js';
import type { PanelContext } from '../panel-context.js';
import { Chime } from './chime.js';
import { conversationToolsStyles } from './conversation-tools.styles.js';
import { copyStructure } from './copying.js';
import { EarlierMessages } from './earlier-messages.js';
import { EndButton } from './end-button.js';
import { HeaderTools } from './header-tools.js';
import { HistoryMark } from './history-mark.js';
import { MessageActions } from './message-actions.js';
import { printStyles } from './print.styles.js';
import { Toast } from './toast.js';
import type { ToolContext } from './tool-context.js';

/**
 * What only a conversation needs that has begun: the menu, what can be done with messages, those of long ago, the way
 * back to the end, a sound.
 */
export class ConversationTools implements Part {
  readonly #context: PanelContext;
  readonly #lifetime = new AbortController();
  readonly #header: HeaderTools;
  readonly #actions: MessageActions;
  readonly #toast: Toast;
  readonly #earlier: EarlierMessages;
  readonly #history: HistoryMark;
  readonly #endButton: EndButton;
  readonly #judgement: LazyPart<Judgement>;
  #session: AgentSession | undefined;
  #strings: AllStrings;

  constructor(context: PanelContext) {
    this.#context = context;
    const { element, composer, messages, follower } = context;
    const { signal } = this.#lifetime;
    this.#strings = messages.strings() as AllStrings;
    const tools: ToolContext = {
      ...context,
      signal,
      session: () => this.#session,
      strings: () => this.#strings,
      isEnabled: (feature) => isEnabled(element, feature),
      judgement: () => this.#judgement.current,
    };
    adoptStyles(element.renderRoot, conversationToolsStyles + printStyles);
    this.#toast = new Toast(tools);
    this.#header = new HeaderTools(tools, this.#toast, new Chime(tools));
    this.#endButton = new EndButton(tools, follower);
    this.#earlier = new EarlierMessages(tools);
    this.#history = new HistoryMark(tools);
    this.#actions = new MessageActions(tools);
    copyStructure(tools);
    this.#judgement = new LazyPart(
      async () => new (await import('../judgement/judgement.js')).Judgement(tools, this.#toast),
      () => signal.aborted || this.update(this.#session, this.#strings),
    );
    composer.recall = () => this.#session?.snapshot.messages.findLast(({ role }) => role === 'user')?.text;
  }

  update(session: AgentSession | undefined, strings: Strings): void {
    if (session !== this.#session) this.#toast.hide();
    this.#session = session;
    // They are loaded before this is.
    this.#strings = strings as AllStrings;
    const { element } = this.#context;
    if (element.rating || isEnabled(element, 'feedback')) this.#judgement.request();
    this.#judgement.current?.update();
    this.#header.update();
    this.#toast.update();
    const hasGrown = [this.#earlier.update(), this.#actions.update()].includes(true);
    this.#history.update();
    if (hasGrown) this.#context.follower.keep();
    this.#endButton.update();
  }

  dispose(): void {
    this.#context.composer.recall = undefined;
    this.#lifetime.abort();
  }
}
