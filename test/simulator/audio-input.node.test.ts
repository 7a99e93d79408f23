import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { readWav, writeWav } from '../../demo/simulator/voice/wav.js';
import type { JsonObject } from '../../src/base/json.js';
import { startSimulated, type Simulated } from '../tools/simulated.js';
import { tone, wavOf } from '../tools/sounds.js';
import { finalText } from '../tools/wire-socket.js';

let simulated: Simulated;
before(async () => {
  simulated = await startSimulated();
});
after(() => simulated.close());

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const audio = (bytes: Uint8Array, more: JsonObject = {}) => ({ inputType: 'AUDIO', base64EncodedData: base64(bytes), ...more });
const format = { sampleRate: 16_000, sampleSizeInBits: 16, channels: 1, signed: true, bigEndian: false };

describe('an audio input', () => {
  for (const [what, input, seconds] of [
    ['a WAV file', audio(wavOf(tone(2.4))), '2.4'],
    ['a WAV file of another rate', audio(wavOf(tone(1.5, 44_100), 44_100)), '1.5'],
    ['raw samples of 16 bits', audio(new Uint8Array(32_000)), '1.0'],
    ['raw samples in stereo of 24 bits', audio(new Uint8Array(48_000 * 6), { audioFormat: { ...format, sampleRate: 48_000, sampleSizeInBits: 24, channels: 2 } }), '1.0'],
    ['a WAV file that does not know its length', audio(writeWav(new Uint8Array(32_000), 16_000, 16, 0x80000000)), '1.0'],
  ] as const) {
    test(`can be ${what}`, async () => {
      const { status, json } = await simulated.call(simulated.agent(), 'execute', { input: [input] });
      assert.equal(status, 200);
      assert.equal(finalText(json), `You said: (voice message, ${seconds} s)`);
    });
  }

  for (const [what, input, reason] of [
    ['base64 that is none', { inputType: 'AUDIO', base64EncodedData: 'not base64!' }, /is no base64/],
    ['nothing', audio(new Uint8Array(0)), /empty/],
    ['a WAV file without sound', audio(wavOf(tone(0))), /empty/],
    ['a rate of 0', audio(new Uint8Array(100), { audioFormat: { ...format, sampleRate: 0 } }), /rate is 0/],
    ['a rate of 10 million', audio(wavOf(tone(0.1), 10_000_000)), /rate is 10000000/],
    ['12 bits', audio(new Uint8Array(100), { audioFormat: { ...format, sampleSizeInBits: 12 } }), /12 bits/],
    ['five channels', audio(new Uint8Array(100), { audioFormat: { ...format, channels: 5 } }), /5 channels/],
    ['a format that is not the file’s', audio(wavOf(tone(1)), { audioFormat: { ...format, sampleRate: 8000 } }), /is 8000, but the WAV file has 16000/],
  ] as const) {
    test(`cannot be ${what}, and is not logged`, async () => {
      const agent = simulated.agent();
      const { conversationId } = (await simulated.call(agent, 'execute-create')).json;
      const { status, json } = await simulated.call(agent, 'execute', { input: [input], conversationId });
      assert.equal(status, 400);
      assert.match(String(json['errors']), reason);
      const { json: log } = await simulated.request(`/_simulator/conversations/${String(conversationId)}`);
      assert.deepEqual(log['logs'], []);
    });
  }

  test('is understood as a test wants it, in the order of the inputs, and so it is logged', async () => {
    const transcriptions = ['the first', 'the second'];
    const made = await simulated.request('/_simulator/agents', 'POST', { behaviour: 'echo', transcriptions });
    const agent = simulated.simulator.agents.find(made.json['agentId']);
    assert.ok(agent);
    const wire = await simulated.open(agent);
    const { conversationId } = await wire.message();
    const sound = audio(wavOf(tone(1)));
    const input = [sound, { inputType: 'TEXT', content: 'typed' }, sound, sound];
    wire.send({ messageType: 'MULTIMODAL', agentId: agent.id, input });
    assert.equal(finalText((await wire.reply()).at(-1)), 'You said: the first\ntyped\nthe second\n(voice message, 1.0 s)');
    const { json } = await simulated.request(`/_simulator/conversations/${String(conversationId)}`);
    const [entry] = json['logs'] as { userMultimodalInputs: unknown[] }[];
    assert.deepEqual(entry?.userMultimodalInputs[0], { ...sound, transcription: 'the first' });
    wire.close();
  });
});

describe('WAV files', () => {
  const samples = Float32Array.from([0, 0.5, -0.5, -1, 32_767 / 32_768]);
  test('are read as they were written', () => {
    assert.deepEqual(readWav(wavOf(samples, 22_050)), { sampleRate: 22_050, samples });
    const floats = writeWav(new Uint8Array(samples.buffer), 48_000, 32);
    assert.deepEqual(readWav(floats), { sampleRate: 48_000, samples });
  });

  test('of 8 bits are unsigned, and may hold more than samples', () => {
    const data = new Uint8Array([0, 128, 255]);
    const wav = Buffer.from(writeWav(data, 8000, 16));
    wav.writeUInt16LE(8, 34);
    const chunk = Buffer.concat([wav.subarray(0, 36), Buffer.from('LIST\u0003\0\0\0abc\0', 'latin1'), wav.subarray(36)]);
    assert.deepEqual(readWav(chunk), { sampleRate: 8000, samples: Float32Array.from([-1, 0, 127 / 128]) });
  });

  test('that are none, or cut short, are told', () => {
    assert.match(String(readWav(new Uint8Array(3))), /no WAV header/);
    assert.match(String(readWav(wavOf(samples).slice(0, 40))), /no data/);
    const adpcm = wavOf(samples);
    adpcm[20] = 2;
    assert.match(String(readWav(adpcm)), /0 bits/);
    assert.match(String(readWav(readFileSync(new URL(import.meta.url)))), /no WAV header/);
  });
});
