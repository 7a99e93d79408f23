/* How two transcriptions read one after the other. Apart from what all replies need, since only a call asks. */

/**
 * Whether a chunk's transcription reads as if a reply went on in the midst of a sentence or word: then it is no other
 * reply's beginning. Where that cannot be told, it does not.
 *
 * @param previous the transcription of that reply's last chunk, or nothing
 */
export function goesOn(previous: string | undefined, transcription: string): boolean {
  if (previous && transcription.startsWith(previous)) return true;
  return /^[\s\p{Ll}\p{Mn},;:!?…)\]}’”.-]/u.test(transcription);
}

/**
 * Whether a chunk's transcription begins with a capital where another one ended in the midst of a sentence, with no blank
 * between them: they are not two pieces of one reply.
 */
export function startsAfresh(previous: string, transcription: string): boolean {
  return /[\p{L}\p{N},]$/u.test(previous) && /^[¿¡“„«"']?\p{Lu}/u.test(transcription);
}
