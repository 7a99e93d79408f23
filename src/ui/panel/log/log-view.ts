import { render } from 'lit';
import type { Message } from '../../../conversation/message.js';
import type { SessionSnapshot } from '../../../session/snapshot.js';
import { create, setAttributes } from '../../dom.js';
import { Announcer } from './announcer.js';
import { logPane, type EmptyModel } from './log-pane.js';
import type { MessageContext } from './message-context.js';
import { MessageLog } from './message-log.js';
import { ScrollFollower } from './scroll-follower.js';

/** The conversation as it is read: the scrolling messages, and what is said of them to those who do not see them. */
export class LogView {
  /** What scrolls. */
  readonly element = create('div', { class: 'scroller', tabindex: '0' });
  readonly announcer: Announcer;
  readonly messages: MessageLog;
  readonly follower: ScrollFollower;
  readonly #context: MessageContext;
  /** A reply that grows is not read out piece by piece: the announcer does that. */
  readonly #box = create('div', { class: 'log', part: 'log', role: 'log', 'aria-live': 'off' });
  #hasGrown = false;

  /** @param onFollow whether the end is followed, is another answer now */
  constructor(context: MessageContext, onFollow: () => void, signal: AbortSignal) {
    this.#context = context;
    this.announcer = new Announcer(context.strings);
    this.messages = new MessageLog(this.#box, context);
    this.follower = new ScrollFollower(this.element, onFollow, signal);
  }

  /** Shows the messages. `settle` is to be called when what is around them is shown, too. */
  update({ messages, isRestored, state }: Readonly<SessionSnapshot>, empty: EmptyModel): void {
    const strings = this.#context.strings();
    setAttributes(this.#box, { 'aria-label': strings.conversation });
    this.#box.classList.toggle('is-awaiting', state === 'responding' && messages.at(-1)?.status === 'sent');
    this.#hasGrown = this.messages.update(messages);
    render(logPane({ ...empty, strings, isRestored, isEmpty: messages.length === 0, log: this.#box }), this.element);
  }

  /** Keeps the end in sight, and begins to tell of a reply that grows. */
  settle({ messages }: Readonly<SessionSnapshot>): void {
    if (!this.#hasGrown) return;
    this.follower.keep();
    const last = messages.at(-1);
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
