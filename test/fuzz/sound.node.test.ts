import assert from 'node:assert/strict';
import { array, constantFrom, double, integer, nat, oneof, option, record, string, tuple, uint8Array, type Arbitrary } from 'fast-check';
import { AudioDecoder } from '../../src/samples/audio-decoder.js';
import { bytesOfBase64 } from '../../src/samples/base64.js';
import { encodeWav } from '../../src/media/files/encode-wav.js';
import { fuzz } from './fuzz.js';

/* Whatever bytes come as the sound of a reply: they are samples from -1 to 1 at a rate that can be played, or refused. */

const bytes = uint8Array({ maxLength: 200 }).map((list) => [...list]);
const small = integer({ min: 0, max: 70_000 });
/** A header as it may be, with lies in it. */
const header = record({ format: constantFrom(1, 3, 0xff_fe, 6, 0), channels: constantFrom(0, 1, 2, 33, 65_535), rate: oneof(constantFrom(0, 8_000, 16_000, 48_000, 4_294_967_295), small), bits: constantFrom(0, 8, 12, 16, 24, 32, 64), size: oneof(constantFrom(0, 0xff_ff_ff_ff), small), sound: bytes, trailer: option(bytes) });
const file: Arbitrary<number[]> = header.map(({ format, channels, rate, bits, size, sound, trailer }) => {
  const data = new DataView(new ArrayBuffer(44));
  [...'RIFF....WAVEfmt '].forEach((letter, at) => data.setUint8(at, letter.charCodeAt(0)));
  data.setUint32(16, 16, true);
  data.setUint16(20, format, true);
  data.setUint16(22, channels, true);
  data.setUint32(24, rate, true);
  data.setUint16(34, bits, true);
  [...'data'].forEach((letter, at) => data.setUint8(36 + at, letter.charCodeAt(0)));
  data.setUint32(40, size, true);
  return [...new Uint8Array(data.buffer), ...sound, ...(trailer ? [...'LIST'].map((letter) => letter.charCodeAt(0)) : []), ...(trailer ?? [])];
});
/** Bytes, a few of them changed. */
const broken = tuple(file, array(tuple(nat(300), nat(255)), { maxLength: 4 })).map(([whole, changes]) => {
  for (const [at, byte] of changes) whole[at % whole.length] = byte;
  return whole;
});
const rate = oneof(constantFrom(16_000, 24_000, 0, -1, NaN, Infinity), double());

function decoded(chunks: readonly (readonly number[])[], said: number | undefined): { samples: number[]; rates: number[] } | undefined {
  const decoder = new AudioDecoder();
  const samples: number[] = [];
  const rates: number[] = [];
  for (const chunk of chunks) {
    try {
      for (const one of decoder.decode(Uint8Array.from(chunk), said)) {
        samples.push(...one.samples);
        rates.push(one.rate);
      }
    } catch (error) {
      assert.ok(error instanceof RangeError, String(error));
      return undefined;
    }
  }
  assert.ok(samples.every((sample) => sample >= -1 && sample <= 1));
  assert.ok(rates.every((one) => Number.isInteger(one) && one >= 1_000 && one <= 400_000), rates.join());
  return { samples, rates };
}

// What is no number stands in no JSON.
fuzz('sound-bytes', tuple(array(oneof(bytes, file, broken), { maxLength: 4 }), rate.map(String)), ([chunks, said]) => void decoded(chunks, Number(said)));

/** However it is cut, once the first twelve bytes are there, it is the same. */
fuzz('sound-cut', tuple(oneof(file, broken), nat(60)), ([whole, size]) => {
  const cut: number[][] = [whole.slice(0, 12)];
  for (let at = 12; at < whole.length; at += size + 1) cut.push(whole.slice(at, at + size + 1));
  const [one, other] = [decoded([whole], 16_000), decoded(cut, 16_000)];
  // A trailer is known only where it lies in one piece, and another header may begin with one.
  const hasOne = whole.slice(12).some((_byte, at) => ['LIST', 'RIFF'].includes(String.fromCharCode(...whole.slice(12 + at, 16 + at))));
  if (one && other && !hasOne) assert.deepEqual(other, { ...one, rates: other.rates });
});

fuzz('sound-written', tuple(array(double({ noNaN: true }), { maxLength: 100 }), constantFrom(8_000, 16_000, 44_100)), async ([samples, written]) => {
  const blob = encodeWav(Float32Array.from(samples), written);
  const read = decoded([[...new Uint8Array(await blob.arrayBuffer())]], 16_000)!;
  assert.equal(read.samples.length, samples.length);
  read.samples.forEach((sample, at) => assert.ok(Math.abs(sample - Math.max(-1, Math.min(1, samples[at]!))) <= 1 / 16_000));
  assert.ok(read.rates.every((one) => one === written));
});

fuzz('sound-base64', oneof(bytes.map((list) => Buffer.from(list).toString('base64')), string({ unit: 'binary' }), string().map((text) => `data:audio/wav;base64,${text}`), bytes.map((list) => `data:;base64,${Buffer.from(list).toString('base64url')}`)), (text) => {
  try {
    bytesOfBase64(text);
  } catch (error) {
    assert.ok(error instanceof Error);
  }
});
