/**
 * What a chunk's transcription adds to what its reply has shown. A transcription may be the text of the chunk alone,
 * repeat over several chunks, or grow with each; no word is to be shown twice. Blanks alone add nothing.
 *
 * @param previous the transcription of the chunk before, or nothing
 */
export function addedTranscription(previous: string | undefined, transcription: string): string {
  if (!transcription.trim()) return '';
  if (previous === undefined) return transcription;
  if (transcription.startsWith(previous)) return transcription.slice(previous.length);
  const needsSpace = !/\s$/.test(previous) && !/^[\s.,;:!?]/.test(transcription);
  return needsSpace ? ` ${transcription}` : transcription;
}
