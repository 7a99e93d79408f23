import { html, nothing, render, type TemplateResult } from 'lit';
import type { ConversationSummary } from '../../../conversation/conversation-summary.js';
import { fill, errorText } from '../../strings/strings.js';
import { adoptStyles } from '../../adopt-styles.js';
import { isComposing } from '../composition.js';
import { toolIcons } from '../conversation-tools/icons.js';
import { shortTime } from '../conversation-tools/time.js';
import type { Toast } from '../conversation-tools/toast.js';
import { elementIn } from '../conversation-tools/elements.js';
import type { PanelParts } from '../panel-parts.js';
import { icon } from '../icons.js';
import { conversationListStyles } from './conversation-list.styles.js';

const back = icon('M19 12H5M11 6l-6 6 6 6');
/** So many are seen at a glance; more can be searched. */
const glance = 5;

/**
 * The conversations that were left, over the one that is shown: one is opened or deleted, more than a few can be searched.
 * Arrows move from one to the next, Escape leads back to the menu's button.
 */
export class ConversationList {
  readonly #panel: PanelParts;
  readonly #toast: Toast;
  readonly #menuBox: HTMLElement;
  readonly #box = document.createElement('div');
  #search = '';
  /** The last message when it was opened: where there is another one, somebody goes on talking. */
  #last: string | undefined;
  #isOpen = false;

  constructor(panel: PanelParts, toast: Toast, menuBox: HTMLElement) {
    this.#panel = panel;
    this.#toast = toast;
    this.#menuBox = menuBox;
    this.#box.className = 'conversation-list-box';
    adoptStyles(panel.element.renderRoot, conversationListStyles);
    // What is rendered there may take away what follows it.
    elementIn(panel, '.body').prepend(this.#box);
  }

  open(): void {
    this.#isOpen = true;
    this.#search = '';
    this.#last = this.#lastSaid;
    this.update();
    this.#box.querySelector<HTMLElement>('input, .conversation')?.focus();
  }

  update(): void {
    const isLeft = this.#all.length === 0 || this.#last !== this.#lastSaid;
    if (this.#isOpen && isLeft) return this.#close();
    for (const behind of this.#box.parentElement?.children ?? []) (behind as HTMLElement).inert = this.#isOpen && behind !== this.#box;
    render(this.#isOpen ? this.#template() : nothing, this.#box);
  }

  get #all(): readonly ConversationSummary[] {
    return this.#panel.session?.conversations ?? [];
  }

  get #lastSaid(): string | undefined {
    return this.#panel.snapshot.messages.findLast(({ role }) => role === 'user')?.id;
  }

  get #items(): HTMLElement[] {
    return [...this.#box.querySelectorAll<HTMLElement>('.conversation')];
  }

  #close(): void {
    this.#isOpen = false;
    this.update();
  }

  #template(): TemplateResult {
    const strings = this.#panel.allStrings;
    const all = this.#all;
    const wanted = this.#search.trim().toLocaleLowerCase();
    const found = all.filter(({ title }) => title.toLocaleLowerCase().includes(wanted));
    const onInput = ({ target }: InputEvent): void => {
      this.#search = (target as HTMLInputElement).value;
      this.update();
    };
    return html`<section class="conversation-list" part="conversations" aria-label=${strings.conversations} @keydown=${(event: KeyboardEvent) => this.#onKeyDown(event)}>
      <div class="conversation-list-head">
        <button class="icon back" type="button" aria-label=${strings.back} @click=${() => this.#goBack()}>${back}</button>
        <h2>${strings.conversations}</h2>
      </div>
      ${all.length > glance
        ? html`<input type="search" aria-label=${strings.searchConversations} placeholder=${strings.searchConversations} .value=${this.#search} @input=${onInput} />`
        : nothing}
      <ul>
        ${found.map((each) => this.#item(each))}
      </ul>
      <p class="nothing" role="status">${found.length === 0 ? strings.nothingFound : nothing}</p>
    </section>`;
  }

  #item({ conversationId, title, at, hasCall, hasUnread }: ConversationSummary): TemplateResult {
    const { element, allStrings } = this.#panel;
    const { voiceCall, answerNotSeen, deleteConversation } = allStrings;
    return html`<li>
      <button class="conversation ${hasUnread ? 'has-unread' : ''}" part="conversation" type="button" @click=${() => this.#openOne(conversationId)}>
        <span dir="auto">${title || '…'}</span>
        <span class="conversation-about">${shortTime(at, element)}${hasCall ? ` · ${voiceCall}` : nothing}${hasUnread ? ` · ${answerNotSeen}` : nothing}</span>
      </button>
      <button class="icon" part="delete-conversation" type="button" aria-label=${fill(deleteConversation, { title })} @click=${() => this.#askToDelete(conversationId)}>
        ${toolIcons.delete}
      </button>
    </li>`;
  }

  #goBack(): void {
    this.#close();
    this.#menuBox.querySelector('button')?.focus();
  }

  #openOne(conversationId: string): void {
    const { session, composer } = this.#panel;
    session?.openConversation(conversationId).catch(() => this.#tellFailure());
    this.#close();
    composer.focus();
  }

  #askToDelete(conversationId: string): void {
    const { element, allStrings } = this.#panel;
    const { clearDataQuestion, clearData, cancel, dataCleared } = allStrings;
    const onAction = (): void => {
      const at = this.#all.findIndex((each) => each.conversationId === conversationId);
      element.deleteConversation(conversationId).then(() => this.#onDeleted(at, dataCleared), () => this.#tellFailure());
    };
    this.#toast.show({ text: clearDataQuestion, action: clearData, onAction, cancel });
  }

  /** The focus goes to the next one; where there is none any more, to where one writes. */
  #onDeleted(at: number, text: string): void {
    this.#toast.show({ text });
    const item = this.#items[at] ?? this.#items.at(-1);
    if (item) item.focus();
    else this.#panel.composer.focus();
  }

  #tellFailure(): void {
    this.#toast.show({ text: errorText(this.#panel.allStrings, 'connection') ?? '' });
  }

  #onKeyDown(event: KeyboardEvent): void {
    if (isComposing(event)) {
      event.stopPropagation();
      return;
    }
    const items = this.#items;
    const target = event.target as HTMLElement;
    const at = items.findIndex((item) => item.parentElement?.contains(target));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    const isText = target.matches('input') && /^(?:Home|End)$/.test(event.key);
    if (event.key === 'Escape') this.#goBack();
    else if (to === undefined || isText || !items[to]) return;
    else items[to].focus();
    event.preventDefault();
    // The panel would close too.
    event.stopPropagation();
  }
}
