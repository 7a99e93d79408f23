import { html, nothing, render, type TemplateResult } from 'lit';
import type { Message } from '../../conversation/message.js';
import { MarkdownStream } from '../markdown/markdown-stream.js';
import type { Strings } from '../strings/strings.js';

/** What a message's view needs from around it. */
export interface MessageContext {
  readonly strings: () => Strings;
  readonly onRetry: (messageId: string) => void;
}

/** One message on the page. Its element stays the same as long as the message is there. */
export interface MessageView {
  readonly element: HTMLElement;
  /** Shows another state of the same message. */
  update(message: Message): void;
}

export function createMessageView(message: Message, context: MessageContext): MessageView {
  const view = viewOf(message, context);
  view.update(message);
  return view;
}

function viewOf({ role }: Message, context: MessageContext): MessageView {
  switch (role) {
    case 'user':
      return new TemplateView('message message-user', (message) => userTemplate(message, context));
    case 'agent':
      return new AgentMessageView(context);
    case 'tool':
      return new TemplateView('message tool', (message) => toolTemplate(message, context));
    case 'notice':
      return new TemplateView('notice', (message) => noticeTemplate(message, context));
  }
}

/** A message that is small enough to be rendered whole whenever it changes. */
class TemplateView implements MessageView {
  readonly element: HTMLElement;
  readonly #template: (message: Message) => TemplateResult;

  constructor(parts: string, template: (message: Message) => TemplateResult) {
    this.element = createElement(parts);
    this.#template = template;
  }

  update(message: Message): void {
    render(this.#template(message), this.element);
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
    return new MarkdownStream(this.#body, { strings: this.#context.strings() });
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
          ${words.notDelivered}. ${error && words.errors[error.code]}
          ${retryButton(id, words, onRetry)}
        </div>`
      : nothing}`;
}

function agentFoot({ id, status, error }: Message, { strings, onRetry }: MessageContext): TemplateResult | typeof nothing {
  const words = strings();
  if (status === 'stopped') return html`<div class="foot">${words.stopped}</div>`;
  if (status !== 'failed') return nothing;
  return html`<div class="foot is-failed" part="error">
    ${words.errors[error?.code ?? 'agent']} ${retryButton(id, words, onRetry)}
  </div>`;
}

function retryButton(id: string, words: Strings, onRetry: (id: string) => void): TemplateResult {
  return html`<button class="link" part="retry" type="button" @click=${() => onRetry(id)}>${words.retry}</button>`;
}

function toolTemplate({ tool, status }: Message, { strings }: MessageContext): TemplateResult {
  const words = strings();
  const variables = Object.entries(tool?.publicVars ?? {});
  const isRunning = status === 'streaming';
  const line = html`<span class="tool-name">${tool?.toolName}</span>
    <span class="tool-state ${isRunning ? 'is-running' : ''}">${isRunning ? words.toolRunning : words.toolDone}</span>`;
  if (variables.length === 0) return html`<div class="tool-line">${line}</div>`;
  return html`<details>
    <summary class="tool-line">${line}</summary>
    <dl>
      ${variables.map(([name, value]) => html`<dt>${name}</dt><dd>${typeof value === 'string' ? value : JSON.stringify(value)}</dd>`)}
    </dl>
  </details>`;
}

function noticeTemplate({ notice }: Message, { strings }: MessageContext): TemplateResult {
  const { conversationReplaced, conversationEnded, notStored } = strings();
  switch (notice) {
    case 'conversation-replaced':
      return html`${conversationReplaced}`;
    case 'conversation-ended':
      return html`${conversationEnded}`;
    default:
      return html`${notStored}`;
  }
}
