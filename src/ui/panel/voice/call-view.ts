import { html, nothing, type TemplateResult } from 'lit';
import { retryButton } from '../retry.js';
import type { VoiceCall } from './call-types.js';
import { devices } from './devices.js';
import { voiceIcons } from './icons.js';
import type { Picture } from './presenter.js';
import { talkButton } from './talk-button.js';
import type { AllStrings } from '../../strings/strings.js';

export interface CallViewModel {
  readonly picture: Picture;
  /** `undefined` while its code is loading. */
  readonly call: VoiceCall | undefined;
  /** Of what is being loaded while the person is listened to already, 0 to 1. */
  readonly progress: number;
  /** What the person should know. */
  readonly hints: readonly string[];
  /** What is being heard, where the words in the conversation cannot be marked. */
  readonly caption: string;
  readonly strings: AllStrings;
  /** BCP 47 */
  readonly language: string;
  /** The picture. */
  readonly orb: HTMLElement;
  readonly areDevicesShown: boolean;
  readonly onDevices: () => void;
  /** Tries at once what is tried again anyway. */
  readonly onReconnect: () => void;
  readonly onEnd: () => void;
}

/** A call that is under way: what it is doing, and what can be done with it. */
export function callView(model: CallViewModel): TemplateResult {
  const { picture, call, progress, hints, caption, strings, language, orb, areDevicesShown, onDevices, onReconnect, onEnd } = model;
  const { talk, isHeld = false } = call?.call.snapshot ?? {};
  const isMuted = talk === 'muted';
  const onMute = (): void => (isMuted ? call?.unmute() : call?.mute());
  return html`<div class="call-now">
      ${orb}
      <div class="call-words">
        ${picture === 'blocked'
          ? html`<button class="link call-state" type="button" @click=${() => call?.call.resume()}>${strings.tapToResume}</button>`
          : html`<p class="call-state" .textContent=${strings[picture]}></p>`}
        ${picture === 'reconnecting' ? retryButton(strings, onReconnect) : nothing}
        ${progress < 1 ? loading(progress, strings) : nothing}
      </div>
      <div class="call-buttons">
        <button class="icon ${isMuted ? 'is-on' : ''}" part="mute" type="button" aria-label=${isMuted ? strings.unmute : strings.mute} @click=${onMute}>
          ${isMuted ? voiceIcons.microphoneOff : voiceIcons.microphone}
        </button>
        <button class="icon" part="voice-settings-button" type="button" aria-label=${strings.voiceSettings} aria-expanded=${areDevicesShown} ?disabled=${!call} @click=${onDevices}>
          ${voiceIcons.settings}
        </button>
        <button class="icon" part="end-voice" type="button" aria-label=${strings.endVoice} @click=${onEnd}>${voiceIcons.hangUp}</button>
      </div>
    </div>
    ${caption ? html`<p class="caption" dir="auto" aria-hidden="true"><span>${caption}</span></p>` : nothing}
    <div role="status">${hints.map((hint) => html`<p class="call-hint">${hint}</p>`)}</div>
    ${call && talk === 'push' ? talkButton({ label: strings.holdToTalk, isHeld, onHold: (isNowHeld) => call.holdToTalk(isNowHeld) }) : nothing}
    ${call && areDevicesShown
      ? html`<div class="settings" part="voice-settings" role="group" aria-label=${strings.voiceSettings}>
          ${devices({ call: call.call, strings, language })}
        </div>`
      : nothing}`;
}

/** In words alone where it takes long; the ring shows how far it is. */
function loading(progress: number, { loadingVoice }: AllStrings): TemplateResult {
  return html`<p class="call-loading" role="progressbar" aria-label=${loadingVoice} aria-valuenow=${Math.floor(100 * progress)}>${loadingVoice}</p>`;
}
