import type { TranscriptFormat } from '../../../conversation/transcript.js';
import { create } from '../../dom.js';
import { errorText } from '../../strings/strings.js';
import type { ConversationList } from '../conversation-list/conversation-list.js';
import type { Chime } from './chime.js';
import { elementIn, type ToolContext } from './tool-context.js';
import { toolIcons } from './icons.js';
import { Menu, type MenuGroup, type MenuItem } from './menu.js';
import type { Toast } from './toast.js';

/** The menu in the header while there is a conversation, and what its items do. */
export class HeaderTools {
  readonly #context: ToolContext;
  readonly #toast: Toast;
  readonly #chime: Chime;
  readonly #menuBox = create('div', { class: 'menu-box' });
  readonly #menu: Menu;
  #list: ConversationList | undefined;

  constructor(context: ToolContext, toast: Toast, chime: Chime) {
    this.#context = context;
    this.#toast = toast;
    this.#chime = chime;
    elementIn(context, '.header > slot').after(this.#menuBox);
    this.#menu = new Menu(this.#menuBox, () => this.#groups(), context.signal);
  }

  update(): void {
    // A consent can be withdrawn before anything has been said.
    this.#menuBox.hidden = !this.#hasBegun && !this.#isAgreed && !this.#hasOthers;
    this.#menu.update(this.#context.strings().menu);
    this.#list?.update();
  }

  /** What is wanted most comes first, what deletes last. */
  #groups(): readonly MenuGroup[] {
    const { element, strings, isEnabled } = this.#context;
    const words = strings();
    const starting = { label: words.newConversation, icon: toolIcons.add, part: 'restart', onSelect: () => this.#restart() };
    const sounds = { label: this.#chime.isOn ? words.soundsOff : words.soundsOn, icon: toolIcons.sounds, onSelect: () => this.#chime.toggle() };
    const downloading = (label: string, format: TranscriptFormat): MenuItem => ({ label, onSelect: () => this.#download(format) });
    const exports = {
      label: words.exportConversation,
      icon: toolIcons.export,
      items: [
        { label: words.copy, onSelect: () => void this.#copy() },
        downloading(words.downloadText, 'text'),
        downloading(words.downloadMarkdown, 'markdown'),
        downloading(words.downloadJson, 'json'),
      ],
    };
    const listing = { label: words.conversations, icon: toolIcons.list, onSelect: () => this.#showList() };
    const deleting = (label: string, isOne = false): MenuItem => ({ label, icon: toolIcons.delete, onSelect: () => this.#askToClear(label, isOne) });
    const hasBegun = this.#hasBegun;
    return [
      [
        ...(hasBegun && isEnabled('restart') ? [starting] : []),
        ...(this.#hasOthers ? [listing] : []),
        ...(element.extensions?.menuItems ?? []),
        ...(isEnabled('sounds') ? [sounds] : []),
        ...(hasBegun && isEnabled('export') ? [exports] : []),
      ],
      [deleting(words.clearData, this.#hasOthers), ...(this.#isAgreed ? [deleting(words.withdrawConsent)] : [])],
    ].filter(([first]) => first);
  }

  #transcript(format: TranscriptFormat): string {
    const { session, strings } = this.#context;
    const { you, agent } = strings();
    return session()?.transcript(format, { user: you, agent }) ?? '';
  }

  #download(format: TranscriptFormat): void {
    import('./download.js').then(({ download }) => download(this.#transcript(format), format)).catch(() => this.#tellFailure());
  }

  async #copy(): Promise<void> {
    const { copied, copyFailed } = this.#context.strings();
    try {
      await navigator.clipboard.writeText(this.#transcript('text'));
      this.#toast.show({ text: copied });
    } catch {
      // Refused by the browser, the person or the page's policy.
      this.#toast.show({ text: copyFailed });
    }
  }

  #restart(): void {
    const session = this.#context.session();
    const conversationId = session?.snapshot.conversationId;
    const { conversationLeft, undo } = this.#context.strings();
    const onAction = (): void => {
      session?.undoNewConversation().catch(() => this.#tellFailure());
      this.#focusInput();
    };
    session?.newConversation().then(() => {
      this.#toast.show({ text: conversationLeft, action: undo, onAction });
      this.#context.judgement()?.rateLeft(conversationId);
    }, () => this.#tellFailure());
    this.#focusInput();
  }

  /** Whether conversations that were left can be opened again. */
  get #hasOthers(): boolean {
    const { session, isEnabled } = this.#context;
    return isEnabled('conversations') && !!session()?.conversations.length;
  }

  #showList(): void {
    import('../conversation-list/conversation-list.js')
      .then(({ ConversationList: Class }) => (this.#list ??= new Class(this.#context, this.#toast, this.#menuBox)).open())
      .catch(() => this.#tellFailure());
  }

  get #hasBegun(): boolean {
    return !!this.#context.session()?.snapshot.messages.length;
  }

  /** Whether the person has accepted a text. */
  get #isAgreed(): boolean {
    const { element, session } = this.#context;
    return Boolean(element.consent) && session()?.snapshot.isConsentNeeded === false;
  }

  /** With what is stored goes the consent. @param action what it is called @param isOne only this conversation goes */
  #askToClear(action: string, isOne = false): void {
    const { clearDataQuestion, cancel, dataCleared } = this.#context.strings();
    const onAction = (): void => {
      const { element, session } = this.#context;
      const { conversationId = '' } = session()?.snapshot ?? {};
      void (isOne ? element.deleteConversation(conversationId) : element.clearStoredData())
        .then(() => this.#toast.show({ text: dataCleared }), () => this.#tellFailure())
        // Where it goes depends on whether there is a consent to be given again.
        .then(() => this.#focusInput());
    };
    this.#toast.show({ text: clearDataQuestion, action, onAction, cancel });
  }

  /** What it takes could not be loaded. */
  #tellFailure(): void {
    this.#toast.show({ text: errorText(this.#context.strings(), 'connection') ?? '' });
  }

  #focusInput(): void {
    if (!this.#context.composer.focus()) this.#context.container.querySelector<HTMLElement>('.consent')?.focus();
  }
}
