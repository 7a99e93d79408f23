import { html, nothing, render, type TemplateResult } from 'lit';
import type { Message } from '../../../conversation/message.js';
import type { AgentSession } from '../../../session/agent-session.js';
import { inOneTab } from '../../../session/tabs/one-tab.js';
import { adoptStyles } from '../../adopt-styles.js';
import { isComposing } from '../composition.js';
import type { Toast } from '../conversation-tools/toast.js';
import { elementIn, hasFocus } from '../conversation-tools/elements.js';
import type { PanelParts } from '../panel-parts.js';
import { icon, icons } from '../icons.js';
import { AutessaFeedbackEvent, type FeedbackValue } from './feedback-event.js';
import { judgementStyles } from './judgement.styles.js';
import { AutessaRatingEvent } from './rating-event.js';

/** How long a reason may be, in UTF-16 units. */
const maximumReason = 500;
const thumb = icon('M7 11v9H3.5v-9zM7 11l4-7.5c1.6 0 2.6 1.2 2.2 2.8L12.4 10H18a2 2 0 0 1 2 2.4l-1.2 6A2 2 0 0 1 16.8 20H7');
const stars = [1, 2, 3, 4, 5] as const;
const star = icon('M12 3.5l2.6 5.4 5.9.8-4.3 4.1 1.1 5.9-5.3-2.9-5.3 2.9 1.1-5.9-4.3-4.1 5.9-.8z');

/** How a conversation was that has ended, and then why. */
interface Rating {
  readonly conversationId: string;
  readonly value: number;
}

/** What is asked: why a reply is bad, or how a conversation was. */
type Question = { readonly message: Message } | Rating;

/**
 * What a person thinks of replies and of a conversation that has ended: thumbs, stars, and a few words where they like.
 * It stands between the log and the composer. Nothing is sent: each answer is an event.
 */
export class Judgement {
  readonly #panel: PanelParts;
  readonly #toast: Toast;
  readonly #box = document.createElement('div');
  /** What people thought of replies, as long as the page is there. */
  readonly #feedback = new WeakMap<Message, FeedbackValue>();
  /** Conversations that have been asked about. */
  readonly #asked = new Set<string>();
  #session: AgentSession | undefined;
  /** The conversation that was open at the last update. */
  #open: string | undefined;
  /** The conversation that was left for a new one in which nothing has been said yet. */
  #left: string | undefined;
  /** Whether that one could be opened again at the last look. */
  #isKept = false;
  #question: Question | undefined;
  /** Ends with the question. */
  #asking = new AbortController();
  /** Where the focus goes back to. */
  #opener: HTMLElement | undefined;

  /** @throws {DOMException} `AbortError` where the panel was gone before this was loaded */
  constructor(panel: PanelParts, toast: Toast) {
    panel.signal.throwIfAborted();
    this.#panel = panel;
    this.#toast = toast;
    this.#box.className = 'judgement-box';
    adoptStyles(panel.element.renderRoot, judgementStyles);
    elementIn(panel, '.body').after(this.#box);
    this.#render();
  }

  /** The conversation, or the words, are other ones now. */
  update(): void {
    const { session, snapshot } = this.#panel;
    const { messages, conversationId } = snapshot;
    const isOther = session !== this.#session;
    // Whoever goes back to it is asked when they leave it again.
    if (conversationId !== undefined && conversationId === this.#left) this.#asked.delete(conversationId);
    if (isOther || messages.length > 0) this.#left = undefined;
    if (this.#question && (isOther || this.#isOver(this.#question))) this.#close();
    this.#session = session;
    const before = isOther ? this.#endedHere : this.#open;
    this.#open = conversationId;
    // What ended before this page was loaded was asked about there, and in other tabs nobody looks.
    if (this.#hasEnded && conversationId === undefined && document.visibilityState === 'visible') void this.#rateEnded(before);
    this.#render();
  }

  /** Asks how a conversation was that was left for a new one, once. */
  rateLeft(conversationId: string | undefined): void {
    this.#left = conversationId;
    this.#isKept = this.#isListed;
    if (this.#isToRate(conversationId)) this.#ask({ conversationId, value: 0 });
  }

  /** Asks about one that has ended, which other windows may show too. */
  async #rateEnded(conversationId: string | undefined): Promise<void> {
    if (!this.#isToRate(conversationId)) return;
    const session = this.#session;
    const asking = new AbortController();
    const end = (): void => asking.abort();
    addEventListener('pagehide', end, { signal: asking.signal });
    this.#panel.signal.addEventListener('abort', end, { signal: asking.signal });
    const here = await inOneTab(`autessa-agent:rating:${conversationId}`, navigator.locks, document.hasFocus(), asking.signal);
    const question = { conversationId, value: 0 };
    // Meanwhile it may go on, or be another one.
    if (!here || session !== this.#session || this.#open !== undefined || this.#isOver(question)) return end();
    this.#ask(question);
    this.#asking = asking;
    void here.taken.then(() => !asking.signal.aborted && this.#close());
  }

  /** Whether a conversation, if there is one, is to be asked about; once. */
  #isToRate(conversationId: string | undefined): conversationId is string {
    if (conversationId === undefined || !this.#panel.element.rating || this.#asked.has(conversationId)) return false;
    this.#asked.add(conversationId);
    return true;
  }

  /** Takes the place of what was asked before, and of what was written there. */
  #ask(question: Question | undefined): void {
    this.#close();
    this.#question = question;
    this.#render();
  }

  /** Whether the conversation that was left can be opened again. */
  get #isListed(): boolean {
    return !!this.#session?.snapshot.conversations?.some(({ conversationId }) => conversationId === this.#left);
  }

  /** The conversation that this page has ended, maybe before this was loaded. */
  get #endedHere(): string | undefined {
    const { messages = [] } = this.#session?.snapshot ?? {};
    const isOfThisPage = (messages.at(-1)?.at ?? 0) >= performance.timeOrigin;
    return isOfThisPage ? messages.findLast(({ conversationId }) => conversationId)?.conversationId : undefined;
  }

  get #hasEnded(): boolean {
    return this.#session?.snapshot.messages.at(-1)?.notice === 'conversation-ended';
  }

  /** Whether what is asked about is gone, or goes on. */
  #isOver(question: Question): boolean {
    const { messages = [], isConsentNeeded } = this.#session?.snapshot ?? {};
    const isDeleted = this.#isKept && !this.#isListed;
    this.#isKept = this.#isListed;
    if (isConsentNeeded) return true;
    if ('message' in question) return !messages.some(({ id }) => id === question.message.id);
    return !this.#panel.element.rating || (question.conversationId === this.#left ? isDeleted : !this.#hasEnded);
  }

  /** @param onChange what is thought of the message is another thing now */
  thumbs(message: Message, onChange: (isJudged: boolean) => void): TemplateResult {
    const { goodAnswer, badAnswer } = this.#panel.allStrings;
    return html`${this.#thumb(message, 'up', goodAnswer, onChange)}${this.#thumb(message, 'down', badAnswer, onChange)}`;
  }

  #thumb(message: Message, value: 'up' | 'down', label: string, onChange: (isJudged: boolean) => void): TemplateResult {
    const isChosen = this.#feedback.get(message) === value;
    const judge = (event: MouseEvent): void => {
      const chosen = isChosen ? null : value;
      this.#feedback.set(message, chosen);
      onChange(chosen !== null);
      this.#panel.element.dispatchEvent(new AutessaFeedbackEvent({ message, value: chosen }));
      this.#ask(chosen === 'down' ? { message } : undefined);
      if (chosen !== 'down') return;
      this.#opener = event.currentTarget as HTMLElement;
      // A finger would bring the keyboard up, for what nobody has to write.
      if (!isTouch(event)) this.#box.querySelector('input')?.focus();
    };
    return html`<button class="action is-${value}" part="action" type="button" tabindex="-1" aria-label=${label} title=${label} aria-pressed=${isChosen} @click=${judge}>
      ${thumb}
    </button>`;
  }

  /** What nobody has asked for is read out; the focus stays where it is. */
  #render(): void {
    const question = this.#question;
    const news = question && 'value' in question ? this.#panel.allStrings.ratingQuestion : nothing;
    render(html`<span class="visually-hidden" role="status">${news}</span>${question ? this.#template(question) : nothing}`, this.#box);
  }

  #template(question: Question): TemplateResult {
    const { reasonQuestion, ratingQuestion, reasonOptional, send, close } = this.#panel.allStrings;
    const isRating = 'value' in question;
    const label = isRating ? ratingQuestion : reasonQuestion;
    const onSubmit = (event: SubmitEvent): void => {
      event.preventDefault();
      const reason = this.#box.querySelector('input')?.value.trim().slice(0, maximumReason).replace(/[\uD800-\uDBFF]$/, '');
      if (reason) this.#dispatch(question, reason);
      this.#close();
      // A way back that is offered is worth more than thanks.
      if (!this.#toast.hasAction) this.#toast.show({ text: this.#panel.allStrings.thanks });
    };
    return html`<form class="judgement" part="judgement" role="group" aria-label=${label} @submit=${onSubmit} @keydown=${(event: KeyboardEvent) => this.#onKeyDown(event)}>
      <div class="judgement-head">
        <span>${label}</span>
        <button class="icon" type="button" aria-label=${close} title=${close} @click=${() => this.#close()}>${icons.close}</button>
      </div>
      ${isRating ? html`<div class="stars">${stars.map((value) => this.#star(question, value))}</div>` : nothing}
      ${isRating && !question.value
        ? nothing
        : html`<div class="judgement-reason">
            <input type="text" maxlength=${maximumReason} autocomplete="off" aria-label=${reasonOptional} placeholder=${reasonOptional} />
            <button class="link" type="submit">${send}</button>
          </div>`}
    </form>`;
  }

  #star(question: Rating, value: number): TemplateResult {
    const choose = (): void => {
      this.#question = { ...question, value };
      this.#dispatch(this.#question);
      this.#render();
    };
    const label = `${value} / ${stars.length}`;
    return html`<button class="star ${value <= question.value ? 'is-chosen' : ''}" part="star" type="button" aria-label=${label} title=${label} aria-pressed=${value === question.value} @click=${choose}>
      ${star}
    </button>`;
  }

  #dispatch(question: Question, reason?: string): void {
    const why = reason === undefined ? {} : { reason };
    const event = 'value' in question ? new AutessaRatingEvent({ ...question, ...why }) : new AutessaFeedbackEvent({ ...question, value: 'down', ...why });
    this.#panel.element.dispatchEvent(event);
  }

  /** Nothing is asked any more. */
  #close(): void {
    const hadFocus = hasFocus(this.#box);
    const opener = this.#opener;
    this.#question = undefined;
    this.#opener = undefined;
    this.#asking.abort();
    this.#render();
    if (!hadFocus) return;
    opener?.focus();
    if (!opener || !hasFocus(opener)) this.#panel.composer.focus();
  }

  /** Escape takes the question away, unanswered; it does not close the panel then. */
  #onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || isComposing(event)) return;
    event.stopPropagation();
    this.#close();
  }
}

/** Where a browser does not say what a button was pressed with, the device does. */
function isTouch(event: Partial<PointerEvent>): boolean {
  return event.pointerType === undefined ? matchMedia('(pointer: coarse)').matches : event.pointerType === 'touch';
}
