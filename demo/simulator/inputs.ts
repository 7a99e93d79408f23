import type { AudioInput, MultimodalInput } from '../../src/protocol/content.js';
import type { Uploads } from './uploads.js';

/** What a person said, made ready for an agent and the log. */
export interface HeardInput {
  /** As they came, each audio input with a transcription. */
  readonly inputs: readonly MultimodalInput[];
  /** All of it as text. */
  readonly text: string;
  readonly errors: readonly string[];
}

/** The simulator understands no speech: an audio input without `transcription` is heard as a remark on its length. */
export function hear(inputs: readonly MultimodalInput[], uploads: Uploads): HeardInput {
  const errors: string[] = [];
  const heard = inputs.map((input): MultimodalInput => {
    if (input.inputType === 'TEXT') return input;
    const audio = audioOf(input, uploads);
    if (audio === undefined) errors.push(missing(input));
    return { ...input, transcription: input.transcription ?? remark(audio, input) };
  });
  const texts = heard.map((input) => (input.inputType === 'TEXT' ? input.content : input.transcription));
  return { inputs: heard, text: texts.join('\n'), errors };
}

function audioOf({ base64EncodedData, s3Uri }: AudioInput, uploads: Uploads): Uint8Array | undefined {
  if (typeof base64EncodedData === 'string') return Buffer.from(base64EncodedData, 'base64');
  return s3Uri === undefined ? undefined : uploads.find(s3Uri);
}

function missing({ s3Uri }: AudioInput): string {
  return s3Uri === undefined ? 'Audio input needs base64EncodedData or s3Uri' : `Nothing was uploaded to ${s3Uri}`;
}

function remark(audio: Uint8Array | undefined, { audioFormat }: AudioInput): string {
  if (audio === undefined) return '';
  const { sampleRate = 16_000, sampleSizeInBits = 16, channels = 1 } = audioFormat ?? {};
  const seconds = audio.byteLength / ((sampleRate * sampleSizeInBits * channels) / 8);
  return `(voice message, ${seconds.toFixed(1)} s)`;
}
