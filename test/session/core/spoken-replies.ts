import type { Utterance } from './call-plan.js';

/* What an agent says: words, and the chunks in which they come. */

const speechMsPerWord = 300;
const syllables = ['ba', 'do', 'ki', 'lu', 'me', 'no', 'ra', 'si', 'ta', 'vu', 'wo', 'ze'];

/** A word that is found nowhere else. */
function wordOf(number: number): string {
  let word = '';
  for (let rest = number + 30; rest > 0; rest = Math.floor(rest / syllables.length)) word += syllables[rest % syllables.length];
  return word;
}

const ideographs = (number: number): string => String.fromCodePoint(0x4e00 + (number % 12_000));
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** Writes replies, of which no two have the same words but where that is wanted. */
export class ReplyWriter {
  #words = 0;

  compose({ sentences, style, alikeWords }: Utterance['reply']): string {
    let text = '';
    let count = 0;
    for (let sentence = 0; sentence < sentences; sentence += 1) {
      const length = 3 + (((count < alikeWords ? 0 : this.#words) * 7 + sentence * 3) % 6);
      // The first words of all, and then those that are found nowhere else.
      const next = (): number => ((count += 1) <= alikeWords ? count : 20 + (this.#words += 1));
      const words = Array.from({ length }, () => (style === 'caseless' ? ideographs(next()) : wordOf(next())));
      // Names are capital in the midst of a sentence, too.
      if (length > 5) words[3] = capital(words[3]!);
      text += style === 'caseless' ? `${words.join('')}。` : `${capital(words[0]!)} ${words.slice(1).join(' ')}${sentence % 3 === 2 ? '?' : '.'} `;
    }
    return text;
  }
}

const sounds = new Map<number, string>();

/** As long as base64 of so many ms is. */
export function soundOf(ms: number): string {
  const known = sounds.get(ms) ?? 'A'.repeat(Math.round((ms * 16 * 2 * 4) / 3));
  sounds.set(ms, known);
  return known;
}

/** How long a piece is spoken, in ms. */
export function spokenMs(piece: string, style: Utterance['reply']['style']): number {
  return Math.max(150, (style === 'caseless' ? piece.length : piece.split(' ').length) * speechMsPerWord);
}

/** A reply as chunks: some words each, a blank after each word; or whole sentences. */
export function piecesOf(text: string, chunkWords: number, style: Utterance['reply']['style']): string[] {
  if (style === 'lines') return text.match(/[^.?]+[.?] /g) ?? [];
  const words = style === 'caseless' ? [...text] : (text.match(/\S+ /g) ?? []);
  return Array.from({ length: Math.ceil(words.length / chunkWords) }, (_, index) => words.slice(index * chunkWords, (index + 1) * chunkWords).join(''));
}
