import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AgentError } from '../../src/base/errors.js';
import type { Decode } from '../../src/media/files/browser-source.js';
import { readSpeechFile, type SpeechFile } from '../../src/media/files/speech-file.js';
import { samplesIn, pcm16, wav } from '../audio/wav.js';
import { analyse, decibels, rootMeanSquare, tone } from '../audio/signals.js';
import { FakeClock } from '../support/fake-clock.js';

const blob = (...parts: BlobPart[]) => new Blob(parts);
const strange = () => blob('OggS', new Uint8Array(2_000));
const codeOf = (promise: Promise<unknown>) => promise.then(() => 'read', ({ code }: AgentError) => code);
const samplesOf = async ({ wav: file }: SpeechFile) => samplesIn(new Uint8Array(await file.arrayBuffer()));

/** What a browser makes of any file. */
function decoder(channels: readonly Float32Array[], rate: number): { decode: Decode; rates: number[] } {
  const rates: number[] = [];
  const buffer = { sampleRate: rate, numberOfChannels: channels.length, length: channels[0]!.length, getChannelData: (channel: number) => channels[channel]! };
  return {
    rates,
    decode(_, asked) {
      rates.push(asked);
      return Promise.resolve(buffer as unknown as AudioBuffer);
    },
  };
}
const never: Decode = () => new Promise(() => undefined);
const refuse: Decode = () => Promise.reject(new DOMException('no', 'EncodingError'));

describe('An audio file', () => {
  test('that is a WAV needs no browser, and is as long as it was', async () => {
    for (const [rate, length] of [[16_000, 5_001], [8_000, 3_001], [44_100, 44_100], [48_000, 4_801], [192_000, 19_200]] as const) {
      const file = await readSpeechFile(blob(wav(pcm16(tone(440, rate, length)), { rate })), {}, { clock: new FakeClock(), decode: refuse });
      const samples = await samplesOf(file);
      assert.equal(samples.length, Math.ceil((length * 16_000) / rate));
      assert.ok(Math.abs(file.durationMs - (length / rate) * 1_000) < 0.1);
      assert.ok(Math.abs(decibels(analyse(samples, 440, 16_000).amplitude / 0.5)) < 0.1);
    }
  });

  test('loses what 16 kHz cannot hold, and none of it is heard as something else', async () => {
    for (const rate of [44_100, 48_000, 96_000, 192_000]) {
      for (const hertz of [9_000, 10_000, 13_000, 17_000, 20_000]) {
        const file = await readSpeechFile(blob(wav(pcm16(tone(hertz, rate, rate / 2, 0.9)), { rate })), {}, { clock: new FakeClock(), decode: refuse });
        const samples = await samplesOf(file);
        const level = decibels(rootMeanSquare(samples.subarray(200, -200)) / 0.64);
        assert.ok(level < -80, `${hertz} of ${rate} Hz at ${level} dB`);
      }
    }
  });

  test('is decoded at its own rate, or at 48 kHz where that is less or unknown', async () => {
    const { decode, rates } = decoder([tone(440, 48_000, 48_000)], 48_000);
    const flac = (rate: number) => blob('fLaC', Uint8Array.of(0, 0, 0, 34, 16, 0, 16, 0, 0, 0, 0, 0, 0, 0, rate >> 12, (rate >> 4) & 255, (rate << 4) & 255, 0, 0, 0, 0, 0), new Uint8Array(60));
    for (const file of [strange(), flac(8_000), flac(44_100), flac(96_000), flac(192_000)]) {
      const { durationMs } = await readSpeechFile(file, {}, { clock: new FakeClock(), decode });
      assert.equal(durationMs, 1_000);
    }
    assert.deepEqual(rates, [48_000, 48_000, 44_100, 96_000, 192_000]);
  });

  test('has the waveform of what is sent, not of one channel', async () => {
    const voice = tone(440, 48_000, 48_000, 0.5);
    for (const channels of [[voice, new Float32Array(48_000)], [new Float32Array(48_000), voice], [voice, voice.map((sample) => -sample)]]) {
      const file = await readSpeechFile(strange(), {}, { clock: new FakeClock(), decode: decoder(channels, 48_000).decode });
      assert.equal(file.peaks.length, 40);
      assert.ok(file.peaks.every((peak) => Math.abs(peak - 0.5) < 0.01), file.peaks.join());
      assert.ok(Math.abs(rootMeanSquare(await samplesOf(file)) - 0.354) < 0.01);
    }
  });

  test('that the browser never decodes is given up', async () => {
    const clock = new FakeClock();
    const code = codeOf(readSpeechFile(strange(), {}, { clock, decode: never }));
    let isSettled = false;
    void code.then(() => (isSettled = true));
    await new Promise((resolve) => setTimeout(resolve, 20));
    await clock.pass(15_000);
    assert.equal(isSettled, false);
    await clock.pass(10_000);
    assert.equal(await code, 'file-type');
  });

  test('that is empty is refused before a browser is asked, and so is one without sound', async () => {
    const { decode, rates } = decoder([new Float32Array(0)], 48_000);
    assert.equal(await codeOf(readSpeechFile(blob(), {}, { clock: new FakeClock(), decode })), 'file-empty');
    assert.deepEqual(rates, []);
    assert.equal(await codeOf(readSpeechFile(strange(), {}, { clock: new FakeClock(), decode })), 'file-empty');
    assert.equal(await codeOf(readSpeechFile(blob(wav(new Uint8Array(0))), {}, { clock: new FakeClock(), decode: refuse })), 'file-empty');
  });

  test('that is too long is refused before it is read', async () => {
    const { decode, rates } = decoder([new Float32Array(100)], 48_000);
    const refused = (file: Blob) => codeOf(readSpeechFile(file, {}, { clock: new FakeClock(), decode }));
    // 26 minutes at 8 kHz, 8 bits.
    assert.equal(await refused(blob(wav(new Uint8Array(16), { bits: 8, rate: 8_000, saidLength: 0 }), new Uint8Array(26 * 60 * 8_000))), 'file-length');
    assert.equal(await refused(blob(opus(2 * 3_600))), 'file-length');
    assert.equal(await refused(blob('OggS', new Uint8Array(51_000_000))), 'file-length');
    assert.deepEqual(rates, []);
    assert.equal(await codeOf(readSpeechFile(blob(opus(24 * 60)), {}, { clock: new FakeClock(), decode })), 'read');
  });

  test('is read once, however many ask; who asks no more ends it only for themselves', async () => {
    let calls = 0;
    let onAsked = (): void => undefined;
    const asked = new Promise<void>((resolve) => (onAsked = resolve));
    let settle = (_buffer: AudioBuffer): void => undefined;
    const decode: Decode = () => {
      calls++;
      onAsked();
      return new Promise((resolve) => (settle = resolve));
    };
    const file = strange();
    const ports = { clock: new FakeClock(), decode };
    const abort = new AbortController();
    const first = codeOf(readSpeechFile(file, { signal: abort.signal }, ports));
    const parts: number[] = [];
    const second = readSpeechFile(file, { onProgress: (part) => parts.push(part) }, ports);
    await asked;
    abort.abort();
    await first;
    settle(await decoder([tone(440, 48_000, 200_000)], 48_000).decode(new ArrayBuffer(0), 0));
    const { durationMs } = await second;
    assert.ok(durationMs > 4_100);
    assert.deepEqual([calls, await readSpeechFile(file, {}, ports)], [1, await second]);
    assert.ok(parts.length > 3 && parts.every((part, index) => part > (parts[index - 1] ?? 0)) && parts.at(-1) === 1, parts.join());
  });

  test('that could not be read is read again when somebody asks again', async () => {
    const file = strange();
    assert.equal(await codeOf(readSpeechFile(file, {}, { clock: new FakeClock(), decode: refuse })), 'file-type');
    assert.equal(await codeOf(readSpeechFile(file, {}, { clock: new FakeClock(), decode: decoder([tone(440, 48_000, 4_800)], 48_000).decode })), 'read');
  });
});

/** The first and the last page of so many seconds of Opus. */
function opus(seconds: number): Uint8Array<ArrayBuffer> {
  const page = (granule: number, content: string) => {
    const head = new DataView(new ArrayBuffer(28));
    new TextEncoder().encodeInto('OggS', new Uint8Array(head.buffer));
    head.setBigUint64(6, BigInt(granule), true);
    head.setUint8(26, 1);
    head.setUint8(27, content.length);
    return [...new Uint8Array(head.buffer), ...new TextEncoder().encode(content)];
  };
  return Uint8Array.from([...page(0, 'OpusHead\x01\x01'), ...page(seconds * 48_000, 'sound'), ...new Uint8Array(50)]);
}
