import { html, nothing, type TemplateResult } from 'lit';
import { percentOf } from '../../strings/numbers.js';
import type { CallSnapshot, VoiceCall } from './call-types.js';
import type { AllStrings } from '../../strings/strings.js';

export interface DevicesModel {
  readonly call: Pick<VoiceCall['call'], 'snapshot' | 'chooseMicrophone' | 'chooseSpeaker' | 'setVolume' | 'setPushToTalk'>;
  readonly strings: AllStrings;
  /** BCP 47 */
  readonly language: string;
}

/** What a call is heard and spoken by: microphone, speaker where there is a choice, volume, and how to talk. */
export function devices({ call, strings, language }: DevicesModel): TemplateResult {
  const { snapshot } = call;
  const { microphones, microphoneId, speakers, speakerId, volume, talk, detection } = snapshot;
  const onVolume = (event: Event): void => call.setVolume((event.target as HTMLInputElement).valueAsNumber);
  const onPush = (event: Event): void => call.setPushToTalk((event.target as HTMLInputElement).checked);
  return html`${choice(strings.microphone, microphones, microphoneId, strings, (id) => void call.chooseMicrophone(id))}
    ${speakers.length > 0
      ? choice(strings.speaker, speakers, speakerId, strings, (id) => void call.chooseSpeaker(id))
      : nothing}
    <label class="setting">
      <span>${strings.volume}</span>
      <input
        type="range"
        min="0"
        max="1"
        step="0.05"
        .value=${String(volume)}
        aria-valuetext=${percentOf(volume, language)}
        @input=${onVolume}
      />
    </label>
    <label class="setting is-switch">
      <input type="checkbox" .checked=${talk === 'push'} ?disabled=${detection === 'off' || talk === 'muted'} @change=${onPush} />
      <span>${strings.pushToTalk}</span>
    </label>`;
}

function choice(
  label: string,
  all: CallSnapshot['microphones'],
  chosen: string | undefined,
  { systemDefault }: AllStrings,
  onChoose: (id: string | undefined) => void,
): TemplateResult {
  // Browsers list the system's choice as a device, too.
  const named = all.filter(({ id }) => id !== '' && id !== 'default' && id !== 'communications');
  const isChosen = named.some(({ id }) => id === chosen);
  return html`<label class="setting">
    <span>${label}</span>
    <select @change=${(event: Event) => onChoose((event.target as HTMLSelectElement).value || undefined)}>
      <option value="" .selected=${!isChosen}>${systemDefault}</option>
      ${named.map((each, index) => html`<option value=${each.id} .selected=${each.id === chosen}>${each.label || `${label} ${index + 1}`}</option>`)}
    </select>
  </label>`;
}
