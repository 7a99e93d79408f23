import { html, nothing, type TemplateResult } from 'lit';
import type { Message } from '../../conversation/message.js';
import type { Problem } from '../configuration.js';
import { rightForms } from '../problems.js';
import { secondsOf } from '../strings/numbers.js';
import { fill, type Strings } from '../strings/strings.js';

export { rareStyles } from './rare.styles.js';

/** What the person has to accept before anything else. */
export function consentTemplate(text: string | undefined, strings: Strings, onAccept: () => void): TemplateResult {
  return html`<slot name="consent"><p dir="auto">${text}</p></slot>
    <button class="is-primary" type="button" @click=${onAccept}>${strings.agree}</button>`;
}

/** What the page's owner has to mend. @param words for everybody else, where nothing works without */
export function problemsTemplate(problems: readonly Problem[], words: string | null): TemplateResult {
  return html`<div class="trouble" part="error" role="alert">
    ${words} ${problems.map((attribute) => html`<code dir="ltr">${attribute}: ${rightForms[attribute]}</code>`)}
  </div>`;
}

/** What stands in the way of the connection. */
export function troubleTemplate(words: string, strings: Strings, onRetry: () => void): TemplateResult {
  return html`<div class="trouble" part="error" role="alert">${words} ${retryTemplate(strings, onRetry)}</div>`;
}

export function retryTemplate({ retry }: Strings, onRetry: () => void): TemplateResult {
  return html`<button class="link" part="retry" type="button" @click=${onRetry}>${retry}</button>`;
}

/** How long until it goes on by itself. @param until in ms since the epoch */
export function countdownTemplate(until: number, { goesOnIn }: Strings, language: string): TemplateResult {
  return html`<span aria-hidden="true">${fill(goesOnIn ?? '', { time: secondsOf(until - Date.now(), language) })}</span>`;
}

/** A call of a tool, or a notice. */
export function rareTemplate(message: Message, strings: Strings): TemplateResult {
  return message.role === 'tool' ? toolTemplate(message, strings) : html`${noticeOf(message, strings) ?? nothing}`;
}

function toolTemplate({ tool, status }: Message, { toolRunning, toolDone }: Strings): TemplateResult {
  const variables = Object.entries(tool?.publicVars ?? {});
  const isRunning = status === 'streaming';
  const line = html`<span class="tool-name">${tool?.toolName}</span>
    <span class="tool-state ${isRunning ? 'is-running' : ''}">${isRunning ? toolRunning : toolDone}</span>`;
  if (variables.length === 0) return html`<div class="tool-line">${line}</div>`;
  return html`<details>
    <summary class="tool-line">${line}</summary>
    <dl>
      ${variables.map(([name, value]) => html`<dt>${name}</dt><dd>${typeof value === 'string' ? value : JSON.stringify(value)}</dd>`)}
    </dl>
  </details>`;
}

function noticeOf({ notice }: Message, strings: Strings): string | undefined {
  switch (notice) {
    case 'conversation-replaced':
      return strings.conversationReplaced;
    case 'conversation-ended':
      return strings.conversationEnded;
    default:
      return strings.notStored;
  }
}
