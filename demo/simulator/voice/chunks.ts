import type { FaultName, FaultOrder } from '../faults.js';
import { between, type Range } from '../random.js';
import type { AudioOutput } from '../../../src/protocol/content.js';
import { resample } from './resample.js';
import type { VoiceSettings } from './settings.js';
import type { Speech } from './speech.js';
import { toInt16Bytes, writeWav } from './wav.js';

/** A piece of speech as it is sent, and when. */
export interface Chunk {
  /** Whatever the faults made of the documented fields. */
  readonly output: Partial<AudioOutput>;
  /** The words that begin in it. */
  readonly words: string;
  /** What should be heard of it. */
  readonly samples: Float32Array;
  readonly sampleRate: number;
  /** After the one before it, in ms. */
  readonly delayMs: number;
}

export interface ChunkOptions {
  readonly speeches: readonly Speech[];
  readonly settings: VoiceSettings;
  /** How much faster than it is played it is sent. */
  readonly pace: number;
  readonly faults: ReadonlyMap<FaultName, FaultOrder>;
  readonly random: () => number;
}

/** A stretch of a sentence, before it is put into a message. */
interface Piece {
  readonly bytes: Uint8Array;
  readonly samples: Float32Array;
  readonly sampleRate: number;
  readonly words: string;
  readonly sentence: string;
}

/** Speech as the messages of a reply in audio (API document: "Audio Stream Messages"). */
export function toChunks(options: ChunkOptions): readonly Chunk[] {
  const { faults, settings } = options;
  // A change in the middle needs a middle.
  const speeches = faults.has('rate-change') ? options.speeches.flatMap(halve) : options.speeches;
  const pieces = speeches.flatMap((speech, index) => cut(speech, index >= speeches.length / 2, options));
  const delays = delaysOf(pieces, options);
  let heard = '';
  const chunks = pieces.map((piece, index): Chunk => {
    heard += piece.words;
    const isLast = index === pieces.length - 1;
    const { bytes, samples, sampleRate, words } = piece;
    const output: AudioOutput = {
      outputType: 'AUDIO',
      sampleRate,
      base64Audio: textOf(Buffer.from(dress(bytes, index, { faults, sampleRate, total: totalBytes(pieces) })), faults),
      transcription: transcriptionOf(piece, heard, faults),
      isFinalChunk: isLast && !faults.has('no-final-chunk'),
    };
    return { output: misstate(output, faults), words, samples, sampleRate, delayMs: delays[index] ?? 0 };
  });
  return addStrangers(chunks, faults, settings);
}

function halve({ samples, words }: Speech): readonly Speech[] {
  const middle = Math.floor(samples.length / 2);
  const later = words.filter(({ at }) => at >= middle).map(({ text, at }) => ({ text, at: at - middle }));
  return [
    { samples: samples.subarray(0, middle), words: words.filter(({ at }) => at < middle) },
    { samples: samples.subarray(middle), words: later },
  ];
}

/** Cuts a sentence to pieces of the wanted length, or to one. */
function cut(speech: Speech, isSecondHalf: boolean, { faults, settings, random }: ChunkOptions): readonly Piece[] {
  const change = isSecondHalf ? faults.get('rate-change') : undefined;
  const sampleRate = change ? (change.rate ?? 24_000) : settings.sampleRate;
  const samples = resample(speech.samples, settings.sampleRate, sampleRate);
  const bytes = toInt16Bytes(samples);
  const sentence = speech.words.map(({ text }) => text).join('');
  const pieces: Piece[] = [];
  for (let from = 0; from < bytes.length; ) {
    const to = faults.has('huge-chunk') ? bytes.length : Math.min(bytes.length, from + lengthOf(sampleRate, faults, settings.chunkMs, random));
    const inside = ({ at }: { readonly at: number }) => at * sampleRate * 2 >= from * settings.sampleRate && at * sampleRate * 2 < to * settings.sampleRate;
    pieces.push({
      bytes: bytes.subarray(from, to),
      samples: samples.subarray(Math.ceil(from / 2), Math.ceil(to / 2)),
      sampleRate,
      words: speech.words.filter(inside).map(({ text }) => text).join(''),
      sentence,
    });
    from = to;
  }
  return pieces;
}

/** In bytes: whole samples, unless they shall be odd. */
function lengthOf(sampleRate: number, faults: ChunkOptions['faults'], chunkMs: Range, random: () => number): number {
  if (faults.has('odd-chunks')) return 1 + Math.floor(random() * sampleRate * 0.5);
  return 2 * Math.max(1, Math.round((between(random, chunkMs) * sampleRate) / 1000));
}

/** Each chunk is due when it would be played, at `pace`; what is late does not delay what follows. */
function delaysOf(pieces: readonly Piece[], { faults, pace, random }: ChunkOptions): readonly number[] {
  const jitter = faults.get('jitter');
  const burst = faults.get('burst');
  const stall = faults.get('audio-stall');
  const middle = Math.floor(pieces.length / 2);
  let due = 0;
  let stalledMs = 0;
  let last = 0;
  const dues = pieces.map(({ samples, sampleRate }) => {
    const at = due;
    due += (1000 * samples.length) / sampleRate / pace;
    return at;
  });
  return dues.map((at, index) => {
    if (stall && index === middle) stalledMs = stall.ms ?? 2000;
    // A burst comes when its last chunk is due.
    const size = burst?.count ?? 10;
    const planned = burst ? (dues[Math.min(pieces.length - 1, index - (index % size) + size - 1)] ?? at) : at;
    const send = Math.max(last, planned + stalledMs + (jitter ? between(random, [0, jitter.ms ?? 60]) : 0));
    const delayMs = send - last;
    last = send;
    return delayMs;
  });
}

interface Dressing {
  readonly faults: ChunkOptions['faults'];
  readonly sampleRate: number;
  readonly total: number;
}

/** Raw samples, or with a WAV header. */
function dress(bytes: Uint8Array, index: number, { faults, sampleRate, total }: Dressing): Uint8Array {
  if (faults.has('lying-wav')) return writeWav(bytes, sampleRate, 16, bytes.byteLength * 1000 + 0x1000);
  if (faults.has('wav-chunks') || faults.has('wav-rate-differs')) return writeWav(bytes, sampleRate, 16);
  if (faults.has('mixed-chunks')) return index % 2 === 0 ? writeWav(bytes, sampleRate, 16) : bytes;
  if (faults.has('wav-start')) return index === 0 ? writeWav(bytes, sampleRate, 16, total) : bytes;
  return bytes;
}

/** Bytes as some server or other writes them. */
function textOf(bytes: Buffer, faults: ChunkOptions['faults']): string {
  if (faults.has('data-address')) return `data:audio/pcm;base64,${bytes.toString('base64')}`;
  if (faults.has('base64-lines')) return bytes.toString('base64').replaceAll(/.{76}/g, '$&\r\n');
  return bytes.toString(faults.has('base64-url') ? 'base64url' : 'base64');
}

function totalBytes(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
}

function transcriptionOf({ words, sentence }: Piece, heard: string, faults: ChunkOptions['faults']): string {
  if (faults.has('no-transcription')) return '';
  if (faults.has('repeated-transcription')) return sentence;
  return faults.has('growing-transcription') ? heard : words;
}

function misstate(output: AudioOutput, faults: ChunkOptions['faults']): Partial<AudioOutput> {
  if (faults.has('rate-zero')) return { ...output, sampleRate: 0 };
  const huge = faults.get('rate-huge');
  if (huge) return { ...output, sampleRate: huge.rate ?? 10_000_000 };
  if (faults.has('wav-rate-differs')) return { ...output, sampleRate: output.sampleRate * 2 };
  if (!faults.has('no-rate')) return output;
  const { sampleRate: _rate, ...rest } = output;
  return rest;
}

/** Chunks that should not be there, in between and at the end. */
function addStrangers(chunks: readonly Chunk[], faults: ChunkOptions['faults'], { sampleRate }: VoiceSettings): readonly Chunk[] {
  const stranger = (output: Partial<AudioOutput>): Chunk => ({
    output: { outputType: 'AUDIO', sampleRate, base64Audio: '', transcription: '', isFinalChunk: false, ...output },
    words: '',
    samples: new Float32Array(0),
    sampleRate,
    delayMs: 0,
  });
  const middle = Math.floor(chunks.length / 2);
  const endless = faults.get('endless-chunk');
  const last = chunks.at(-1);
  return [
    ...chunks.slice(0, middle),
    ...(faults.has('malformed-base64') ? [stranger({ base64Audio: '*** this is no base64 ***' })] : []),
    ...(faults.has('early-final-chunk') ? [stranger({ isFinalChunk: true })] : []),
    ...(endless ? [stranger({ base64Audio: Buffer.alloc(endless.bytes ?? 5_000_000).toString('base64') })] : []),
    ...chunks.slice(middle).flatMap((chunk) => (faults.has('empty-chunks') ? [stranger({}), chunk] : [chunk])),
    ...(faults.has('double-final-chunk') && last ? [{ ...last, samples: new Float32Array(0), words: '', delayMs: 0 }] : []),
  ];
}
