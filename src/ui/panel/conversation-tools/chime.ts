import { Preference } from '../../../session/preferences.js';
import { isEnabled } from '../../configuration.js';
import type { PanelParts } from '../panel-parts.js';

/** Where the browser has nothing to play a sound with, there is none, and nobody misses it. */
const silently = (): void => {};

/** A soft sound when a reply is there, for those who want it. Off at first; the choice is remembered, until data is cleared. */
export class Chime {
  readonly #choice: Preference;
  /** Made by the click that switches it on; after a reload with the first sound, before which the person has typed. */
  #audio: AudioContext | undefined;

  constructor({ element, signal }: PanelParts) {
    this.#choice = new Preference('sounds', () => element.persist);
    element.addEventListener(
      'autessa-message',
      (event) => {
        const { role, status } = event.message;
        if (role === 'agent' && status === 'done' && isEnabled(element, 'sounds')) this.#play();
      },
      { signal },
    );
    signal.addEventListener('abort', () => this.#close());
  }

  get isOn(): boolean {
    return this.#choice.isOn;
  }

  toggle(): void {
    this.#choice.isOn = !this.isOn;
    if (this.isOn) this.#play();
    else this.#close();
  }

  #close(): void {
    this.#audio?.close().catch(silently);
    this.#audio = undefined;
  }

  #play(): void {
    if (!this.isOn) return;
    const audio = (this.#audio ??= new AudioContext());
    if (audio.state === 'suspended') audio.resume().catch(silently);
    import('./chime-notes.js').then(({ playNotes }) => audio === this.#audio && playNotes(audio)).catch(silently);
  }
}
