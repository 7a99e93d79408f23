import { speakSentence } from './espeak.js';
import { resample } from './resample.js';
import type { VoiceSettings } from './settings.js';
import { sentencesOf, wordsOf, type Speech } from './speech.js';

const toneHz = 440;
const toneWordSeconds = 0.3;

/** Says a text, sentence by sentence, so that other work gets its turn in between. */
export async function speak(text: string, { sampleRate, synthesizer }: VoiceSettings): Promise<readonly Speech[]> {
  if (synthesizer === 'tone') return [toneFor(text, sampleRate)];
  const speeches: Speech[] = [];
  for (const sentence of sentencesOf(text)) {
    const { samples, words, sampleRate: from } = await speakSentence(sentence);
    const scaled = words.map(({ text: word, at }) => ({ text: word, at: Math.round((at * sampleRate) / from) }));
    speeches.push({ samples: resample(samples, from, sampleRate), words: scaled });
    await new Promise((resolve) => setImmediate(resolve));
  }
  return speeches;
}

function toneFor(text: string, sampleRate: number): Speech {
  const words = wordsOf(text);
  const perWord = Math.round(toneWordSeconds * sampleRate);
  const turn = (2 * Math.PI * toneHz) / sampleRate;
  return {
    samples: Float32Array.from({ length: words.length * perWord }, (_, index) => 0.5 * Math.sin(index * turn)),
    words: words.map((word, index) => ({ text: word, at: index * perWord })),
  };
}
