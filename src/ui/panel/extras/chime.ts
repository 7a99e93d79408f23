import type { AutessaMessageEvent } from '../../../session/events.js';
import type { AutessaAgentElement } from '../../element.js';
import type { ExtrasContext } from './context.js';

/** Two notes, in Hz, and how long each lasts, in seconds. */
const notes: readonly number[] = [660, 880];
const noteSeconds = 0.09;
/** Loudness of a note at its beginning; 1 is as loud as can be. */
const volume = 0.08;

/** Where the choice is kept; the conversation's own store is emptied with the conversation. */
const storageKey = 'autessa-agent:sounds';

/** A soft sound when a reply is there, for those who want it. Off at first; the choice is remembered. */
export class Chime {
  readonly #element: AutessaAgentElement;
  #isOn: boolean;
  /** Made by the click that switches it on; after a reload with the first sound, before which the person has typed. */
  #audio: AudioContext | undefined;

  constructor({ element, signal, isEnabled }: ExtrasContext) {
    this.#element = element;
    this.#isOn = this.#read();
    element.addEventListener(
      'autessa-message',
      (event) => {
        const { role, status } = (event as AutessaMessageEvent).message;
        if (role === 'agent' && status === 'done' && isEnabled('sounds')) this.#play();
      },
      { signal },
    );
    signal.addEventListener('abort', () => this.#close(), { once: true });
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  toggle(): void {
    this.#isOn = !this.#isOn;
    this.#write();
    if (this.#isOn) this.#play();
    else this.#close();
  }

  #close(): void {
    void this.#audio?.close();
    this.#audio = undefined;
  }

  /** Where the conversation is kept, if it is. */
  get #storage(): Storage | undefined {
    const { persist } = this.#element;
    return persist === 'none' ? undefined : persist === 'session' ? sessionStorage : localStorage;
  }

  #read(): boolean {
    try {
      return this.#storage?.getItem(storageKey) === 'on';
    } catch {
      // Blocked by the browser: it is off, as at first.
      return false;
    }
  }

  #write(): void {
    try {
      if (this.#isOn) this.#storage?.setItem(storageKey, 'on');
      else this.#storage?.removeItem(storageKey);
    } catch {
      // Blocked or full: it holds as long as the page does.
    }
  }

  #play(): void {
    if (!this.#isOn) return;
    const audio = (this.#audio ??= new AudioContext());
    if (audio.state === 'suspended') void audio.resume();
    const gain = new GainNode(audio, { gain: 0 });
    gain.connect(audio.destination);
    notes.forEach((frequency, index) => {
      const start = audio.currentTime + index * noteSeconds;
      const note = new OscillatorNode(audio, { frequency });
      note.connect(gain);
      gain.gain.setValueAtTime(volume, start);
      gain.gain.exponentialRampToValueAtTime(volume / 50, start + noteSeconds);
      note.start(start);
      note.stop(start + noteSeconds);
      // Between two sounds nothing runs.
      if (index === notes.length - 1) note.addEventListener('ended', () => audio.state === 'running' && void audio.suspend());
    });
  }
}
