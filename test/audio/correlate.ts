import { decibels, rootMeanSquare } from './signals.js';

/**
 * A quarter of a second, in samples. Where a busy machine loses some sound, what is before it and what is after it are
 * at different places, and a part with both in it is like neither; so parts are short.
 */
const length = 4000;
/** Most of speech is below 1 kHz; for finding the place every eighth sample will do. */
const coarse = 8;

export interface Place {
  /** Where in the reference a part of the recording was found, less where it is in the recording, in samples. */
  readonly offset: number;
  /** 1 for what is the same. */
  readonly correlation: number;
  /** How much louder the recording is, in dB. */
  readonly gain: number;
  /** Of the reference, at that place. */
  readonly level: number;
}

/** Finds each quarter of a second of a recording in a reference that may have been played over and over. Both at 16 kHz. */
export function correlate(recording: Float32Array, reference: Float32Array): Place[] {
  const places: Place[] = [];
  const rough = thin(reference);
  for (let at = 0; at + length <= recording.length; at += length) {
    const part = recording.subarray(at, at + length);
    const guess = bestPlace(thin(part), rough, 0, rough.length) * coarse;
    const place = bestPlace(part, reference, guess - 2 * coarse, guess + 2 * coarse);
    const same = reference.subarray(place, place + length);
    // Where the reference begins anew there is not enough to compare with.
    if (same.length < length) continue;
    const level = rootMeanSquare(same);
    const offset = (((place - at) % reference.length) + reference.length) % reference.length;
    places.push({ offset, correlation: similarity(part, same), gain: decibels(rootMeanSquare(part) / level), level });
  }
  return places;
}

function bestPlace(part: Float32Array, whole: Float32Array, from: number, to: number): number {
  let best = { place: 0, similarity: -1 };
  for (let place = Math.max(0, from); place < to && place + part.length <= whole.length; place++) {
    const found = similarity(part, whole.subarray(place, place + part.length));
    if (found > best.similarity) best = { place, similarity: found };
  }
  return best.place;
}

function similarity(one: Float32Array, other: Float32Array): number {
  let product = 0;
  let ones = 1e-12;
  let others = 1e-12;
  for (let index = 0; index < one.length; index++) {
    product += one[index]! * other[index]!;
    ones += one[index]! ** 2;
    others += other[index]! ** 2;
  }
  return product / Math.sqrt(ones * others);
}

function thin(samples: Float32Array): Float32Array {
  return Float32Array.from({ length: Math.floor(samples.length / coarse) }, (_, index) => {
    let sum = 0;
    for (let tap = 0; tap < coarse; tap++) sum += samples[index * coarse + tap]!;
    return sum / coarse;
  });
}
