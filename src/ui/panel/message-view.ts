import { html, nothing, render, type TemplateResult } from 'lit';
import type { Message, MessageRole, Messages } from '../../conversation/message.js';
import type { AddressPolicy } from '../markdown/addresses.js';
import { create } from '../dom.js';
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
  /** Does some work in a task of its own: what is long comes in slices. */
  readonly later: (work: () => void) => void;
  readonly onRetry: (messageId: string) => void;
  /** Takes a message back that has not been sent yet. */
  readonly onCancel: (messageId: string) => void;
  /** Ends with the panel. */
  readonly signal: AbortSignal;
}

/** Shows a state of a message. @param calls those of tools that stand within its text; none for one of these */
type Show = (message: Message, calls?: Messages) => void;

/** One message on the page. Its element stays the same as long as the message is there. */
export interface MessageView {
  readonly element: HTMLElement;
  /** Shows another state of the same message. @param calls those of tools that stand within its text */
  readonly update: (message: Message, calls: Messages) => void;
}

export function createMessageView(message: Message, context: MessageContext, calls: Messages): MessageView {
  const parts = partsOf(message.role);
  const element = create('div', { class: parts, part: parts, 'data-id': message.id });
  const update = guarded(element, message, (latest, some) => {
    show ??= viewOf(message)(element, context);
    show(latest, some);
  });
  let show: Show | undefined;
  update(message, calls);
  return { element, update };
}

/** A message that cannot be drawn is shown as its text, and keeps no other from being drawn. */
function guarded(element: HTMLElement, { role }: Message, show: Show): Show {
  let hasFailed = false;
  return (message, calls) => {
    try {
      if (!hasFailed) return show(message, calls);
    } catch (error) {
      hasFailed = true;
      console.error(`<autessa-agent> could not draw a message (${role}), and shows its text:`, error);
    }
    element.replaceChildren(create('div', { class: 'bubble' }, message.text));
  };
}

/** The calls of tools before a reply that stand within its text. */
export function callsIn(messages: Messages, position: number): Messages {
  let start = position;
  while (messages[start - 1]?.tool?.textBefore) start -= 1;
  return messages.slice(start, position);
}

function partsOf(role: MessageRole): string {
  return role === 'notice' ? role : `message ${role === 'tool' ? role : `message-${role}`}`;
}

function viewOf({ role, text, status, input }: Message): (element: HTMLElement, context: MessageContext) => Show {
  if (role === 'user' && !input) return userView;
  return role === 'agent' && (text || status !== 'done') ? agentView : rareView;
}

/** A message of a kind that most conversations never have: what it looks like is loaded with the first one. */
function rareView(element: HTMLElement, context: MessageContext): Show {
  let latest: Message;
  return (message, calls) => {
    latest = message;
    element.hidden = !!(calls && message.tool?.textBefore);
    context.loadRare()
      .then(({ rareTemplate }) => void render(rareTemplate(latest, context), element))
      .catch(() => (element.textContent = message.text));
  };
}

/** What the person said: small enough to be rendered whole whenever it changes. */
function userView(element: HTMLElement, context: MessageContext): Show {
  return (message) => void render(userTemplate(message, context), element);
}

/** A reply: its text grows at the end, and what is there already is not touched again. A call of a tool parts it. */
function agentView(element: HTMLElement, context: MessageContext): Show {
  const name = create('span', { class: 'visually-hidden' });
  const body = create('div', { class: 'bubble' });
  const foot = create('div');
  element.append(name, body, foot);
  let stream: MarkdownStream | undefined;
  let shown = '';
  let shownCalls: Show[] = [];
  return (message, calls = []) => {
    const { text, status } = message;
    const strings = context.strings();
    const goOn = (end?: number): void => {
      const more = text.slice(shown.length, end);
      if (!more) return;
      stream ??= new MarkdownStream(body.appendChild(create('div', { class: 'markdown' })), { strings, addresses: context.addresses(), later: context.later });
      stream.append(more);
      shown += more;
    };
    name.textContent = `${strings.agent}: `;
    if (!text.startsWith(shown)) {
      // The final text differs from what was streamed, and is right.
      body.replaceChildren();
      stream = undefined;
      shown = '';
      shownCalls = [];
    }
    for (const [index, call] of calls.entries()) {
      if (!shownCalls[index]) {
        goOn(call.tool!.textBefore);
        stream?.end();
        stream = undefined;
        shownCalls.push(rareView(body.appendChild(create('div', { class: 'tool', part: 'tool' })), context));
      }
      shownCalls[index]!(call);
    }
    goOn();
    if (status !== 'streaming') stream?.end();
    body.hidden = !text;
    element.classList.toggle('is-streaming', status === 'streaming');
    render(footTemplate(message, context), foot);
  };
}

function userTemplate(message: Message, context: MessageContext): TemplateResult {
  return html`<span class="visually-hidden">${context.strings().you}: </span>
    <div class="bubble">${message.text}</div>
    ${footTemplate(message, context)}`;
}

/** What became of a message, where that is not what everybody hopes for. */
export function footTemplate({ id, role, status, error }: Message, { strings, onRetry }: MessageContext): TemplateResult | typeof nothing {
  const words = strings();
  if (status === 'waiting' || status === 'stopped' || status === 'interrupted') return html`<div class="foot is-${status}">${words[status]}</div>`;
  if (status !== 'failed') return nothing;
  return html`<div class="foot is-failed" part="error">
    ${role === 'user' ? `${words.notDelivered}.` : nothing} ${wordsFor(words, error?.code ?? 'agent')}
    <button class="link" part="retry" type="button" @click=${() => onRetry(id)}>${words.retry}</button>
  </div>`;
}
