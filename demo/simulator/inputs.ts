import type { AudioFormat, AudioInput, MultimodalInput } from '../../src/protocol/content.js';
import type { Uploads } from './uploads.js';
import { remarkOn } from './voice/remark.js';
import { isWav, readSamples, readWav, type Sound } from './voice/wav.js';

/** What a person said, made ready for an agent and the log. */
export interface HeardInput {
  /** As they came, each audio input with a transcription. */
  readonly inputs: readonly MultimodalInput[];
  /** All of it as text. */
  readonly text: string;
  readonly errors: readonly string[];
}

export interface HearOptions {
  readonly uploads: Uploads;
  /** What audio is understood as, oldest first; what is used up is taken away. */
  readonly transcriptions: string[];
}

/** Without a format, raw audio is what telephones send (API document: "AudioFormat"). */
const defaultFormat: AudioFormat = {
  sampleRate: 16_000,
  sampleSizeInBits: 16,
  channels: 1,
  signed: true,
  bigEndian: false,
};

/** The simulator understands no speech: what it is not told is heard as a remark on its length. */
export function hear(inputs: readonly MultimodalInput[], { uploads, transcriptions }: HearOptions): HeardInput {
  const errors: string[] = [];
  const sounds = inputs.map((input) => (input.inputType === 'TEXT' ? undefined : soundOf(input, uploads)));
  for (const sound of sounds) if (typeof sound === 'string') errors.push(sound);
  if (errors.length > 0) return { inputs, text: '', errors };
  const heard = inputs.map((input, index): MultimodalInput => {
    const sound = sounds[index];
    if (input.inputType === 'TEXT' || typeof sound !== 'object') return input;
    const seconds = sound.samples.length / sound.sampleRate;
    return { ...input, transcription: input.transcription ?? transcriptions.shift() ?? remarkOn(seconds) };
  });
  const texts = heard.map((input) => (input.inputType === 'TEXT' ? input.content : input.transcription));
  return { inputs: heard, text: texts.join('\n'), errors };
}

/** @returns the sound, or what is wrong with the input */
function soundOf({ base64EncodedData, s3Uri, audioFormat }: AudioInput, uploads: Uploads): Sound | string {
  if (typeof base64EncodedData === 'string') {
    if (!isBase64(base64EncodedData)) return 'base64EncodedData is no base64';
    return decode(Buffer.from(base64EncodedData, 'base64'), audioFormat);
  }
  if (typeof s3Uri !== 'string') return 'Audio input needs base64EncodedData or s3Uri';
  const audio = uploads.find(s3Uri);
  if (!audio) return `Nothing was uploaded to ${s3Uri}`;
  return isWav(audio) ? decode(audio, audioFormat) : `What was uploaded to ${s3Uri} is no WAV file`;
}

function decode(bytes: Uint8Array, format: AudioFormat | undefined): Sound | string {
  const sound = isWav(bytes) ? readWav(bytes) : readRaw(bytes, { ...defaultFormat, ...format });
  if (typeof sound === 'string') return `The audio cannot be used: ${sound}`;
  if (sound.samples.length === 0) return 'The audio is empty';
  if (isWav(bytes) && format && format.sampleRate !== sound.sampleRate) {
    return `audioFormat.sampleRate is ${format.sampleRate}, but the WAV file has ${sound.sampleRate}`;
  }
  return sound;
}

function readRaw(bytes: Uint8Array, format: AudioFormat): Sound | string {
  const { sampleRate, sampleSizeInBits: bits, channels, signed, bigEndian } = format;
  return readSamples(bytes, { sampleRate, bits, channels, float: false, signed, bigEndian });
}

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z\d+/]*={0,2}$/.test(text);
}
