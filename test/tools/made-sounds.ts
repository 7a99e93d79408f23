import initialize, { type EspeakWorker } from '@echogarden/espeak-ng-emscripten';
import { resample } from '../../demo/simulator/voice/resample.js';
import { randomNumbers, rootMeanSquare } from '../audio/signals.js';

/*
 * Sound that no microphone has heard, the same in each run: 16 kHz, mono. Each maker takes a length in s.
 */

/** In Hz. */
export const soundRate = 16_000;

/** Texts for synthetic voices: everyday sentences, with all sorts of sounds of speech. */
export const sentences: readonly string[] = [
  'Could you tell me when the next train leaves for the coast?',
  'I would like to change my order, please, the blue jacket and the two shirts.',
  'Yes.',
  'My phone number is five seven three, four nine two, eight one six.',
  'She sells sea shells by the shore, but only in summer.',
  'No, thank you, that is all for today.',
  'What does the larger box cost if I pick it up myself?',
  'Wait a moment.',
];

let espeak: Promise<EspeakWorker> | undefined;

/**
 * @param voice of eSpeak NG, such as `en-us+f3`
 * @returns how a text sounds, as loud as it comes
 */
export async function spoken(text: string, voice = 'en-us'): Promise<Float32Array> {
  const worker = await (espeak ??= initialize().then(({ eSpeakNGWorker: Worker }) => atOneTime(() => new Worker())));
  if (worker.set_voice(voice) !== 0) throw new Error(`There is no voice ${voice}`);
  const samples: number[] = [];
  worker.synthesize(text, (piece) => {
    for (const sample of piece ?? []) samples.push(sample / 32_768);
    return 0;
  });
  return resample(Float32Array.from(samples), worker.get_samplerate(), soundRate);
}

/** eSpeak begins the noise of a whisper with the time of day: no two would be the same. */
function atOneTime<T>(make: () => T): T {
  const { now } = Date;
  Date.now = () => 0;
  try {
    return make();
  } finally {
    Date.now = now;
  }
}

/** @param level in dB of full scale (root mean square) */
export function atLevel(samples: Float32Array, level: number): Float32Array<ArrayBuffer> {
  const factor = 10 ** (level / 20) / (rootMeanSquare(samples) || 1);
  return Float32Array.from(samples, (sample) => Math.max(-1, Math.min(1, sample * factor)));
}

/** The sum of two sounds, as long as the first; the second begins again where it ends. */
export function mixed(sound: Float32Array, other: Float32Array): Float32Array<ArrayBuffer> {
  return Float32Array.from(sound, (sample, index) => sample + (other[index % other.length] ?? 0));
}

const filled = (seconds: number, at: (index: number) => number): Float32Array => Float32Array.from({ length: seconds * soundRate }, (_, index) => at(index));
const sine = (frequency: number, index: number): number => Math.sin((2 * Math.PI * frequency * index) / soundRate);

function add(samples: Float32Array, at: number, value: number): void {
  samples[at] = (samples[at] ?? 0) + value;
}

export function noise(seconds: number, seed = 1): Float32Array {
  const random = randomNumbers(seed);
  return filled(seconds, () => 2 * random() - 1);
}

/** A fan or a street: noise whose low frequencies are the loudest. */
export function rumble(seconds: number): Float32Array {
  const random = randomNumbers(2);
  let last = 0;
  return filled(seconds, () => (last += 0.05 * (2 * random() - 1 - last)));
}

/** One after the other, for half a second each: sines, at times two, as appliances and telephones make them. */
export function tones(seconds: number): Float32Array {
  const random = randomNumbers(3);
  const notes = Array.from({ length: 2 * seconds }, () => [80 * 2 ** (6 * random()), random() < 0.3 ? 80 * 2 ** (6 * random()) : 0]);
  return filled(seconds, (index) => {
    const [first = 0, second = 0] = notes[Math.floor((2 * index) / soundRate)] ?? [];
    return sine(first, index) + sine(second, index);
  });
}

/** The mains, with its overtones, swelling a little. */
export function hum(seconds: number): Float32Array {
  return filled(seconds, (index) => {
    const swell = 1 + 0.2 * sine(0.3, index);
    return swell * (sine(50, index) + 0.6 * sine(100, index) + 0.4 * sine(150, index) + 0.2 * sine(250, index) + 0.1 * sine(350, index));
  });
}

/** Keys, a mouse, a pen: three a second, each ringing for some ms. */
export function clicks(seconds: number): Float32Array {
  const random = randomNumbers(4);
  const samples = filled(seconds, () => 0);
  for (let click = 0; click < 3 * seconds; click++) {
    const at = Math.floor(random() * samples.length);
    const frequency = 500 + 5000 * random();
    const length = Math.floor(soundRate * (0.002 + 0.02 * random()));
    for (let index = 0; index < length && at + index < samples.length; index++) {
      add(samples, at + index, Math.exp((-6 * index) / length) * sine(frequency, index));
    }
  }
  return samples;
}

/** Music, or much like it: chords of plucked tones with overtones, two a second. */
export function chords(seconds: number): Float32Array {
  const random = randomNumbers(5);
  const samples = filled(seconds, () => 0);
  for (let beat = 0; beat < 2 * seconds; beat++) {
    const root = 110 * 2 ** (Math.floor(12 * random()) / 12);
    const frequencies = [1, random() < 0.5 ? 1.2599 : 1.1892, 1.4983, 2].map((ratio) => ratio * root);
    const from = (beat * soundRate) / 2;
    for (let index = 0; index < soundRate && from + index < samples.length; index++) {
      const fade = Math.min(1, index / 80) * Math.exp((-3 * index) / soundRate);
      for (const frequency of frequencies) {
        add(samples, from + index, fade * (sine(frequency, index) + 0.5 * sine(2 * frequency, index) + 0.25 * sine(3 * frequency, index)));
      }
    }
  }
  return samples;
}

const crowd = ['en-us+m3', 'en-us+f3', 'fr', 'de', 'en-us+m7', 'es', 'en-us+f2', 'pl'] as const;

/** As in a café: eight people who speak at once, none to be understood. */
export async function babble(seconds: number): Promise<Float32Array> {
  const random = randomNumbers(6);
  const voices = await Promise.all(crowd.map(async (voice) => atLevel(await spoken(sentences.join(' '), voice), -20)));
  const offsets = voices.map(({ length }) => Math.floor(random() * length));
  return filled(seconds, (index) => voices.reduce((sum, voice, which) => sum + (voice[(index + (offsets[which] ?? 0)) % voice.length] ?? 0), 0));
}

/** One person who speaks, again and again, with pauses. @param voice of eSpeak NG */
export async function speech(seconds: number, voice: string): Promise<Float32Array> {
  const samples = filled(seconds, () => 0);
  for (let at = soundRate / 2, which = 0; at < samples.length; which++) {
    const sentence = await spoken(sentences[which % sentences.length] ?? '', voice);
    samples.set(sentence.subarray(0, samples.length - at), at);
    at += sentence.length + soundRate;
  }
  return samples;
}

export function whisper(seconds: number): Promise<Float32Array> {
  return speech(seconds, 'en-us+whisper');
}

/** A sound of ten minutes that has everything in it, from -20 to -70 dB of full scale. */
export async function tenMinutes(): Promise<ReadonlyMap<string, Float32Array>> {
  const sounds = new Map<string, Float32Array>();
  const levels = [-20, -35, -50, -70];
  const add = (name: string, sound: Float32Array): void => {
    // Each level has a part of its own, so that nothing is heard twice.
    const part = Math.floor(sound.length / levels.length);
    levels.forEach((level, index) => sounds.set(`${name} at ${level} dB`, atLevel(sound.subarray(index * part, (index + 1) * part), level)));
  };
  add('noise', noise(60));
  add('rumble', rumble(40));
  add('tones', tones(80));
  add('hum', hum(40));
  add('clicks', clicks(40));
  add('chords', chords(80));
  add('babble', await babble(80));
  add('whisper', await whisper(80));
  for (const voice of ['en-us', 'en-us+f3']) add(voice, await speech(50, voice));
  return sounds;
}
