import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Agent } from '../../demo/simulator/agent.js';
import type { FaultName } from '../../demo/simulator/faults.js';
import { readSamples, readWav } from '../../demo/simulator/voice/wav.js';
import type { AudioOutput } from '../../src/protocol/content.js';
import { testFaults, type Effects } from '../tools/fault-tests.js';
import { startSimulated, type Simulated } from '../tools/simulated.js';
import { correlation } from '../tools/sounds.js';
import { say } from '../tools/wire-socket.js';

let simulated: Simulated;
before(async () => {
  simulated = await startSimulated();
});
after(() => simulated.close());

const words = 'You said: one two three four five six.';

type Chunk = Partial<AudioOutput> & { readonly bytes: Buffer; readonly at: number };

/** Says the same to each agent, and reads its reply in audio. */
async function speak(agent: Agent, fault?: FaultName) {
  agent.settings.voice = { ...agent.settings.voice, synthesizer: 'tone' };
  if (fault) assert.deepEqual(agent.faults.list(), [{ name: fault, times: 1 }]);
  const wire = await simulated.open(agent);
  const { conversationId } = await wire.message();
  wire.send(say(agent.id, 'one two three four five six.', { executionOutputMode: 'AUDIO' }));
  const chunks: Chunk[] = [];
  for (;;) {
    const message = await wire.message();
    if ('output' in message) {
      wire.close();
      return { chunks, final: (message['output'] as AudioOutput[])[0], conversationId: String(conversationId) };
    }
    const output = message['streamedOutput'] as AudioOutput;
    chunks.push({ ...output, bytes: Buffer.from(output.base64Audio, 'base64'), at: performance.now() });
  }
}

/** Raw samples of all chunks together. */
function soundOf(chunks: readonly Chunk[], sampleRate = 16_000): Float32Array {
  const layout = { sampleRate, bits: 16, channels: 1, float: false, signed: true, bigEndian: false };
  const sound = readSamples(Buffer.concat(chunks.map(({ bytes }) => bytes)), layout);
  assert.ok(typeof sound === 'object');
  return sound.samples;
}

const finals = (chunks: readonly Chunk[]) => chunks.flatMap(({ isFinalChunk }, index) => (isFinalChunk ? [index] : []));
const texts = (chunks: readonly Chunk[]) => chunks.map(({ transcription }) => transcription);

/** What comes without a fault, for comparison. */
const right = async () => soundOf((await speak(simulated.agent())).chunks);

test('a reply in audio is a stream of chunks, their words the reply, the final message all of it', async () => {
  const { chunks, final, conversationId } = await speak(simulated.agent());
  assert.equal(texts(chunks).join(''), words);
  assert.deepEqual(finals(chunks), [chunks.length - 1]);
  assert.ok(chunks.length > 8 && chunks.every(({ sampleRate }) => sampleRate === 16_000));
  assert.deepEqual(Buffer.from(final?.base64Audio ?? '', 'base64'), Buffer.concat(chunks.map(({ bytes }) => bytes)));
  assert.equal(final?.transcription, words);
  const { json } = await simulated.request(`/_simulator/conversations/${conversationId}`);
  assert.deepEqual((json['logs'] as { multimodalOutput?: unknown }[])[1]?.multimodalOutput, {
    outputType: 'AUDIO', sampleRate: 16_000, base64Audio: '', transcription: words, isFinalChunk: true,
  });
  const spoken = await fetch(`${simulated.url}/_simulator/conversations/${conversationId}/spoken.wav`);
  const wav = readWav(new Uint8Array(await spoken.arrayBuffer()));
  assert.ok(typeof wav === 'object' && correlation(wav.samples, soundOf(chunks)) > 0.9999);
  const { json: record } = await simulated.request(`/_simulator/conversations/${conversationId}/spoken`);
  assert.equal((record['chunks'] as unknown[]).length, chunks.length);
});

test('speech comes at the pace that is asked for', async () => {
  const agent = simulated.agent('echo', { voice: { pace: 10, synthesizer: 'tone' } });
  const from = performance.now();
  const { chunks } = await speak(agent);
  const seconds = soundOf(chunks).length / 16_000;
  assert.ok(performance.now() - from >= (seconds * 1000 - 200) / 10 - 5);
});

test('real speech has sound under its words', async () => {
  const agent = simulated.agent();
  const wire = await simulated.open(agent);
  await wire.message();
  wire.send(say(agent.id, 'Hello there. How are you?', { executionOutputMode: 'AUDIO' }));
  const chunks = (await wire.reply()).slice(0, -1).map(({ streamedOutput }) => {
    const output = streamedOutput as AudioOutput;
    return { ...output, bytes: Buffer.from(output.base64Audio, 'base64'), at: 0 };
  });
  assert.equal(texts(chunks).join(''), 'You said: Hello there. How are you?');
  const sound = soundOf(chunks);
  const power = sound.reduce((sum, sample) => sum + sample * sample, 0) / sound.length;
  assert.ok(sound.length > 16_000 && sound.length < 80_000, `${sound.length} samples`);
  assert.ok(power > 0.001 && power < 0.2, `power ${power}`);
  wire.close();
});

const effects: Effects<'audio'> = {
  async 'odd-chunks'(agent) {
    const { chunks } = await speak(agent, 'odd-chunks');
    assert.ok(chunks.some(({ bytes }) => bytes.length % 2 === 1));
    assert.ok(new Set(chunks.map(({ bytes }) => bytes.length)).size > 2);
    assert.deepEqual(soundOf(chunks), await right());
  },
  async jitter(agent) {
    agent.settings.voice = { ...agent.settings.voice, pace: 1000 };
    agent.faults.set([{ name: 'jitter', times: 1, ms: 200 }]);
    const from = performance.now();
    const { chunks } = await speak(agent);
    assert.ok(performance.now() - from > 60, 'the latest of some chunks is late');
    assert.deepEqual(soundOf(chunks), await right());
  },
  async burst(agent) {
    agent.settings.voice = { ...agent.settings.voice, pace: 10, chunkMs: [100, 100] };
    const { chunks } = await speak(agent, 'burst');
    assert.ok((chunks[9]?.at ?? 0) - (chunks[0]?.at ?? 0) < (chunks[10]?.at ?? 0) - (chunks[9]?.at ?? 0));
  },
  async 'audio-stall'(agent) {
    agent.faults.set([{ name: 'audio-stall', times: 1, ms: 300 }]);
    const { chunks } = await speak(agent);
    const pauses = chunks.slice(1).map(({ at }, index) => at - (chunks[index]?.at ?? 0));
    assert.ok(Math.max(...pauses) > 280);
    assert.deepEqual(soundOf(chunks), await right());
  },
  async 'wav-chunks'(agent) {
    const { chunks } = await speak(agent, 'wav-chunks');
    const sounds = chunks.map(({ bytes }) => readWav(bytes));
    const samples = sounds.flatMap((sound) => (typeof sound === 'object' ? [...sound.samples] : []));
    assert.deepEqual(Float32Array.from(samples), await right());
  },
  async 'wav-start'(agent) {
    const { chunks } = await speak(agent, 'wav-start');
    const sound = readWav(Buffer.concat(chunks.map(({ bytes }) => bytes)));
    assert.deepEqual(typeof sound === 'object' && sound.samples, await right());
  },
  async 'mixed-chunks'(agent) {
    const { chunks } = await speak(agent, 'mixed-chunks');
    const isWav = chunks.map(({ bytes }) => bytes.subarray(0, 4).toString() === 'RIFF');
    assert.deepEqual(isWav, chunks.map((_, index) => index % 2 === 0));
  },
  async 'lying-wav'(agent) {
    const { chunks } = await speak(agent, 'lying-wav');
    assert.ok(chunks.every(({ bytes }) => bytes.readUInt32LE(40) > 1000 * (bytes.length - 44)));
  },
  async 'wav-rate-differs'(agent) {
    const { chunks } = await speak(agent, 'wav-rate-differs');
    assert.ok(chunks.every(({ bytes, sampleRate }) => bytes.readUInt32LE(24) === 16_000 && sampleRate === 32_000));
  },
  async 'rate-zero'(agent) {
    const { chunks } = await speak(agent, 'rate-zero');
    assert.ok(chunks.every(({ sampleRate }) => sampleRate === 0));
  },
  async 'rate-huge'(agent) {
    const { chunks } = await speak(agent, 'rate-huge');
    assert.ok(chunks.every(({ sampleRate }) => sampleRate === 10_000_000));
  },
  async 'no-rate'(agent) {
    const { chunks } = await speak(agent, 'no-rate');
    assert.ok(chunks.every((chunk) => !('sampleRate' in chunk)));
  },
  async 'rate-change'(agent) {
    const { chunks } = await speak(agent, 'rate-change');
    const rates = chunks.map(({ sampleRate }) => sampleRate);
    assert.deepEqual([rates[0], rates.at(-1)], [16_000, 24_000]);
    const secondsAt = (rate: number) => soundOf(chunks.filter(({ sampleRate }) => sampleRate === rate)).length / rate;
    assert.ok(Math.abs(secondsAt(16_000) - secondsAt(24_000)) < 0.01);
    assert.equal(texts(chunks).join(''), words);
  },
  async 'malformed-base64'(agent) {
    const { chunks } = await speak(agent, 'malformed-base64');
    assert.ok(chunks.some(({ base64Audio }) => base64Audio?.includes('***')));
    const good = chunks.filter(({ base64Audio }) => !base64Audio?.includes('***'));
    assert.deepEqual(soundOf(good), await right());
  },
  async 'base64-url'(agent) {
    const { chunks } = await speak(agent, 'base64-url');
    assert.ok(chunks.some(({ base64Audio }) => /[-_]/.test(base64Audio ?? '')));
    assert.ok(chunks.every(({ base64Audio }) => !/[+/=]/.test(base64Audio ?? '')));
    // Node's reader takes either alphabet.
    assert.deepEqual(soundOf(chunks), await right());
  },
  async 'base64-lines'(agent) {
    const { chunks } = await speak(agent, 'base64-lines');
    assert.ok(chunks.every(({ base64Audio }) => base64Audio?.split('\r\n').every((line) => line.length <= 76)));
    assert.deepEqual(soundOf(chunks), await right());
  },
  async 'data-address'(agent) {
    const { chunks } = await speak(agent, 'data-address');
    const parts = chunks.map(({ base64Audio }) => base64Audio?.split(',') ?? []);
    assert.ok(parts.every(([start]) => start === 'data:audio/pcm;base64'));
    assert.deepEqual(soundOf(parts.map(([, data = '']) => ({ bytes: Buffer.from(data, 'base64'), at: 0 }))), await right());
  },
  async 'empty-chunks'(agent) {
    const { chunks } = await speak(agent, 'empty-chunks');
    assert.ok(chunks.filter(({ bytes }) => bytes.length === 0).length > 3);
    assert.deepEqual(soundOf(chunks), await right());
  },
  async 'huge-chunk'(agent) {
    const { chunks } = await speak(agent, 'huge-chunk');
    assert.equal(chunks.length, 1);
    assert.deepEqual(soundOf(chunks), await right());
  },
  async 'endless-chunk'(agent) {
    const { chunks } = await speak(agent, 'endless-chunk');
    assert.ok(chunks.some(({ bytes }) => bytes.length === 5_000_000));
  },
  async 'no-final-chunk'(agent) {
    assert.deepEqual(finals((await speak(agent, 'no-final-chunk')).chunks), []);
  },
  async 'double-final-chunk'(agent) {
    const { chunks } = await speak(agent, 'double-final-chunk');
    assert.deepEqual(finals(chunks), [chunks.length - 2, chunks.length - 1]);
    assert.deepEqual(chunks.at(-1)?.bytes, chunks.at(-2)?.bytes);
  },
  async 'early-final-chunk'(agent) {
    const { chunks } = await speak(agent, 'early-final-chunk');
    const [early = 0, last] = finals(chunks);
    assert.ok(early < chunks.length - 2 && last === chunks.length - 1);
  },
  async 'repeated-transcription'(agent) {
    assert.ok(texts((await speak(agent, 'repeated-transcription')).chunks).every((text) => text === words));
  },
  async 'growing-transcription'(agent) {
    const grown = texts((await speak(agent, 'growing-transcription')).chunks);
    assert.equal(grown.at(-1), words);
    assert.ok(grown.every((text, index) => index === 0 || text?.startsWith(grown[index - 1] ?? '')));
  },
  async 'no-transcription'(agent) {
    assert.ok(texts((await speak(agent, 'no-transcription')).chunks).every((text) => text === ''));
  },
};

testFaults(() => simulated, effects);
