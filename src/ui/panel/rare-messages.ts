import { html, type TemplateResult } from 'lit';
import type { Message } from '../../conversation/message.js';
import type { RareStrings, Strings } from '../strings/strings.js';

export const rareStrings: RareStrings = {
  agree: 'Agree',
  toolRunning: 'Running',
  toolDone: 'Done',
  conversationReplaced: 'The earlier conversation has expired. The agent starts afresh from here.',
  conversationEnded: 'The conversation has ended. Write a message to begin a new one.',
  notStored: 'This browser keeps nothing, so a reload will lose this conversation.',
};

/** What the person has to accept before anything else. */
export function consentTemplate(text: string | undefined, strings: Strings, onAccept: () => void): TemplateResult {
  return html`<slot name="consent"><p dir="auto">${text}</p></slot>
    <button class="is-primary" type="button" @click=${onAccept}>${strings.agree ?? rareStrings.agree}</button>`;
}

/** A call of a tool, or a notice. */
export function rareTemplate(message: Message, strings: Strings): TemplateResult {
  const words = { ...rareStrings, ...strings };
  return message.role === 'tool' ? toolTemplate(message, words) : noticeTemplate(message, words);
}

function toolTemplate({ tool, status }: Message, words: RareStrings): TemplateResult {
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

function noticeTemplate({ notice }: Message, { conversationReplaced, conversationEnded, notStored }: RareStrings): TemplateResult {
  switch (notice) {
    case 'conversation-replaced':
      return html`${conversationReplaced}`;
    case 'conversation-ended':
      return html`${conversationEnded}`;
    default:
      return html`${notStored}`;
  }
}
