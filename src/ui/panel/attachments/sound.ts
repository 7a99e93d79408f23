import { decodeAudioFile } from '../../../media/audio-file.js';

/** How many bars a waveform has. */
export const bars = 40;

/** Audio that was chosen or recorded, as it sounds. */
export interface Sound {
  readonly audio: AudioBuffer;
  /** The loudest moment of each of so many parts, from 0 to 1. */
  readonly peaks: readonly number[];
}

/** @throws {AgentError} `file-type` where the browser cannot read it */
export async function readSound(file: Blob): Promise<Sound> {
  const audio = await decodeAudioFile(file);
  return { audio, peaks: peaksOf(audio.getChannelData(0)) };
}

function peaksOf(samples: Float32Array): number[] {
  const size = Math.max(1, Math.floor(samples.length / bars));
  return Array.from({ length: bars }, (_, bar) => {
    let peak = 0;
    for (const sample of samples.subarray(bar * size, (bar + 1) * size)) peak = Math.max(peak, Math.abs(sample));
    return peak;
  });
}

/** Plays a sound from its beginning. Needs no address, which a policy might forbid. */
export class Player {
  readonly #context = new AudioContext();
  readonly #source: AudioBufferSourceNode;

  /** @param onEnd it has ended by itself, or was stopped */
  constructor({ audio }: Sound, onEnd: () => void) {
    this.#source = new AudioBufferSourceNode(this.#context, { buffer: audio });
    this.#source.connect(this.#context.destination);
    this.#source.addEventListener('ended', () => {
      void this.#context.close();
      onEnd();
    });
    this.#source.start();
  }

  stop(): void {
    this.#source.stop();
  }
}
