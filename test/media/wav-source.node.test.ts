import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openWav } from '../../src/media/files/wav-source.js';
import { concatenate, tone } from '../audio/signals.js';
import { bytes, part, pcm16, wav } from '../audio/wav.js';

const sound = tone(440, 16_000, 3_001);
const expected = Float32Array.from(new Int16Array(pcm16(sound).buffer), (value) => value / 32_768);

async function samplesOf(file: Uint8Array<ArrayBuffer>, channel = 0): Promise<Float32Array> {
  const source = await openWav(new Blob([file]));
  assert.ok(source, 'it is a WAV');
  const blocks: Float32Array[] = [];
  for await (const block of source.blocks()) {
    assert.equal(block.length, source.channels);
    blocks.push(block[channel]!.slice());
  }
  const samples = concatenate(blocks);
  assert.equal(samples.length, source.length);
  return samples;
}

const withName = (file: Uint8Array<ArrayBuffer>, name: string) => {
  new TextEncoder().encodeInto(name, file);
  return file;
};
const long = (length: number) => {
  const content = new DataView(new ArrayBuffer(28));
  content.setBigUint64(8, BigInt(length), true);
  return new Uint8Array(content.buffer);
};
const oddListWithoutPad = () => {
  const whole = wav(pcm16(sound), { before: [['LIST', new Uint8Array(35).fill(65)]] });
  return bytes(whole.subarray(0, 36 + 8 + 35), whole.subarray(36 + 8 + 36));
};
const id3 = (length: number) => bytes(new TextEncoder().encode('ID3'), Uint8Array.of(4, 0, 0, 0, 0, length >> 7, length & 127), new Uint8Array(length));

/** What browsers refuse, cut short or make noise of; each of them something else. */
const files: Record<string, Uint8Array<ArrayBuffer>> = {
  'as it should be': wav(pcm16(sound)),
  'whose length is 0': wav(pcm16(sound), { saidLength: 0 }),
  'whose length is unknown': wav(pcm16(sound), { saidLength: 0xff_ff_ff_ff }),
  'that ends before it should': wav(pcm16(sound), { saidLength: 100_000 }),
  'with parts around the sound': wav(pcm16(sound), { before: [['LIST', new Uint8Array(35).fill(65)], ['fact', new Uint8Array(4)]], after: part('LIST', new Uint8Array(400).fill(70)) }),
  'with an odd part without a pad': oddListWithoutPad(),
  'with a picture of 200 kB before the sound': wav(pcm16(sound), { before: [['ID3 ', new Uint8Array(200_001).fill(99)]] }),
  'behind an ID3 tag': bytes(id3(300), wav(pcm16(sound))),
  'as RF64': withName(wav(pcm16(sound), { saidLength: 0xff_ff_ff_ff, before: [['ds64', long(6_002)]], after: part('LIST', new Uint8Array(400).fill(70)) }), 'RF64'),
};

describe('A WAV', () => {
  for (const [name, file] of Object.entries(files)) {
    test(`${name} is read to the sample`, async () => assert.deepEqual(await samplesOf(file), expected));
  }

  test('of an odd number of samples of 8 or 24 bits keeps all of them', async () => {
    const eight = Uint8Array.from(sound, (value) => Math.round(value * 127 + 128));
    assert.equal((await samplesOf(wav(eight, { bits: 8 }))).length, 3_001);
    assert.equal((await samplesOf(wav(new Uint8Array(3_001 * 3), { bits: 24 }))).length, 3_001);
  });

  test('of floats of 64 bits has the length that it has', async () => {
    const samples = await samplesOf(wav(new Uint8Array(Float64Array.from(sound).buffer), { bits: 64, code: 3 }));
    assert.deepEqual(samples, sound);
  });

  test('of several channels keeps them apart, whatever their length', async () => {
    const both = Float32Array.from({ length: 100_000 }, (_, index) => (index % 2 === 0 ? 0.5 : -0.25));
    const [left, right] = await Promise.all([samplesOf(wav(pcm16(both), { channels: 2 })), samplesOf(wav(pcm16(both), { channels: 2 }), 1)]);
    assert.equal(left.length, 50_000);
    assert.ok(left.every((value) => Math.abs(value - 0.5) < 1e-4) && right.every((value) => Math.abs(value + 0.25) < 1e-4));
  });

  test('is none where it is something else, or packed', async () => {
    for (const file of [new Uint8Array(0), Uint8Array.of(82), new TextEncoder().encode('OggS and so on'), wav(pcm16(sound), { code: 0x11 }), wav(pcm16(sound)).slice(0, 30)]) {
      assert.equal(await openWav(new Blob([file])), undefined);
    }
  });
});
