import { loadSilero } from '../../src/audio/detection/silero.js';
import type { VoiceSensitivity } from '../../src/audio/detection/loudness-gate.js';
import { SpeechDetector, type SpeechPhase } from '../../src/audio/detection/speech-detector.js';
import { PlaybackReference } from '../../src/audio/playback-reference.js';
import { Player } from '../../src/audio/playback/player.js';
import { levelOf } from '../../src/samples/level.js';
import { sileroWeights } from '../../.config/silero-weights.mjs';
import { resample } from '../../demo/simulator/voice/resample.js';
import { randomNumbers } from '../audio/signals.js';
import { frameLength } from '../tools/detection.js';
import { EchoRoom } from '../tools/echo-room.js';
import { atLevel, mixed, noise, sentences, soundRate, speech, spoken } from '../tools/made-sounds.js';

/*
 * Whether the agent cuts itself short, and whether a person who speaks over it is heard, with the real model and the
 * real player: in calls of several replies, whose voice comes back to the microphone late, through a room, and with
 * more or less of it left by an echo canceller that is still learning.
 *
 * And which turns speech begins while the agent is silent, by how loud it is.
 *
 * npm run bench -- echo [agent] [person] [silent] [levels in dB …], and as conditions:
 *   untold  it is not known what is rendered
 *   late    the echo comes 420 to 620 ms late, as from some wireless loudspeakers, which the browser knows by 100 ms
 *   later   the same, and the browser does not know
 *   drift   the microphone's clock is 100 ppm faster than the loudspeaker's
 */

/** Of the agent's voice as it is played, and of what an echo canceller leaves of it at first, in dB of full scale. */
const agentLevel = -20;
const parts = process.argv.slice(3);
const conditions = ['untold', 'late', 'later', 'drift'];
const isWanted = (part: string): boolean => parts.every((each) => Number(each) < 0 || conditions.includes(each)) || parts.includes(part);
/** Whether the detector is told what is rendered. */
const isTold = !parts.includes('untold');
/** From rendering to the microphone, in ms. */
const delays: readonly [from: number, to: number] = parts.includes('late') || parts.includes('later') ? [420, 620] : [20, 250];
/** As `AudioPath.followLatency` does it. */
const usualLatenessMs = 250;
const drift = parts.includes('drift') ? 100 : 0;
const chosenLeaks = parts.map(Number).filter((level) => level < 0);
const leaks = chosenLeaks.length > 0 ? chosenLeaks : [-70, -65, -60, -55, -50, -45, -40, -35, -30, -25];
const repliesInCall = 4;
const callsForLeak = 5;
const interruptionsForLeak = 10;
const othersForLeak = 2;
const agentVoices = ['en-us+f4', 'en-us+m3', 'de', 'fr+f2', 'en-us+f1'] as const;
const words = ['Stop.', 'Wait.', 'No.', 'Yes.', 'Hello?', 'Thanks.', 'Sorry.', 'Okay.', 'What?', 'Listen.', 'One moment.', 'Never mind.'] as const;
/** What the agent says: some seconds. */
const answers = sentences.filter(({ length }) => length > 30);
/** From the first sound of a word until it has to be noticed, in ms. */
const patience = 250;
const block = 128;

const random = randomNumbers(19);
const weights = sileroWeights();
function pick<Item>(items: readonly Item[]): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('There is nothing to choose from');
  return item;
}
const between = (from: number, to: number): number => from + (to - from) * random();

/** Synthetic voices begin and end with silence. */
function withoutEnds(samples: Float32Array): Float32Array {
  const isLoud = (sample: number): boolean => Math.abs(sample) > 0.003;
  return samples.subarray(samples.findIndex(isLoud), samples.findLastIndex(isLoud) + 1);
}

const said = new Map<string, Promise<Float32Array>>();
function say(text: string, voice: string, level: number, faster = 1): Promise<Float32Array> {
  const key = `${text}|${voice}|${level}|${faster}`;
  const make = async () => withoutEnds(atLevel(withoutEnds(resample(atLevel(await spoken(text, voice), -20), faster * soundRate, soundRate)), level));
  if (!said.has(key)) said.set(key, make());
  return said.get(key)!;
}

interface Interruption {
  readonly sound: Float32Array;
  readonly reply: number;
  /** After the beginning of that reply, in ms. */
  readonly afterMs: number;
}

interface Outcome {
  /** Of replies that nobody spoke over. */
  readonly cut: number;
  readonly lowered: number;
  /** From the first sound of the interruption, in ms. */
  readonly noticedMs: number | undefined;
  readonly cutMs: number | undefined;
}

/** A call of some replies, one a second after the other. */
async function call(leak: number, interruption?: Interruption, replies = repliesInCall): Promise<Outcome> {
  const delayMs = between(...delays);
  const known = parts.includes('late') ? delayMs - between(0, 100) - usualLatenessMs : 0;
  const reference = new PlaybackReference();
  const room = new EchoRoom({ delayMs, drift, gain: leak - agentLevel, converged: between(0, 12), seed: 1 + Math.floor(1e6 * random()) });
  const background = atLevel(noise(4, 1 + Math.floor(1e6 * random())), -66);
  const voice = pick(agentVoices);
  let [playing, isAudible] = [false, false];
  const player = new Player(soundRate, (report) => {
    if (report.type === 'finished' || report.type === 'cut') playing = false;
    if (report.type === 'audible') detector.setAudible((isAudible = report.isAudible));
  });
  const phases: SpeechPhase[] = [];
  const detector = new SpeechDetector(
    (phase) => {
      phases.push(phase);
      if (phase === 'maybe') player.lower();
      if (phase === 'confirmed') player.cut();
      if (phase === 'misfire') player.raise();
    },
    (error) => {
      throw error;
    },
  );
  detector.judgeBy(await loadSilero(weights.buffer));
  let [cut, lowered, at, next] = [0, 0, 0, soundRate];
  let [noticedMs, cutMs, begins] = [undefined as number | undefined, undefined as number | undefined, Infinity];
  const rendered = new Float32Array(frameLength);
  for (let reply = 0; reply < replies || playing || at < next; at += frameLength) {
    if (!playing && at >= next && reply < replies) {
      player.enqueue(reply, await say(pick(answers), voice, agentLevel), soundRate, 0);
      player.end(reply);
      playing = true;
      if (interruption?.reply === reply) begins = at + Math.round((interruption.afterMs / 1000) * soundRate);
      reply++;
    }
    for (let from = 0; from < frameLength; from += block) player.render(rendered.subarray(from, from + block));
    const frame = Float32Array.from(rendered, (_, index) => background[(at + index) % background.length] ?? 0);
    if (interruption) {
      for (let index = Math.max(0, begins - at); index < frameLength && at + index - begins < interruption.sound.length; index++) {
        frame[index] = (frame[index] ?? 0) + (interruption.sound[at + index - begins] ?? 0);
      }
    }
    room.pass(rendered, frame);
    const told = new Float32Array(frameLength);
    reference.put(rendered);
    reference.take(told, Math.round((Math.max(0, known) / 1000) * soundRate));
    detector.push(frame, levelOf(frame), isTold ? told : undefined);
    await new Promise((resolve) => setImmediate(resolve));
    for (const phase of phases.splice(0)) {
      const ms = ((at + frameLength - begins) / soundRate) * 1000;
      const isPersons = ms > 0;
      if (phase === 'maybe' && !isPersons && isAudible) lowered++;
      if (phase === 'confirmed' && !isPersons) cut++;
      if (isPersons && phase === 'maybe') noticedMs ??= ms;
      if (isPersons && phase === 'confirmed') cutMs ??= ms;
    }
    if (playing) next = at + soundRate + Math.floor(between(0, frameLength));
    if (begins < Infinity && at - begins > 2 * soundRate) break;
  }
  return { cut, lowered, noticedMs, cutMs };
}

async function ownReplies(): Promise<void> {
  console.log('Replies that nobody speaks over\n\n| left of the agent | replies | cut | lowered |\n| --- | --- | --- | --- |');
  const total = { replies: 0, cut: 0, lowered: 0 };
  for (const leak of leaks) {
    let [cut, lowered] = [0, 0];
    for (let count = 0; count < callsForLeak; count++) {
      const outcome = await call(leak);
      cut += outcome.cut;
      lowered += outcome.lowered;
    }
    total.replies += repliesInCall * callsForLeak;
    total.cut += cut;
    total.lowered += lowered;
    console.log(`| ${leak} dB | ${repliesInCall * callsForLeak} | ${cut} | ${lowered} |`);
  }
  console.log(`| all | ${total.replies} | ${total.cut} | ${total.lowered} |`);
}

const people: Readonly<Record<string, readonly [voices: readonly string[], texts: readonly string[], level: number, faster: number, withinMs: number]>> = {
  'a word': [['en-us', 'en-us+f3', 'en-us+m7', 'es', 'pl'], words, -30, 1, patience],
  'a whisper': [['en-us+whisper', 'en-us+whisperf'], sentences.slice(0, 2), -30, 1, 1000],
  'a child': [['en-us+f3', 'en-us+f2'], sentences.slice(0, 2), -30, 1.35, 1000],
  'a very high voice': [['en-us+f5', 'en-us+f3'], sentences.slice(0, 2), -30, 1.6, 1000],
};
const middle = (values: readonly number[], share: number): string => `${Math.round(values.toSorted((one, other) => one - other)[Math.floor(share * (values.length - 1))] ?? NaN)} ms`;

async function interruptions(): Promise<void> {
  console.log('\nSomebody speaks over a reply, at -30 dB\n\n| left of the agent | who | noticed in time | cut in time | cut at all | noticed after (half, nine of ten) | cut after | cut before |\n| --- | --- | --- | --- | --- | --- | --- | --- |');
  for (const [who, [voices, texts, level, faster, withinMs]] of Object.entries(people)) {
    const rows = new Map<string, Outcome[]>();
    for (const leak of leaks) {
      for (let count = 0; count < (who === 'a word' ? interruptionsForLeak : othersForLeak); count++) {
        const sound = await say(pick(texts), pick(voices), level, faster);
        const outcome = await call(leak, { sound, reply: Math.floor(random() * 3), afterMs: between(300, 1500) }, 3);
        for (const name of [`${leak} dB`, 'all']) rows.set(name, [...(rows.get(name) ?? []), outcome]);
      }
    }
    for (const [name, outcomes] of rows) {
      if (who !== 'a word' && name !== 'all') continue;
      const percent = (is: (outcome: Outcome) => boolean): number => Math.round((100 * outcomes.filter(is).length) / outcomes.length);
      const noticed = outcomes.map(({ noticedMs = Infinity }) => noticedMs);
      const cuts = outcomes.map(({ cutMs = Infinity }) => cutMs);
      console.log(
        `| ${name} | ${who} | ${percent(({ noticedMs = Infinity }) => noticedMs <= withinMs)} % | ${percent(({ cutMs = Infinity }) => cutMs <= withinMs)} % | ${percent(({ cutMs }) => cutMs !== undefined)} % | ${middle(noticed, 0.5)}, ${middle(noticed, 0.9)} | ${middle(cuts, 0.5)}, ${middle(cuts, 0.9)} | ${outcomes.reduce((sum, { cut }) => sum + cut, 0)} |`,
      );
    }
  }
}

/** Turns that begin in two minutes of somebody's speech, with a pause of a second after each sentence, the agent being silent. */
async function turnsAt(level: number, sensitivity: VoiceSensitivity): Promise<number> {
  let turns = 0;
  for (const voice of ['en-us', 'en-us+f3', 'fr']) {
    const onPhase = (phase: SpeechPhase): void => {
      if (phase === 'confirmed') turns++;
    };
    const onError = (error: unknown): void => {
      throw error;
    };
    const detector = new SpeechDetector(onPhase, onError, { sensitivity });
    detector.judgeBy(await loadSilero(weights.buffer));
    const sound = mixed(atLevel(await speech(40, voice), level), atLevel(noise(4, 3), -70));
    for (let from = 0; from + frameLength <= sound.length; from += frameLength) {
      const frame = sound.slice(from, from + frameLength);
      detector.push(frame, levelOf(frame));
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return turns;
}

async function turns(): Promise<void> {
  console.log('\nTurns that speech begins in two minutes, while the agent is silent\n\n| level | normal | high |\n| --- | --- | --- |');
  for (const level of chosenLeaks.length > 0 ? chosenLeaks : [-30, -35, -40, -45, -50, -55]) console.log(`| ${level} dB | ${await turnsAt(level, 'normal')} | ${await turnsAt(level, 'high')} |`);
}

if (isWanted('agent')) await ownReplies();
if (isWanted('person')) await interruptions();
if (isWanted('silent')) await turns();
