import initialize, { type EspeakEvent, type EspeakWorker } from '@echogarden/espeak-ng-emscripten';
import { wordsOf, type Speech } from './speech.js';

/** A sentence at the synthesizer's own rate, in Hz. */
export interface EspeakSpeech extends Speech {
  readonly sampleRate: number;
}

let worker: Promise<EspeakWorker> | undefined;

/** What was said before need not be said anew: tests and demos repeat themselves. */
const said = new Map<string, EspeakSpeech>();
const mostSaid = 200;

/** Speaks one sentence with eSpeak NG, which is loaded when it is first needed. */
export async function speakSentence(sentence: string): Promise<EspeakSpeech> {
  const known = said.get(sentence);
  if (known) return known;
  const speech = synthesize(await (worker ??= load()), sentence);
  if (said.size >= mostSaid) said.clear();
  said.set(sentence, speech);
  return speech;
}

async function load(): Promise<EspeakWorker> {
  const { eSpeakNGWorker: Worker } = await initialize();
  const made = new Worker();
  made.set_voice('en-us');
  return made;
}

function synthesize(espeak: EspeakWorker, sentence: string): EspeakSpeech {
  const pieces: Int16Array[] = [];
  const events: EspeakEvent[] = [];
  // Text is read as SSML, and each character must keep its place.
  espeak.synthesize(sentence.replaceAll(/[<>&]/g, ' '), (samples, news) => {
    // What is handed over is used again for the next piece.
    if (samples && samples.length > 0) pieces.push(samples.slice());
    events.push(...news.filter(({ type }) => type === 'word').map((event) => ({ ...event })));
    return 0;
  });
  const sampleRate = espeak.get_samplerate();
  const samples = new Float32Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    samples.set(Float32Array.from(piece, (sample) => sample / 32_768), at);
    at += piece.length;
  }
  return { samples, sampleRate, words: placeWords(sentence, events, sampleRate) };
}

/** When each word begins; one that is not said (a dash) has the place of the last. */
function placeWords(sentence: string, events: readonly EspeakEvent[], sampleRate: number): Speech['words'] {
  let from = 0;
  let last = 0;
  return wordsOf(sentence).map((text) => {
    const to = from + text.length;
    const event = events.find(({ text_position: position }) => position - 1 >= from && position - 1 < to);
    from = to;
    if (event) last = Math.round((event.audio_position * sampleRate) / 1000);
    return { text, at: last };
  });
}
