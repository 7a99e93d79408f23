import type { TranscriptFormat } from '../../../conversation/transcript.js';
import { isEnabled } from '../../configuration.js';
import { create } from '../../dom.js';
import type { LazyPart } from '../../lazy-part.js';
import { errorText } from '../../strings/strings.js';
import type { ConversationList } from '../conversation-list/conversation-list.js';
import type { Judgement } from '../judgement/judgement.js';
import type { PanelParts } from '../panel-parts.js';
import type { Chime } from './chime.js';
import { elementIn } from './elements.js';
import { toolIcons } from './icons.js';
import { Menu, type MenuGroup, type MenuItem } from './menu.js';
import type { Toast } from './toast.js';

/** The menu in the header while there is a conversation, and what its items do. */
export class HeaderTools {
  readonly #panel: PanelParts;
  readonly #toast: Toast;
  readonly #chime: Chime;
  readonly #judgement: LazyPart<Judgement>;
  readonly #menuBox = create('div', { class: 'menu-box' });
  readonly #menu: Menu;
  #list: ConversationList | undefined;

  constructor(panel: PanelParts, toast: Toast, chime: Chime, judgement: LazyPart<Judgement>) {
    this.#panel = panel;
    this.#toast = toast;
    this.#chime = chime;
    this.#judgement = judgement;
    elementIn(panel, '.header > slot').after(this.#menuBox);
    this.#menu = new Menu(this.#menuBox, () => this.#groups(), panel.signal);
  }

  update(): void {
    // A consent can be withdrawn before anything has been said.
    this.#menuBox.hidden = !this.#hasBegun && !this.#isAgreed && !this.#hasOthers;
    this.#menu.update(this.#panel.allStrings.menu);
    this.#list?.update();
  }

  /** What is wanted most comes first, what deletes last. */
  #groups(): readonly MenuGroup[] {
    const { element, allStrings: strings } = this.#panel;
    const starting = { label: strings.newConversation, icon: toolIcons.add, part: 'restart', onSelect: () => this.#restart() };
    const sounds = { label: this.#chime.isOn ? strings.soundsOff : strings.soundsOn, icon: toolIcons.sounds, onSelect: () => this.#chime.toggle() };
    const downloading = (label: string, format: TranscriptFormat): MenuItem => ({ label, onSelect: () => this.#download(format) });
    const exports = {
      label: strings.exportConversation,
      icon: toolIcons.export,
      items: [
        { label: strings.copy, onSelect: () => void this.#copy() },
        downloading(strings.downloadText, 'text'),
        downloading(strings.downloadMarkdown, 'markdown'),
        downloading(strings.downloadJson, 'json'),
      ],
    };
    const listing = { label: strings.conversations, icon: toolIcons.list, onSelect: () => this.#showList() };
    const deleting = (label: string, isOne = false): MenuItem => ({ label, icon: toolIcons.delete, onSelect: () => this.#askToClear(label, isOne) });
    const hasBegun = this.#hasBegun;
    return [
      [
        ...(hasBegun && isEnabled(element, 'restart') ? [starting] : []),
        ...(this.#hasOthers ? [listing] : []),
        ...(element.extensions?.menuItems ?? []),
        ...(isEnabled(element, 'sounds') ? [sounds] : []),
        ...(hasBegun && isEnabled(element, 'export') ? [exports] : []),
      ],
      [deleting(strings.clearData, this.#hasOthers), ...(this.#isAgreed ? [deleting(strings.withdrawConsent)] : [])],
    ].filter(([first]) => first);
  }

  #transcript(format: TranscriptFormat): string {
    const { session, strings } = this.#panel;
    const { you, agent } = strings;
    return session?.transcript(format, { user: you, agent }) ?? '';
  }

  #download(format: TranscriptFormat): void {
    import('./download.js').then(({ download }) => download(this.#transcript(format), format)).catch(() => this.#tellFailure());
  }

  async #copy(): Promise<void> {
    const { copied, copyFailed } = this.#panel.allStrings;
    try {
      await navigator.clipboard.writeText(this.#transcript('text'));
      this.#toast.show({ text: copied });
    } catch {
      // Refused by the browser, the person or the page's policy.
      this.#toast.show({ text: copyFailed });
    }
  }

  #restart(): void {
    const session = this.#panel.session;
    const conversationId = session?.snapshot.conversationId;
    const { conversationLeft, undo } = this.#panel.allStrings;
    const onAction = (): void => {
      session?.undoNewConversation().catch(() => this.#tellFailure());
      this.#focusInput();
    };
    session?.newConversation().then(() => {
      this.#toast.show({ text: conversationLeft, action: undo, onAction });
      this.#judgement.current?.rateLeft(conversationId);
    }, () => this.#tellFailure());
    this.#focusInput();
  }

  /** Whether conversations that were left can be opened again. */
  get #hasOthers(): boolean {
    const { element, session } = this.#panel;
    return isEnabled(element, 'conversations') && !!session?.conversations.length;
  }

  #showList(): void {
    import('../conversation-list/conversation-list.js')
      .then(({ ConversationList: Class }) => (this.#list ??= new Class(this.#panel, this.#toast, this.#menuBox)).open())
      .catch(() => this.#tellFailure());
  }

  get #hasBegun(): boolean {
    return this.#panel.snapshot.messages.length > 0;
  }

  /** Whether the person has accepted a text. */
  get #isAgreed(): boolean {
    const { element, session } = this.#panel;
    return Boolean(element.consent) && session?.snapshot.isConsentNeeded === false;
  }

  /** With what is stored goes the consent. @param action what it is called @param isOne only this conversation goes */
  #askToClear(action: string, isOne = false): void {
    const { clearDataQuestion, cancel, dataCleared } = this.#panel.allStrings;
    const onAction = (): void => {
      const { element, snapshot } = this.#panel;
      const { conversationId = '' } = snapshot;
      void (isOne ? element.deleteConversation(conversationId) : element.clearStoredData())
        .then(() => this.#toast.show({ text: dataCleared }), () => this.#tellFailure())
        // Where it goes depends on whether there is a consent to be given again.
        .then(() => this.#focusInput());
    };
    this.#toast.show({ text: clearDataQuestion, action, onAction, cancel });
  }

  /** What it takes could not be loaded. */
  #tellFailure(): void {
    this.#toast.show({ text: errorText(this.#panel.allStrings, 'connection') ?? '' });
  }

  #focusInput(): void {
    if (!this.#panel.composer.focus()) this.#panel.container.querySelector<HTMLElement>('.consent')?.focus();
  }
}
