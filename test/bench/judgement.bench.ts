import type { Thresholds } from '../../src/audio/detection/speech-detector.js';
import type { SpeechModel } from '../../src/audio/detection/speech-model.js';
import { loadSpeechModel } from '../audio/speech-files.js';
import { detect, frameLength, judge, type Judged } from '../tools/detection.js';
import { atLevel, babble, chords, clicks, hum, mixed, noise, rumble, soundRate, speech, spoken, tones } from '../tools/made-sounds.js';

/*
 * What the detector mistakes for a person, and which words it misses: in many sounds, with the agent silent and with
 * what an echo canceller leaves of its voice, for thresholds around the chosen ones.
 *
 * npm run bench -- judgement
 */

const chosen: Thresholds = { speech: 0.5, silence: 0.35 };
const others: readonly Thresholds[] = [0.3, 0.4, 0.6, 0.7, 0.8].map((level) => ({ speech: level, silence: level - 0.15 }));

/** Of a sound alone, in s. */
const length = 240;
/** Of the agent's voice as it is played, and of a person's as a microphone hears it, in dB of full scale. */
const agentLevel = -20;
const personLevel = -26;
const backgroundLevel = -35;
/** What is left of the agent's voice, in dB; `undefined` where it is silent. */
const echoes = [undefined, -40, -30, -20, -10] as const;

/** What somebody says who interrupts. */
const words = ['Stop.', 'Wait.', 'No.', 'Yes.', 'Hello?', 'Thanks.', 'Sorry.', 'Okay.', 'What?', 'Listen.', 'One moment.', 'Never mind.'] as const;
const people = ['en-us', 'en-us+f3', 'en-us+m3', 'en-us+f2'] as const;
/** From the end of a word until it has to be noticed, in s. */
const patience = 0.3;

interface Said {
  readonly sound: Float32Array;
  /** In samples. */
  readonly places: readonly (readonly [from: number, to: number])[];
}

/** Each word of each person, every two seconds, each at another place within a frame. */
async function saidBy(voices: readonly string[], level: number): Promise<Said> {
  const all: Float32Array[] = [];
  for (const voice of voices) for (const word of words) all.push(withoutEnds(atLevel(await spoken(word, voice), level)));
  const sound = new Float32Array((2 * all.length + 1) * soundRate);
  const places = all.map((word, index) => {
    const from = (2 * index + 1) * soundRate + ((index * 101) % frameLength);
    sound.set(word, from);
    return [from, from + word.length] as const;
  });
  return { sound, places };
}

/** Synthetic voices begin and end with silence. */
function withoutEnds(samples: Float32Array): Float32Array {
  const isLoud = (sample: number): boolean => Math.abs(sample) > 0.003;
  return samples.subarray(samples.findIndex(isLoud), samples.findLastIndex(isLoud) + 1);
}

interface Trial {
  readonly isAudible: boolean;
  /** The sound alone; where it is speech itself, there is none. */
  readonly alone: Judged | undefined;
  readonly withWords: Judged;
  readonly said: Said;
}

/** How often something is taken for a person that is none, and how many of the words are missed. */
async function count({ isAudible, alone, withWords, said }: Trial, thresholds: Thresholds): Promise<{ falseStarts: number; missed: number }> {
  const options = { isAudible, thresholds };
  const mistaken = alone ? (await detect(alone, options)).filter(([phase]) => phase === 'confirmed') : [];
  const heard = await detect(withWords, options);
  let isSpeaking = false;
  const speaking = withWords.likelihoods.map(() => false);
  const changes = new Map(heard.filter(([phase]) => phase === 'confirmed' || phase === 'end').map(([phase, frame]) => [frame, phase]));
  for (let frame = 0; frame < speaking.length; frame++) {
    const change = changes.get(frame);
    if (change) isSpeaking = change === 'confirmed';
    speaking[frame] = isSpeaking;
  }
  const missed = said.places.filter(([from, to]) => {
    const last = Math.ceil((to + patience * soundRate) / frameLength);
    return !speaking.slice(Math.floor(from / frameLength), last + 1).includes(true);
  });
  return { falseStarts: mistaken.length, missed: missed.length };
}

async function trials(model: SpeechModel): Promise<ReadonlyMap<string, readonly Trial[]>> {
  const aloud = await saidBy(people, personLevel);
  const whispered = await saidBy(['en-us+whisper', 'en-us+whisperf'], -40);
  const agent = await speech(60, 'en-us+f4');
  const quiet = atLevel(noise(length, 7), -70);
  const backgrounds: Readonly<Record<string, readonly [sound: Float32Array, said: Said]>> = {
    'a quiet room': [quiet, aloud],
    'noise, -50 dB': [atLevel(noise(length), -50), aloud],
    'noise, -35 dB': [atLevel(noise(length), -35), aloud],
    'noise, -20 dB': [atLevel(noise(length), -20), aloud],
    'a fan': [atLevel(rumble(length), backgroundLevel), aloud],
    tones: [atLevel(tones(length), backgroundLevel), aloud],
    hum: [atLevel(hum(length), backgroundLevel), aloud],
    clicks: [atLevel(clicks(length), backgroundLevel), aloud],
    chords: [atLevel(chords(length), backgroundLevel), aloud],
    babble: [atLevel(await babble(length), backgroundLevel), aloud],
    'whispered, in a quiet room': [quiet, whispered],
  };
  const result = new Map<string, Trial[]>();
  for (const [name, [background, said]] of Object.entries(backgrounds)) {
    const all: Trial[] = [];
    for (const echo of echoes) {
      const around = echo === undefined ? background : mixed(background, atLevel(agent, agentLevel + echo));
      // The model remembers: each trial begins with another sound, as calls do.
      all.push({
        isAudible: echo !== undefined,
        alone: said === aloud ? await judge(model, around) : undefined,
        withWords: await judge(model, mixed(said.sound, around)),
        said,
      });
    }
    result.set(name, all);
  }
  return result;
}

const columns = ['silent', ...echoes.slice(1).map((echo) => `${echo} dB`)];
const perHour = 3600 / length;
const all = await trials(await loadSpeechModel());

console.log(`False starts an hour, and words missed of 100 (${words.length * people.length} words in each sound), while the agent is silent or audible with so much of it left\n`);
console.log(`| speech from ${chosen.speech}, silence below ${chosen.silence} | ${columns.join(' | ')} |\n| --- |${' --- |'.repeat(columns.length)}`);
for (const [name, list] of all) {
  const cells: string[] = [];
  for (const trial of list) {
    const { falseStarts, missed } = await count(trial, chosen);
    cells.push(`${trial.alone ? Math.round(falseStarts * perHour) : '–'} / ${Math.round((100 * missed) / trial.said.places.length)}`);
  }
  console.log(`| ${name} | ${cells.join(' | ')} |`);
}

console.log(`\nThe mean over all sounds\n\n| speech from | silence below | ${columns.join(' | ')} |\n| --- | --- |${' --- |'.repeat(columns.length)}`);
for (const thresholds of [chosen, ...others].toSorted((one, other) => one.speech - other.speech)) {
  const cells: string[] = [];
  for (const index of columns.keys()) {
    const counts = { falseStarts: 0, hours: 0, missed: 0, words: 0 };
    for (const list of all.values()) {
      const trial = list[index];
      if (!trial) continue;
      const { falseStarts, missed } = await count(trial, thresholds);
      counts.falseStarts += falseStarts;
      counts.hours += trial.alone ? length / 3600 : 0;
      counts.missed += missed;
      counts.words += trial.said.places.length;
    }
    cells.push(`${(counts.falseStarts / counts.hours).toFixed(1)} / ${((100 * counts.missed) / counts.words).toFixed(1)}`);
  }
  console.log(`| ${thresholds.speech} | ${thresholds.silence.toFixed(2)} | ${cells.join(' | ')} |`);
}
