/** A word, with what follows it up to the next; all words joined are the text. */
export interface SpokenWord {
  readonly text: string;
  /** The sample with which it begins. */
  readonly at: number;
}

/** A sentence as it sounds. */
export interface Speech {
  readonly samples: Float32Array;
  readonly words: readonly SpokenWord[];
}

/** Joined again, the sentences are the text. */
export function sentencesOf(text: string): readonly string[] {
  return text.match(/[^.!?\n]+(?:[.!?]+(?!\s)[^.!?\n]+)*[.!?\n]*\s*|[.!?\s]+/g) ?? [];
}

/** Joined again, the words are the sentence. */
export function wordsOf(sentence: string): readonly string[] {
  return sentence.match(/\s*\S+\s*/g) ?? [];
}
