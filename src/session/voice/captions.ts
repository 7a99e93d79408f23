import { addedTranscription } from '../../conversation/transcription.js';
import type { PlayedSpan } from '../../audio/call.js';

/** Some text of a reply, and when it is heard. */
interface Stretch {
  /** In UTF-16 units. */
  readonly from: number;
  readonly to: number;
  /** In ms of the reply's sound. */
  readonly startMs: number;
  endMs: number;
}

/**
 * Which words of a reply are heard when. The server says it by chunks; within one, time goes by characters. A chunk
 * that adds no words belongs to those before: several may share one transcription.
 */
export class Captions {
  #text = '';
  #transcription: string | undefined;
  readonly #stretches: Stretch[] = [];

  /** All that has come so far. */
  get text(): string {
    return this.#text;
  }

  /** @param span where the chunk is in the reply's sound; nothing, if it is not played */
  add(transcription: string, span: PlayedSpan | undefined): void {
    const from = this.#text.length;
    this.#text += addedTranscription(this.#transcription, transcription);
    this.#transcription = transcription || (this.#transcription ?? '');
    if (!span) return;
    const last = this.#stretches.at(-1);
    if (this.#text.length > from || !last) this.#stretches.push({ from, to: this.#text.length, ...span });
    else last.endMs = span.endMs;
  }

  /** How much of the text has been begun to be said, in UTF-16 units: whole words. @param heardMs of the sound */
  position(heardMs: number): number {
    let heard = 0;
    for (const { from, to, startMs, endMs } of this.#stretches) {
      if (heardMs <= startMs) break;
      const part = Math.min(1, (heardMs - startMs) / Math.max(1, endMs - startMs));
      heard = from + (to - from) * part;
    }
    return heard > 0 ? endOfWord(this.#text, heard) : 0;
  }

  /** What has been heard. */
  heard(heardMs: number): string {
    return this.#text.slice(0, this.position(heardMs)).trimEnd();
  }
}

/** Where the word ends that a position is in. Browsers that know nothing of words know blanks. */
function endOfWord(text: string, position: number): number {
  const inside = Math.ceil(position) - 1;
  if (!('Segmenter' in Intl)) return /^\S*/.exec(text.slice(inside + 1))![0].length + inside + 1;
  const word = new Intl.Segmenter(undefined, { granularity: 'word' }).segment(text).containing(inside);
  return word ? word.index + word.segment.length : text.length;
}
