import { spawnSync } from 'node:child_process';
import { deflateSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { AudioDecoder } from '../../src/samples/audio-decoder.js';
import { NoiseFence } from '../../src/samples/noise-fence.js';
import { filesUnder } from '../tools/files.js';
import { lacks } from '../tools/needs.js';

/*
 * What would be heard of bytes that are no PCM of 16 bits, with the guards against noise and without; and how often the
 * last of them takes real sound for noise: what is in a folder, at four rates, as it is and at full scale. Needs ffmpeg.
 *
 * npm run bench -- noise-fence [folder of recordings, music and noise]
 */

const missing = lacks('ffmpeg');
if (missing) throw new Error(missing);

/** @returns what ffmpeg makes of a file */
function convert(file: string, ...options: readonly string[]): Uint8Array<ArrayBuffer> {
  const { stdout } = spawnSync('ffmpeg', ['-v', 'error', '-i', file, ...options, '-'], { maxBuffer: 2 ** 30 });
  return new Uint8Array(stdout);
}

const speech = 'test/fixtures/jfk.wav';
const made: Record<string, Uint8Array<ArrayBuffer>> = {
  'PCM of 16 bits': convert(speech, '-f', 's16le'),
  'WAV of µ-law': convert(speech, '-ar', '8000', '-c:a', 'pcm_mulaw', '-f', 'wav'),
  'WAV of A-law': convert(speech, '-ar', '8000', '-c:a', 'pcm_alaw', '-f', 'wav'),
  RF64: convert(speech, '-rf64', 'always', '-f', 'wav'),
  'MP3': convert(speech, '-b:a', '64k', '-f', 'mp3'),
  'MP3 without tags': convert(speech, '-b:a', '64k', '-id3v2_version', '0', '-f', 'mp3'),
  'Ogg, Opus': convert(speech, '-c:a', 'libopus', '-f', 'ogg'),
  'WebM, Opus': convert(speech, '-c:a', 'libopus', '-f', 'webm'),
  AAC: convert(speech, '-c:a', 'aac', '-f', 'adts'),
  MP4: convert(speech, '-c:a', 'aac', '-movflags', 'frag_keyframe+empty_moov', '-f', 'mp4'),
  FLAC: convert(speech, '-f', 'flac'),
  AIFF: convert(speech, '-f', 'aiff'),
  AU: convert(speech, '-f', 'au'),
  text: readFileSync('package-lock.json').subarray(0, 200_000),
  'bare µ-law': convert(speech, '-ar', '8000', '-f', 'mulaw'),
  'bare A-law': convert(speech, '-ar', '8000', '-f', 'alaw'),
  'bare 8 bits': convert(speech, '-f', 'u8'),
  'bare 32 bits, float': convert(speech, '-f', 'f32le'),
  'bare 16 bits, big-endian': convert(speech, '-f', 's16be'),
  'bare 16 bits, without the first byte': convert(speech, '-f', 's16le').slice(1),
  'the middle of an MP3': convert(speech, '-b:a', '64k', '-f', 'mp3').slice(2_000),
  'the middle of an Ogg': convert(speech, '-c:a', 'libopus', '-f', 'ogg').slice(2_000),
  'compressed data': new Uint8Array(deflateSync(readFileSync('package-lock.json'))),
};

console.log('| a reply of | unguarded, dB of full scale | played, ms | told |\n| --- | --- | --- | --- |');
for (const [name, bytes] of Object.entries(made)) {
  const decoder = new AudioDecoder();
  let played = 0;
  let told = 'nothing';
  try {
    // Chunks of 100 ms, as servers like to send them.
    for (let at = 0; at < bytes.length; at += 3_200) {
      for (const { samples, rate } of decoder.decode(bytes.slice(at, at + 3_200), 16_000)) played += (samples.length / rate) * 1_000;
    }
  } catch (error) {
    told = (error as Error).message;
  }
  console.log(`| ${name} | ${level(pcm(bytes)).toFixed(1)} | ${played.toFixed(0)} | ${told} |`);
}

const [folder = 'test/fixtures'] = process.argv.slice(3);
let windows = 0;
let mistaken = 0;
const files = [...filesUnder(folder)].filter((path) => /\.(wav|og[ag]|mp3|flac|opus|m4a)$/.test(path));
for (const path of files) {
  for (const rate of [8_000, 16_000, 24_000, 44_100]) {
    const samples = pcm(convert(path, '-ac', '1', '-ar', String(rate), '-t', '300', '-f', 's16le'));
    const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 1e-9);
    for (const gain of [1, 1 / peak]) {
      const fence = new NoiseFence();
      for (let at = 0; at + 1_024 <= samples.length; at += 1_024) {
        windows++;
        if (!fence.isNoise(samples.subarray(at, at + 1_024).map((sample) => sample * gain))) continue;
        mistaken++;
        console.log(`${path} at ${rate} Hz, ${gain === 1 ? 'as it is' : 'at full scale'}: noise at ${(at / rate).toFixed(1)} s`);
      }
    }
  }
}
console.log(`\n${files.length} files of ${folder}: ${mistaken} of ${windows} windows are taken for noise`);

function pcm(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: Math.floor(bytes.length / 2) }, (_, index) => view.getInt16(index * 2, true) / 32_768);
}

function level(samples: Float32Array): number {
  return 10 * Math.log10(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
}
