import { html, nothing, render, type TemplateResult } from 'lit';
import type { Message } from '../../../conversation/message.js';
import { create, setAttributes } from '../../dom.js';
import { Announcer } from './announcer.js';
import type { PanelContext } from '../panel-context.js';
import { MessageLog } from './message-log.js';
import { ScrollFollower } from './scroll-follower.js';

/** What is shown while there are no messages. */
export interface WelcomeModel {
  /** The agent's picture. */
  readonly avatar: TemplateResult;
  /** What a person might say first; `undefined` where it is yet to come. */
  readonly suggestions: TemplateResult | typeof nothing | undefined;
}

/** The conversation as it is read: the scrolling messages, and what is said of them to those who do not see them. */
export class LogView {
  /** What scrolls. */
  readonly element = create('div', { class: 'scroller', tabindex: '0' });
  readonly announcer: Announcer;
  readonly messages: MessageLog;
  readonly follower: ScrollFollower;
  readonly #panel: PanelContext;
  /** A reply that grows is not read out piece by piece: the announcer does that. */
  readonly #box = create('div', { class: 'log', part: 'log', role: 'log', 'aria-live': 'off' });
  #hasGrown = false;

  /** @param onFollow whether the end is followed, is another answer now */
  constructor(panel: PanelContext, onFollow: () => void) {
    this.#panel = panel;
    this.announcer = new Announcer(panel);
    this.messages = new MessageLog(this.#box, panel);
    this.follower = new ScrollFollower(this.element, onFollow, panel.signal);
  }

  /** Shows the messages. `settle` is to be called when what is around them is shown, too. */
  update(welcome: WelcomeModel): void {
    const { strings, snapshot } = this.#panel;
    const { messages, state } = snapshot;
    setAttributes(this.#box, { 'aria-label': strings.conversation });
    this.#box.classList.toggle('is-awaiting', state === 'responding' && messages.at(-1)?.status === 'sent');
    this.#hasGrown = this.messages.update(messages);
    render(this.#template(welcome), this.element);
  }

  /** The greeting, the messages, and suggestions while there are none. All of an empty log comes at once. */
  #template({ avatar, suggestions }: WelcomeModel): TemplateResult {
    const { strings, snapshot } = this.#panel;
    const { greeting } = strings;
    const { isRestored } = snapshot;
    const isEmpty = !snapshot.messages[0];
    return html`${isRestored && (isEmpty ? suggestions : greeting)
        ? html`<slot name="empty">
            ${greeting
              ? html`<div class=${isEmpty ? 'welcome' : 'message message-agent'}>
                  ${isEmpty ? avatar : nothing}
                  <div class="bubble" dir="auto">${greeting}</div>
                </div>`
              : nothing}
          </slot>`
        : nothing}
      ${this.#box} ${isEmpty && isRestored ? suggestions : nothing}`;
  }

  /** Keeps the end in sight, and begins to tell of a reply that grows. */
  settle(): void {
    if (!this.#hasGrown) return;
    this.follower.keep();
    const last = this.#panel.snapshot.messages.at(-1);
    if (last?.status === 'streaming') this.announce(last);
  }

  /** Replies are told as they come: those that are on the page from before are not news. */
  announce({ id, role, status }: Message): void {
    const element = (role === 'agent' || status === 'failed') && this.messages.elementOf(id);
    if (status === 'stopped') this.announcer.clear();
    else if (element) this.announcer.follow(element, status !== 'streaming');
  }

  /** What was asked last is led to the top, as the answer grows below it. */
  followLast(): void {
    this.announcer.clear();
    this.follower.follow(this.#box.lastElementChild as HTMLElement | null);
  }

  /** Nothing of one conversation is left for the next. */
  forget(): void {
    this.announcer.clear();
    this.messages.update([]);
    this.follower.follow();
  }
}
