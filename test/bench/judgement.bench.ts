import { loadSilero } from '../../src/audio/detection/silero.js';
import { SpeechDetector, type SpeechPhase, type Thresholds } from '../../src/audio/detection/speech-detector.js';
import { levelOf } from '../../src/samples/level.js';
import { sileroWeights } from '../../.config/silero-weights.mjs';
import { frameLength } from '../tools/detection.js';
import { atLevel, babble, chords, clicks, hum, mixed, noise, rumble, soundRate, speech, spoken, tones } from '../tools/made-sounds.js';

/*
 * What the detector mistakes for a person, and which words it misses: in many sounds, with the agent silent and with
 * what an echo canceller leaves of its voice, for thresholds around the chosen ones. The agent behaves as it does in a
 * call: it is lowered at the first sign of speech, and cut when that is confirmed.
 *
 * npm run bench -- judgement [other thresholds for speech, 0 to 1 …]
 */

const chosen: Thresholds = { speech: 0.5, silence: 0.35 };
const others: readonly Thresholds[] = process.argv.slice(3).map((level) => ({ speech: Number(level), silence: Number(level) - 0.15 }));

/** Of a sound alone, in s. */
const length = 90;
/** Of the agent's voice as it is played, and of a person's as a microphone hears it, in dB of full scale. */
const agentLevel = -20;
const personLevel = -26;
const backgroundLevel = -35;
/** What is left of the agent's voice, in dB; `undefined` where it is silent. */
const echoes = [undefined, -40, -30, -20, -10] as const;

/** What somebody says who interrupts. */
const words = ['Stop.', 'Wait.', 'No.', 'Yes.', 'Hello?', 'Thanks.', 'Sorry.', 'Okay.', 'What?', 'Listen.', 'One moment.', 'Never mind.'] as const;
const people = ['en-us', 'en-us+f3'] as const;
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

/** Until what is played is heard by the microphone, in frames. */
const latency = 2;
/** The player's own: how loud what is lowered is, when it waits, and when a server's next reply may begin, in frames. */
const lowered = 0.16;
const loweredFor = 4;
const untilNext = 31;

interface Outcome {
  /** How often something was taken for a person. */
  readonly starts: number;
  /** For how much of the time. */
  readonly share: number;
  readonly missed: number;
}

const weights = sileroWeights();

/** @param agent what is left of its voice; nothing while it is silent */
async function listen(sound: Float32Array, agent: Float32Array | undefined, places: Said['places'], thresholds: Thresholds): Promise<Outcome> {
  const model = await loadSilero(weights.buffer);
  const phases: SpeechPhase[] = [];
  const detector = new SpeechDetector(
    (phase) => phases.push(phase),
    (error) => {
      throw error;
    },
    // Nothing is left out for being far away.
    { thresholds, sensitivity: 'high' },
  );
  detector.judgeBy(model);
  detector.setAudible(agent !== undefined);
  const speaking: boolean[] = [];
  /** What was played in each of the frames that the microphone has yet to hear. */
  const onTheWay = Array.from({ length: latency }, () => new Float32Array(frameLength));
  let [at, isLowered, since, starts, isSpeaking, silentFor] = [0, false, 0, 0, false, 0];
  for (let from = 0; from + frameLength <= sound.length; from += frameLength) {
    const frame = sound.slice(from, from + frameLength);
    if (agent) {
      if (silentFor > 0 && --silentFor === 0) detector.setAudible(true);
      const gain = silentFor > 0 || (isLowered && since++ >= loweredFor) ? 0 : isLowered ? lowered : 1;
      const start = at;
      onTheWay.push(Float32Array.from(frame, (_, index) => gain * (agent[(start + index) % agent.length] ?? 0)));
      if (gain > 0) at += frameLength;
      const echo = onTheWay.shift();
      for (let index = 0; index < frameLength; index++) frame[index] = (frame[index] ?? 0) + (echo?.[index] ?? 0);
    }
    detector.push(frame, levelOf(frame));
    await new Promise((resolve) => setImmediate(resolve));
    for (const phase of phases.splice(0)) {
      [isLowered, since] = [phase === 'maybe', 0];
      isSpeaking = phase === 'confirmed' || (isSpeaking && phase === 'maybe');
      if (phase !== 'confirmed') continue;
      starts++;
      if (!agent) continue;
      silentFor = untilNext;
      detector.setAudible(false);
    }
    speaking.push(isSpeaking);
  }
  const missed = places.filter(([from, to]) => {
    const last = Math.ceil((to + patience * soundRate) / frameLength);
    return !speaking.slice(Math.floor(from / frameLength), last + 1).includes(true);
  });
  return { starts, share: speaking.filter(Boolean).length / speaking.length, missed: missed.length };
}

const aloud = await saidBy(people, personLevel);
const whispered = await saidBy(['en-us+whisper', 'en-us+whisperf'], -40);
const agent = await speech(60, 'en-us+f4');
const quiet = atLevel(noise(length, 7), -70);
const backgrounds: Readonly<Record<string, readonly [sound: Float32Array, said: Said]>> = {
  'a quiet room': [quiet, aloud],
  'noise at -50 dB': [atLevel(noise(length), -50), aloud],
  'noise at -35 dB': [atLevel(noise(length), -35), aloud],
  'noise at -20 dB': [atLevel(noise(length), -20), aloud],
  'a fan': [atLevel(rumble(length), backgroundLevel), aloud],
  tones: [atLevel(tones(length), backgroundLevel), aloud],
  hum: [atLevel(hum(length), backgroundLevel), aloud],
  clicks: [atLevel(clicks(length), backgroundLevel), aloud],
  chords: [atLevel(chords(length), backgroundLevel), aloud],
  babble: [atLevel(await babble(length), backgroundLevel), aloud],
  'a whisper': [quiet, whispered],
};

/** With the agent silent, and with each echo: what is mistaken in a background, and what is missed of the words in it. */
async function row(background: Float32Array, said: Said, thresholds: Thresholds): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const echo of echoes) {
    const left = echo === undefined ? undefined : atLevel(agent, agentLevel + echo);
    const { starts, share } = await listen(background, left, [], thresholds);
    const { missed } = await listen(mixed(said.sound, background), left, said.places, thresholds);
    outcomes.push({ starts: (starts * 3600) / length, share, missed: (100 * missed) / said.places.length });
  }
  return outcomes;
}

const columns = ['silent', ...echoes.slice(1).map((echo) => `${echo} dB`)].join(' | ');
const line = (count: number): string => `|${' --- |'.repeat(count)}`;
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const all = new Map<Thresholds, readonly (readonly Outcome[])[]>();

for (const thresholds of [chosen, ...others]) {
  const rows: (readonly Outcome[])[] = [];
  console.log(`\nSpeech from ${thresholds.speech}, silence below ${thresholds.silence.toFixed(2)}: false starts an hour / words missed of 100\n`);
  console.log(`| | taken for speech, while silent | ${columns} |\n${line(2 + echoes.length)}`);
  for (const [name, [background, said]] of Object.entries(backgrounds)) {
    const outcomes = await row(background, said, thresholds);
    rows.push(outcomes);
    const cells = outcomes.map(({ starts, missed }) => `${Math.round(starts)} / ${Math.round(missed)}`);
    console.log(`| ${name} | ${Math.round(100 * (outcomes[0]?.share ?? 0))} % of the time | ${cells.join(' | ')} |`);
  }
  all.set(thresholds, rows);
}

console.log(`\nThe mean over all of them\n\n| speech from | silence below | ${columns} |\n${line(2 + echoes.length)}`);
for (const [{ speech: from, silence }, rows] of [...all].toSorted(([one], [other]) => one.speech - other.speech)) {
  const cells = echoes.map((_, index) => {
    const outcomes = rows.flatMap((outcomesOfRow) => outcomesOfRow[index] ?? []);
    return `${mean(outcomes.map(({ starts }) => starts)).toFixed(1)} / ${mean(outcomes.map(({ missed }) => missed)).toFixed(1)}`;
  });
  console.log(`| ${from} | ${silence.toFixed(2)} | ${cells.join(' | ')} |`);
}
