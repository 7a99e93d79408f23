import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { AudioDecoder } from '../../src/samples/audio-decoder.js';
import { concatenate, randomNumbers, tone } from './signals.js';
import { bytes, part, pcm16, wav } from './wav.js';

const sound = tone(440, 16_000, 3000);
const expected = Float32Array.from(new Int16Array(pcm16(sound).buffer), (value) => value / 32_768);

/** Decodes in pieces, all of one rate in the end. */
function decode(chunks: readonly Uint8Array<ArrayBuffer>[], rate?: number): { samples: Float32Array; rate: number } {
  const decoder = new AudioDecoder();
  const decoded = chunks.map((chunk) => decoder.decode(chunk, rate)).filter(({ samples }) => samples.length > 0);
  const rates = new Set(decoded.map((one) => one.rate));
  assert.equal(rates.size, 1, `rates: ${[...rates].join()}`);
  return { samples: concatenate(decoded.map(({ samples }) => samples)), rate: [...rates][0] ?? NaN };
}

function pieces(whole: Uint8Array<ArrayBuffer>, next: () => number): Uint8Array<ArrayBuffer>[] {
  const cut: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 0; at < whole.length; ) {
    const length = Math.max(1, Math.floor(next()));
    cut.push(whole.slice(at, at + length));
    at += length;
  }
  return cut;
}

describe('Bytes of a reply become samples', () => {
  test('bare, in one piece', () => {
    const { samples, rate } = decode([pcm16(sound)], 24_000);
    assert.equal(rate, 24_000);
    assert.deepEqual(samples, expected);
  });

  for (const [name, whole] of [['bare', pcm16(sound)], ['a WAV', wav(pcm16(sound))]] as const) {
    test(`${name}, cut anywhere`, () => {
      const random = randomNumbers(3);
      assert.deepEqual(decode(pieces(whole, () => 1), 16_000).samples, expected);
      assert.deepEqual(decode(pieces(whole, () => random() * 99), 16_000).samples, expected);
      for (let first = 1; first < 60; first++) {
        let isFirst = true;
        const cut = pieces(whole, () => (isFirst ? ((isFirst = false), first) : 1e6));
        assert.deepEqual(decode(cut, 16_000).samples, expected, `after ${first} bytes`);
      }
    });
  }

  test('a WAV with a header on every chunk', () => {
    const chunks = pieces(pcm16(sound), () => 1000).map((chunk) => wav(chunk, { rate: 22_050 }));
    const { samples, rate } = decode(chunks, 16_000);
    assert.equal(rate, 22_050);
    assert.deepEqual(samples, expected);
  });

  test('a WAV whose header knows only its own chunk', () => {
    const chunks = pieces(pcm16(sound), () => 1000).map((chunk, index) => (index === 0 ? wav(chunk) : chunk));
    assert.deepEqual(decode(chunks, 16_000).samples, expected);
  });

  for (const saidLength of [0, 0x80_00_00_00, 0xff_ff_ff_ff, 0x7f_ff_ff_ff, 10, 5_000_000]) {
    test(`a WAV that says its sound has ${saidLength} bytes`, () => {
      assert.deepEqual(decode([wav(pcm16(sound), { saidLength })], 16_000).samples, expected);
    });
  }

  test('parts around the sound are no sound', () => {
    const before = [['LIST', new Uint8Array(35).fill(65)], ['fact', new Uint8Array(4)]] as const;
    const whole = wav(pcm16(sound), { before, after: part('LIST', new Uint8Array(500).fill(90)) });
    assert.deepEqual(decode([whole], 16_000).samples, expected);
    assert.deepEqual(decode(pieces(whole, () => 700), 16_000).samples, expected);
  });

  test('a part that is longer than any header is a lie', () => {
    const lie = wav(pcm16(sound), { before: [['JUNK', new Uint8Array(0)]] });
    new DataView(lie.buffer).setUint32(12 + 8 + 16 + 4, 0xff_ff_ff, true);
    assert.ok(decode([lie], 16_000).samples.length > 2990);
  });

  for (const rate of [0, 10_000_000, 4_294_967_295]) {
    test(`a WAV of ${rate} Hz has the chunk’s rate, or the usual one`, () => {
      assert.equal(decode([wav(pcm16(sound), { rate })], 24_000).rate, 24_000);
      assert.equal(decode([wav(pcm16(sound), { rate })], rate).rate, 16_000);
      assert.equal(decode([wav(pcm16(sound), { rate })]).rate, 16_000);
    });
  }

  for (const rate of [0, -1, NaN, Infinity, 10_000_000, undefined]) {
    test(`bare, with a rate of ${rate}`, () => {
      assert.equal(decode([pcm16(sound)], rate).rate, 16_000);
    });
  }

  test('the rate may change between bare chunks', () => {
    const decoder = new AudioDecoder();
    assert.equal(decoder.decode(pcm16(sound), 16_000).rate, 16_000);
    assert.equal(decoder.decode(pcm16(sound), 24_000).rate, 24_000);
    assert.equal(decoder.decode(pcm16(sound), undefined).rate, 24_000);
  });

  const half = Float32Array.from(sound, (value) => value / 2);
  const written: Record<string, readonly [Uint8Array, Parameters<typeof wav>[1], tolerance: number]> = {
    '8 bits': [Uint8Array.from(half, (value) => Math.round(value * 128 + 128)), { bits: 8 }, 1 / 200],
    '24 bits': [bytes24(half), { bits: 24 }, 1e-6],
    '32 bits': [new Uint8Array(Int32Array.from(half, (value) => value * 2_147_483_647).buffer), { bits: 32 }, 1e-6],
    '32 bits, float': [new Uint8Array(half.buffer), { bits: 32, code: 3 }, 0],
    '64 bits, float': [new Uint8Array(Float64Array.from(half).buffer), { bits: 64, code: 3 }, 0],
    '32 bits, float, told further down': [new Uint8Array(half.buffer), { bits: 32, code: 0xff_fe }, 0],
  };
  for (const [name, [content, options, tolerance]] of Object.entries(written)) {
    test(`a WAV of ${name}`, () => {
      const { samples } = decode(pieces(wav(content, options), () => 777));
      assert.equal(samples.length, half.length);
      samples.forEach((value, index) => assert.ok(Math.abs(value - (half[index] ?? NaN)) <= tolerance, `${index}: ${value}`));
    });
  }

  test('two channels become their mean', () => {
    const both = Float32Array.from({ length: 2000 }, (_, index) => (index % 2 === 0 ? 0.5 : -0.25));
    const { samples } = decode(pieces(wav(pcm16(both), { channels: 2 }), () => 333));
    assert.equal(samples.length, 1000);
    for (const value of samples) assert.ok(Math.abs(value - 0.125) < 1e-4);
  });

  test('channels that cannot be are one', () => {
    for (const channels of [0, 60_000]) assert.deepEqual(decode([wav(pcm16(sound), { channels })]).samples, expected);
  });

  test('what is no number is silence, what is too loud is as loud as can be', () => {
    const floats = new Uint8Array(Float32Array.of(NaN, Infinity, -Infinity, 7, 0.5).buffer);
    assert.deepEqual([...decode([wav(floats, { bits: 32, code: 3 })]).samples], [0, 1, -1, 1, 0.5]);
  });

  test('not, where they are packed', () => {
    for (const code of [2, 6, 7, 0x55]) {
      assert.throws(() => new AudioDecoder().decode(wav(pcm16(sound), { code, bits: 8 }), 16_000), RangeError);
    }
  });

  test('nothing is nothing', () => {
    const decoder = new AudioDecoder();
    for (const chunk of [new Uint8Array(0), Uint8Array.of(1), new Uint8Array(0)]) {
      assert.equal(decoder.decode(chunk, 16_000).samples.length, 0);
    }
    assert.equal(decoder.decode(Uint8Array.of(1), 16_000).samples.length, 1);
  });

  test('of a recording of 8 bits that was streamed', () => {
    const { samples, rate } = decode([Uint8Array.from(readFileSync('test/fixtures/streamed-u8.wav'))], 16_000);
    assert.equal(rate, 44_100);
    assert.ok(samples.length > 40_000 && samples.some((value) => Math.abs(value) > 0.1));
  });
});

function bytes24(samples: Float32Array): Uint8Array {
  return bytes(
    ...Array.from(samples, (value) => {
      const whole = Math.round(value * 8_388_607);
      return Uint8Array.of(whole & 255, (whole >> 8) & 255, (whole >> 16) & 255);
    }),
  );
}
