import { html, nothing, type TemplateResult } from 'lit';
import type { AgentErrorCode } from '../../../base/errors.js';
import { errorText, type AllStrings } from '../../strings/strings.js';
import { retryButton } from '../retry.js';
import { voiceIcons } from './icons.js';

/** Where another attempt, here and now, has no hope. */
const hopeless: readonly AgentErrorCode[] = ['mic-policy', 'insecure-context', 'unsupported', 'config'];

/** Why there is no call, and what to do about it. Writing goes on below. */
export function troubleView(
  code: AgentErrorCode,
  strings: AllStrings,
  { onRetry, onClose }: { readonly onRetry: () => void; readonly onClose: () => void },
): TemplateResult {
  return html`<div class="voice-trouble" part="error">
    ${voiceIcons.warning}
    <p role="alert">${errorText(strings, code)}</p>
    <div class="voice-ways">
      ${hopeless.includes(code) ? nothing : retryButton(strings, onRetry)}
      <button class="link" type="button" @click=${onClose}>${strings.close}</button>
    </div>
  </div>`;
}

/** A reply that is being said without a call. The next tap anywhere lets the browser play what it holds back. */
export function aloudView(isBlocked: boolean, orb: HTMLElement, strings: AllStrings, onStop: () => void): TemplateResult {
  return html`<div class="call-now">
    ${orb}
    <div class="call-words" role="status">
      ${isBlocked
        ? html`<button class="link call-state" type="button">${strings.tapToResume}</button>`
        : html`<p class="call-state" aria-hidden="true">${strings.speaking}</p>`}
    </div>
    <div class="call-buttons">
      <button class="icon" part="stop-speaking" type="button" aria-label=${strings.stop} @click=${onStop}>${voiceIcons.stop}</button>
    </div>
  </div>`;
}

/** A call was cut off by a reload, or the agent hung up; it begins anew only where somebody wants it. */
export function interruptedView(
  endedBy: 'reload' | 'agent',
  { callInterrupted, resumeCall, callEndedByAgent, callAgain, close }: AllStrings,
  { onResume, onClose }: { readonly onResume: () => void; readonly onClose: () => void },
): TemplateResult {
  return html`<div class="voice-elsewhere">
    ${voiceIcons.microphone}
    <p role="status">${endedBy === 'agent' ? callEndedByAgent : callInterrupted}</p>
    <button class="link" part="resume-voice" type="button" @click=${onResume}>${endedBy === 'agent' ? callAgain : resumeCall}</button>
    <button class="link" type="button" @click=${onClose}>${close}</button>
  </div>`;
}

/** There can be one call alone, and it is in another tab. */
export function elsewhereView({ callElsewhere, useHere }: AllStrings, onTakeOver: () => void): TemplateResult {
  return html`<div class="voice-elsewhere">
    ${voiceIcons.microphone}
    <p role="status">${callElsewhere}</p>
    <button class="link" type="button" @click=${onTakeOver}>${useHere}</button>
  </div>`;
}
