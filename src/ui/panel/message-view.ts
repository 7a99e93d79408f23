import { html, nothing, render, type TemplateResult } from 'lit';
import type { Message } from '../../conversation/message.js';
import type { AddressPolicy } from '../markdown/addresses.js';
import { MarkdownStream } from '../markdown/markdown-stream.js';
import type { RareViews } from './rare.js';
import { wordsFor, type Strings } from '../strings/strings.js';

/** What a message's view needs from around it. */
export interface MessageContext {
  readonly strings: () => Strings;
  /** Where links and images of a new reply may lead. */
  readonly addresses: () => AddressPolicy;
  /** Loads the views that are seldom needed, and all words. */
  readonly loadRare: () => Promise<RareViews>;
  readonly onRetry: (messageId: string) => void;
  /** Takes a message back that has not been sent yet. */
  readonly onCancel: (messageId: string) => void;
  /** Ends with the panel. */
  readonly signal: AbortSignal;
}

/** One message on the page. Its element stays the same as long as the message is there. */
export interface MessageView {
  readonly element: HTMLElement;
  /** Shows another state of the same message. */
  update(message: Message): void;
}

export function createMessageView(message: Message, context: MessageContext): MessageView {
  const view = viewOf(message, context);
  view.element.dataset.id = message.id;
  view.update(message);
  return view;
}

function viewOf({ role, text, status, input }: Message, context: MessageContext): MessageView {
  switch (role) {
    case 'user':
      return input ? new RareMessageView('message message-user', context) : new UserMessageView(context);
    case 'agent':
      return text || status !== 'done' ? new AgentMessageView(context) : new RareMessageView('message message-agent', context);
    case 'tool':
      return new RareMessageView('message tool', context);
    case 'notice':
      return new RareMessageView('notice', context);
  }
}

/** A message of a kind that most conversations never have: what it looks like is loaded with the first one. */
class RareMessageView implements MessageView {
  readonly element: HTMLElement;
  readonly #context: MessageContext;
  #message: Message | undefined;

  constructor(parts: string, context: MessageContext) {
    this.element = createElement(parts);
    this.#context = context;
  }

  update(message: Message): void {
    this.#message = message;
    this.#context.loadRare().then(
      ({ rareTemplate }) => render(rareTemplate(this.#message ?? message, this.#context), this.element),
      () => (this.element.textContent = message.text),
    );
  }
}

/** What the person said: small enough to be rendered whole whenever it changes. */
class UserMessageView implements MessageView {
  readonly element = createElement('message message-user');
  readonly #context: MessageContext;

  constructor(context: MessageContext) {
    this.#context = context;
  }

  update(message: Message): void {
    render(userTemplate(message, this.#context), this.element);
  }
}

/** A reply: its text grows at the end, and what is there already is not touched again. */
class AgentMessageView implements MessageView {
  readonly element = createElement('message message-agent');
  readonly #context: MessageContext;
  readonly #name = document.createElement('span');
  readonly #body = document.createElement('div');
  readonly #foot = document.createElement('div');
  #stream: MarkdownStream | undefined;
  #shown = '';

  constructor(context: MessageContext) {
    this.#context = context;
    this.#name.className = 'visually-hidden';
    this.#body.className = 'bubble markdown';
    this.element.append(this.#name, this.#body, this.#foot);
  }

  update(message: Message): void {
    const { text, status } = message;
    this.#name.textContent = `${this.#context.strings().agent}: `;
    if (!text.startsWith(this.#shown)) {
      // The final text differs from what was streamed, and is right.
      this.#body.replaceChildren();
      this.#stream = undefined;
      this.#shown = '';
    }
    this.#stream ??= this.#createStream();
    this.#stream.append(text.slice(this.#shown.length));
    this.#shown = text;
    if (status !== 'streaming') this.#stream.end();
    this.#body.hidden = text === '';
    this.element.classList.toggle('is-streaming', status === 'streaming');
    render(agentFoot(message, this.#context), this.#foot);
  }

  #createStream(): MarkdownStream {
    const { strings, addresses } = this.#context;
    return new MarkdownStream(this.#body, { strings: strings(), addresses: addresses() });
  }
}

function createElement(parts: string): HTMLElement {
  const element = document.createElement('div');
  element.setAttribute('part', parts);
  element.className = parts;
  return element;
}

function userTemplate({ id, text, status, error }: Message, { strings, onRetry }: MessageContext): TemplateResult {
  const words = strings();
  return html`<span class="visually-hidden">${words.you}: </span>
    <div class="bubble" dir="auto">${text}</div>
    ${status === 'waiting' ? html`<div class="foot is-waiting">${words.waiting}</div>` : nothing}
    ${status === 'failed'
      ? html`<div class="foot is-failed">
          ${words.notDelivered}. ${error && wordsFor(words, error.code)}
          ${retryButton(id, words, onRetry)}
        </div>`
      : nothing}`;
}

function agentFoot({ id, status, error }: Message, { strings, onRetry }: MessageContext): TemplateResult | typeof nothing {
  const words = strings();
  if (status === 'stopped') return html`<div class="foot">${words.stopped}</div>`;
  if (status !== 'failed') return nothing;
  return html`<div class="foot is-failed" part="error">
    ${wordsFor(words, error?.code ?? 'agent')} ${retryButton(id, words, onRetry)}
  </div>`;
}

function retryButton(id: string, words: Strings, onRetry: (id: string) => void): TemplateResult {
  return html`<button class="link" part="retry" type="button" @click=${() => onRetry(id)}>${words.retry}</button>`;
}
