import type { AutessaMessageEvent } from '../../../session/events.js';
import type { ExtrasContext } from './context.js';

/** Two notes, in Hz, and how long each lasts, in seconds. */
const notes: readonly number[] = [660, 880];
const noteSeconds = 0.09;
/** Loudness of a note at its beginning; 1 is as loud as can be. */
const volume = 0.08;

/** A soft sound when a reply is there, for those who want it. Off at first. */
export class Chime {
  /** There while it is on. Made by the click that switches it on, as browsers demand of whatever makes a sound. */
  #audio: AudioContext | undefined;

  constructor({ element, signal, isEnabled }: ExtrasContext) {
    element.addEventListener(
      'autessa-message',
      (event) => {
        const { role, status } = (event as AutessaMessageEvent).message;
        if (role === 'agent' && status === 'done' && isEnabled('sounds')) this.#play();
      },
      { signal },
    );
    signal.addEventListener('abort', () => this.#off(), { once: true });
  }

  get isOn(): boolean {
    return this.#audio !== undefined;
  }

  toggle(): void {
    if (this.#audio) return this.#off();
    this.#audio = new AudioContext();
    this.#play();
  }

  #off(): void {
    void this.#audio?.close();
    this.#audio = undefined;
  }

  #play(): void {
    const audio = this.#audio;
    if (!audio) return;
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
