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
  const decoded = chunks.flatMap((chunk) => decoder.decode(chunk, rate));
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
    assert.equal(decoder.decode(pcm16(sound), 16_000)[0]?.rate, 16_000);
    assert.equal(decoder.decode(pcm16(sound), 24_000)[0]?.rate, 24_000);
    assert.equal(decoder.decode(pcm16(sound), undefined)[0]?.rate, 24_000);
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
    for (const code of [2, 0x11, 0x31, 0x55]) {
      assert.throws(() => new AudioDecoder().decode(wav(pcm16(sound), { code, bits: 8 }), 16_000), RangeError);
    }
  });

  test('nothing is nothing', () => {
    const decoder = new AudioDecoder();
    for (const chunk of [new Uint8Array(0), Uint8Array.of(1), new Uint8Array(0)]) {
      assert.deepEqual(decoder.decode(chunk, 16_000), []);
    }
    assert.equal(decoder.decode(new Uint8Array(11), 16_000)[0]?.samples.length, 6);
  });

  for (const [code, format] of [[7, 'mu-law'], [6, 'a-law']] as const) {
    test(`a WAV of telephony: ${format}`, () => {
      // Sixteen codes of each sign, as ITU-T G.711 has them: the smallest and the largest of each segment.
      const codes = Uint8Array.from({ length: 256 }, (_, code256) => code256);
      const samples = decode(pieces(wav(codes, { code, bits: 8, rate: 8_000 }), () => 33)).samples.map((value) => value * 32_768);
      const of = (value: number) => samples[value];
      if (code === 7) assert.deepEqual([0x00, 0x80, 0x7f, 0xff, 0x0f, 0x8f, 0x70].map(of), [-32_124, 32_124, 0, 0, -16_764, 16_764, -120]);
      else assert.deepEqual([0x2a, 0xaa, 0x55, 0xd5, 0x25, 0x54].map(of), [-32_256, 32_256, -8, 8, -16_896, -24]);
      // No two codes of one sign are the same but for the two zeros.
      assert.equal(new Set(samples).size, code === 7 ? 255 : 256);
    });
  }

  test('24 valid bits in four bytes', () => {
    const content = bytes(...Array.from(half, (value) => Uint8Array.of(...bytes24(Float32Array.of(value)))).map((three) => bytes(Uint8Array.of(0), three)));
    const whole = wav(content, { bits: 32 });
    new DataView(whole.buffer).setUint16(34, 24, true);
    const { samples } = decode([whole]);
    assert.equal(samples.length, half.length);
    samples.forEach((value, index) => assert.ok(Math.abs(value - half[index]!) < 1e-6));
  });

  for (const name of ['RF64', 'BW64']) {
    test(`a WAV whose lengths have 64 bits: ${name}`, () => {
      const whole = wav(pcm16(sound), { saidLength: 0xff_ff_ff_ff, before: [['ds64', new Uint8Array(28)]] });
      new TextEncoder().encodeInto(name, whole);
      assert.deepEqual(decode(pieces(whole, () => 501)).samples, expected);
    });
  }

  test('of a recording of 8 bits that was streamed', () => {
    const { samples, rate } = decode([Uint8Array.from(readFileSync('test/fixtures/streamed-u8.wav'))], 16_000);
    assert.equal(rate, 44_100);
    assert.ok(samples.length > 40_000 && samples.some((value) => Math.abs(value) > 0.1));
  });
});

describe('Joins', () => {
  const one = wav(pcm16(sound));
  const all = (whole: Uint8Array<ArrayBuffer>, size: number) => decode(pieces(whole, () => size), 16_000).samples;
  const thrice = concatenate([expected, expected, expected]);
  const sizes = [1, 2, 7, 43, 44, 45, 1_000, 4_001, 6_044, 1e6];

  for (const [name, whole] of [
    ['that say how long they are', bytes(one, one, one)],
    ['that do not', bytes(...Array.from({ length: 3 }, () => wav(pcm16(sound), { saidLength: 0xff_ff_ff_ff })))],
    ['that promise too much', bytes(...Array.from({ length: 3 }, () => wav(pcm16(sound), { saidLength: 1e6 })))],
    ['with parts behind the sound', bytes(...Array.from({ length: 3 }, () => wav(pcm16(sound), { after: bytes(part('iXML', new Uint8Array(301).fill(70)), part('ID3 ', new Uint8Array(40).fill(200))) })))],
  ] as const) {
    test(`WAVs one after the other, ${name}`, () => {
      for (const size of sizes) assert.deepEqual(all(whole, size), thrice, `in pieces of ${size} bytes`);
    });
  }

  test('WAVs one after the other, of several rates', () => {
    const whole = bytes(one, wav(pcm16(sound), { rate: 24_000 }), wav(pcm16(sound), { rate: 8_000, channels: 2 }));
    for (const size of [...sizes, 3_001]) {
      const decoder = new AudioDecoder();
      const lengths = new Map<number, number>();
      for (const piece of pieces(whole, () => size)) {
        for (const { rate, samples } of decoder.decode(piece, 16_000)) lengths.set(rate, (lengths.get(rate) ?? 0) + samples.length);
      }
      assert.deepEqual([...lengths], [[16_000, 3_000], [24_000, 3_000], [8_000, 1_500]], `in pieces of ${size} bytes`);
    }
  });

  for (const name of ['LIST', 'iXML', 'PEAK', 'ID3 ', 'C2PA', '_PMX', 'wxyz']) {
    test(`a part named ${name} behind the sound, cut anywhere, is no sound`, () => {
      for (const length of [0, 501]) {
        const whole = wav(pcm16(sound), { after: bytes(part(name, new Uint8Array(length).fill(90)), part('LIST', new Uint8Array(77).fill(65))) });
        for (const size of [7, 4_001, 6_044, 6_045, 6_047, 6_051, 1e6]) assert.deepEqual(all(whole, size), expected, `${length} bytes in pieces of ${size}`);
      }
    });
  }

  test('8 bits of an odd number, with a pad or without', () => {
    const odd = Uint8Array.from({ length: 2_001 }, (_, index) => 100 + (index % 50));
    const padded = wav(odd, { bits: 8, after: part('LIST', new Uint8Array(99).fill(90)) });
    const bare = bytes(padded.subarray(0, 44 + 2_001), padded.subarray(44 + 2_002));
    for (const whole of [padded, bare, bytes(padded, padded)]) {
      for (const size of [2, 45, 1_000, 2_045, 1e6]) assert.equal(all(whole, size).length, whole.length > 4_000 ? 4_002 : 2_001, `in pieces of ${size}`);
    }
  });

  for (const end of [[0x42], [0x52], [0x52, 0x49], [0x52, 0x49, 0x46], [0, 0x42]]) {
    test(`sound of which the last bytes are ${end.join(' ')} is heard to its end, though a WAV might begin so`, () => {
      const content = Uint8Array.from([...Array.from({ length: 100 - end.length }, () => 120), ...end]);
      for (const size of [1, 7, 45, 1e6]) {
        assert.equal(all(wav(content, { bits: 8 }), size).length, 100, `in pieces of ${size}`);
        assert.equal(all(wav(content), size).length, 50, `in pieces of ${size}`);
        assert.equal(all(bytes(wav(content), one), size).length, 3_050, `with another one behind it, in pieces of ${size}`);
      }
    });
  }

  test('sound that goes on behind what was promised is heard at once, all of it', () => {
    const decoder = new AudioDecoder();
    const lengths = pieces(wav(pcm16(sound), { saidLength: 1_000 }), () => 500).map((piece) => decoder.decode(piece, 16_000).reduce((sum, { samples }) => sum + samples.length, 0));
    assert.deepEqual(lengths.slice(1), [...Array.from({ length: 11 }, () => 250), 22]);
  });
});

describe('What is no PCM is not played', () => {
  const random = randomNumbers(11);
  const noise = (length: number) => Uint8Array.from({ length }, () => Math.floor(random() * 256));
  const text = (content: string) => new TextEncoder().encode(content);
  const frame = (head: readonly number[], length: number) => bytes(Uint8Array.from(head), noise(length - head.length));
  const mp3 = bytes(...Array.from({ length: 20 }, () => frame([0xff, 0xfb, 0x90, 0x00], 417)));
  const adts = bytes(...Array.from({ length: 20 }, () => frame([0xff, 0xf1, 0x50, 0x80, 300 >> 3, (300 & 7) << 5, 0xfc], 300)));
  const files: Record<string, Uint8Array<ArrayBuffer>> = {
    MP3: mp3,
    'MP3 with tags': bytes(text('ID3\x04\0\0'), noise(4_000)),
    AAC: adts,
    Ogg: bytes(text('OggS\0\x02'), noise(4_000)),
    FLAC: bytes(text('fLaC\0\0\0\x22'), noise(4_000)),
    MP4: bytes(Uint8Array.of(0, 0, 0, 32), text('ftypM4A '), noise(4_000)),
    WebM: bytes(Uint8Array.of(0x1a, 0x45, 0xdf, 0xa3), noise(4_000)),
    AIFF: bytes(text('FORM'), noise(4), text('AIFF'), noise(4_000)),
    AU: bytes(text('.snd'), Uint8Array.of(0, 0, 0, 24), noise(4_000)),
    'RIFF without WAVE': bytes(text('RIFF'), noise(4), text('AVI '), noise(4_000)),
    text: text(JSON.stringify({ error: 'The speech service cannot be reached at this moment, try again later' })),
    'text in Base64': text(Buffer.from(noise(4_000)).toString('base64')),
    'Noise at full scale': noise(4_000),
    'Noise at full scale, behind a WAV': bytes(wav(pcm16(sound)), noise(4_000)),
  };
  for (const [name, file] of Object.entries(files)) {
    test(name, () => {
      for (const size of [1, 3, 64, 640, 1e6]) {
        const decoder = new AudioDecoder();
        const heard: Float32Array[] = [];
        const isNamed = name.startsWith('Noise');
        assert.throws(() => {
          for (const piece of pieces(file, () => size)) for (const { samples } of decoder.decode(piece, 16_000)) heard.push(samples);
        }, isNamed ? /Noise at full scale/ : /Neither PCM nor WAV: it begins with/, `in pieces of ${size}`);
        // Less than is gathered before anything is played.
        const most = (name.endsWith('WAV') ? 3_000 : 0) + 1_024;
        assert.ok(concatenate(heard).length <= (isNamed ? most : 0), `${concatenate(heard).length} samples in pieces of ${size}`);
      }
    });
  }

  test('bytes that begin like one of them, and are sound, are heard', () => {
    const samples = Float32Array.from(sound);
    for (const head of [[0xff, 0xfb, 0x90, 0x00], [0xff, 0xf1, 0x50, 0x80], [0xff, 0xff, 0xff, 0xff], [0x49, 0x44, 0x34, 0x00], [0x20, 0x20, 0x20, 0x20]]) {
      const whole = bytes(Uint8Array.from(head), pcm16(samples));
      for (const size of [1, 100, 1e6]) assert.equal(decode(pieces(whole, () => size), 16_000).samples.length, 3_002, `${head.join()} in pieces of ${size}`);
    }
    const square = pcm16(Float32Array.from({ length: 3_000 }, (_, index) => (Math.floor(index / 200) % 2 === 0 ? 0.5 : -0.5)));
    assert.equal(decode([square], 16_000).samples.length, 3_000);
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
