import { html, nothing, render, type TemplateResult } from 'lit';
import type { Message } from '../../../conversation/message.js';
import { adoptStyles } from '../adopt-styles.js';
import { elementIn, hasFocus, type JudgementPort, type ToolContext } from '../conversation-tools/tool-context.js';
import { icon, icons } from '../icons.js';
import { AutessaFeedbackEvent, type FeedbackValue } from './feedback-event.js';
import { judgementStyles } from './judgement.styles.js';
import { AutessaRatingEvent } from './rating-event.js';

/** How long a reason may be, in UTF-16 units. */
const maximumReason = 500;
const thumb = icon('M7 11v9H3.5v-9zM7 11l4-7.5c1.6 0 2.6 1.2 2.2 2.8L12.4 10H18a2 2 0 0 1 2 2.4l-1.2 6A2 2 0 0 1 16.8 20H7');
const stars = [1, 2, 3, 4, 5] as const;
const star = icon('M12 3.5l2.6 5.4 5.9.8-4.3 4.1 1.1 5.9-5.3-2.9-5.3 2.9 1.1-5.9-4.3-4.1 5.9-.8z');

/** What is asked: why a reply is bad, or how a conversation was and then why. */
type Question = { readonly message: Message } | { readonly conversationId: string; readonly value: number };

/**
 * What a person thinks of replies and of a conversation that has ended: thumbs, stars, and a few words where they like.
 * It stands between the log and the composer. Nothing is sent: each answer is an event.
 */
export class Judgement implements JudgementPort {
  readonly #context: ToolContext;
  readonly #tell: (text: string) => void;
  readonly #box = document.createElement('div');
  /** What people thought of replies, as long as the page is there. */
  readonly #feedback = new WeakMap<Message, FeedbackValue>();
  /** Conversations that have been asked about. */
  readonly #asked = new Set<string>();
  #question: Question | undefined;
  /** Where the focus goes back to. */
  #opener: HTMLElement | undefined;

  /** @param tell says something to the person */
  constructor(context: ToolContext, tell: (text: string) => void) {
    this.#context = context;
    this.#tell = tell;
    this.#box.className = 'judgement-box';
    adoptStyles(context.element.renderRoot, [judgementStyles], context.signal);
    elementIn(context, '.body').after(this.#box);
  }

  /** The conversation, or the words, are other ones now. */
  update(): void {
    const { element, session } = this.#context;
    const { messages = [], conversationId } = session()?.snapshot ?? {};
    const hasEnded = messages.at(-1)?.notice === 'conversation-ended';
    // Of the conversation that has ended, the last message of the person says which it was.
    const ended = hasEnded ? (conversationId ?? messages.findLast((each) => each.conversationId)?.conversationId) : undefined;
    const question = this.#question;
    const isOver = question && ('message' in question ? !messages.some(({ id }) => id === question.message.id) : (messages.length > 0 && !hasEnded) || !element.rating);
    if (isOver) this.#question = undefined;
    if (ended !== undefined) this.rate(ended);
    this.#render();
  }

  /** Asks how a conversation was that has ended, once. */
  rate(conversationId: string): void {
    if (!this.#context.element.rating || this.#asked.has(conversationId)) return;
    this.#asked.add(conversationId);
    this.#question = { conversationId, value: 0 };
    this.#render();
  }

  /** @param onChange what is thought of the message is another thing now */
  thumbs(message: Message, onChange: (isJudged: boolean) => void): TemplateResult {
    const { goodAnswer, badAnswer } = this.#context.strings();
    return html`${this.#thumb(message, 'up', goodAnswer, onChange)}${this.#thumb(message, 'down', badAnswer, onChange)}`;
  }

  #thumb(message: Message, value: 'up' | 'down', label: string, onChange: (isJudged: boolean) => void): TemplateResult {
    const isChosen = this.#feedback.get(message) === value;
    const judge = (event: PointerEvent): void => {
      const chosen = isChosen ? null : value;
      this.#feedback.set(message, chosen);
      onChange(chosen !== null);
      this.#context.element.dispatchEvent(new AutessaFeedbackEvent({ message, value: chosen }));
      this.#question = chosen === 'down' ? { message } : undefined;
      this.#opener = event.currentTarget as HTMLElement;
      this.#render();
      // A finger would bring the keyboard up, for what nobody has to write.
      if (event.pointerType !== 'touch') this.#box.querySelector('input')?.focus();
    };
    return html`<button class="action is-${value}" part="action" type="button" tabindex="-1" aria-label=${label} title=${label} aria-pressed=${isChosen} @click=${judge}>
      ${thumb}
    </button>`;
  }

  #render(): void {
    render(this.#question ? this.#template(this.#question) : nothing, this.#box);
  }

  #template(question: Question): TemplateResult {
    const { reasonQuestion, ratingQuestion, reasonOptional, send, close } = this.#context.strings();
    const isRating = 'value' in question;
    const label = isRating ? ratingQuestion : reasonQuestion;
    const onSubmit = (event: SubmitEvent): void => {
      event.preventDefault();
      const reason = this.#box.querySelector('input')?.value.trim().slice(0, maximumReason).replace(/[\uD800-\uDBFF]$/, '');
      if (reason) this.#dispatch(question, reason);
      this.#close();
      this.#tell(this.#context.strings().thanks);
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

  #star(question: Extract<Question, { readonly value: number }>, value: number): TemplateResult {
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
    this.#context.element.dispatchEvent(event);
  }

  #close(): void {
    const hadFocus = hasFocus(this.#box);
    this.#question = undefined;
    this.#render();
    if (!hadFocus) return;
    const opener = this.#opener;
    opener?.focus();
    if (!opener || !hasFocus(opener)) this.#context.composer.focus();
    this.#opener = undefined;
  }

  /** Escape leaves the question open for good; it does not close the panel then. */
  #onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    this.#close();
  }
}
