import { html, render, type TemplateResult } from 'lit';
import type { Message, MessageRole, Messages } from '../../../conversation/message.js';
import { create, setText } from '../../dom.js';
import { ReplyText } from '../../markdown/reply-text.js';
import type { MessageContext } from './message-context.js';
import { footTemplate } from './message-foot.js';

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
  const update = guarded(element, (latest, some) => {
    show ??= viewOf(message)(element, context);
    show(latest, some);
  });
  let show: Show | undefined;
  update(message, calls);
  return { element, update };
}

/** A message that cannot be drawn is shown as its text, and keeps no other from being drawn. */
function guarded(element: HTMLElement, show: Show): Show {
  let hasFailed = false;
  return (message, calls) => {
    try {
      if (!hasFailed) return show(message, calls);
    } catch (error) {
      hasFailed = true;
      console.error('<autessa-agent> could not draw a message:', error);
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
  if (role === 'user' && text && !input) return userView;
  return role === 'agent' && (text || status !== 'done') ? agentView : noticeView;
}

/** A message of a kind that most conversations never have: what it looks like is loaded with the first one. */
function noticeView(element: HTMLElement, context: MessageContext): Show {
  let latest: Message;
  let show: Show | undefined;
  return (message, calls) => {
    latest = message;
    element.hidden = !!(calls && message.tool?.textBefore);
    context.loadNotices()
      .then((notices) => (show ??= notices.noticeView(element, context))(latest))
      .catch(() => (element.textContent = message.text));
  };
}

/** What the person said: small enough to be rendered whole whenever it changes. */
function userView(element: HTMLElement, context: MessageContext): Show {
  return (message) => {
    element.classList.toggle('is-undelivered', message.status === 'failed');
    render(userTemplate(message, context), element);
  };
}

/** A reply: its text grows at the end, and what is there already is not touched again. A call of a tool parts it. */
function agentView(element: HTMLElement, context: MessageContext): Show {
  const name = create('span', { class: 'visually-hidden' });
  const body = create('div', { class: 'bubble' });
  const foot = create('div');
  element.append(name, body, foot);
  let stream: ReplyText | undefined;
  let shown = '';
  let shownCalls: Show[] = [];
  return (message, calls = []) => {
    const { text, status } = message;
    const strings = context.strings();
    const appendUpTo = (end?: number): void => {
      const more = text.slice(shown.length, end);
      if (!more) return;
      stream ??= new ReplyText(body.appendChild(create('div', { class: 'markdown' })), { strings, addresses: context.addresses(), later: context.later, fences: context.views, math: context.views.hasMath, colours: context.views.hasColours });
      stream.append(more);
      shown += more;
    };
    setText(name, `${strings.agent}: `);
    const begun = text.slice(0, shown.length);
    // Another text than what was streamed is right, and perhaps of tasks that are done by now; with calls, the stream has but its end.
    if (begun !== shown && !shownCalls[0] && stream?.renew(begun)) shown = begun;
    else if (begun !== shown) {
      body.replaceChildren();
      stream = undefined;
      shown = '';
      shownCalls = [];
    }
    calls.forEach((call, index) => {
      if (!shownCalls[index]) {
        appendUpTo(call.tool!.textBefore);
        stream?.end();
        stream = undefined;
        shownCalls.push(noticeView(body.appendChild(create('div', { class: 'tool', part: 'tool' })), context));
      }
      shownCalls[index]!(call);
    });
    appendUpTo();
    if (status !== 'streaming') stream?.end();
    body.hidden = !text;
    // Who was interrupted before anything was heard has said nothing.
    element.hidden = !text && status === 'interrupted';
    element.classList.toggle('is-streaming', status === 'streaming');
    render(footTemplate(message, context), foot);
  };
}

function userTemplate(message: Message, context: MessageContext): TemplateResult {
  return html`<span class="visually-hidden">${context.strings().you}: </span>
    <div class="bubble">${message.text}</div>
    ${footTemplate(message, context)}`;
}
