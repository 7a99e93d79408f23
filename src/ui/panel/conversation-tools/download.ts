import type { TranscriptFormat } from '../../../conversation/transcript.js';

const types: Readonly<Record<TranscriptFormat, readonly [extension: string, type: string]>> = {
  text: ['txt', 'text/plain'],
  markdown: ['md', 'text/markdown'],
  json: ['json', 'application/json'],
};

/** Hands a transcript to the person as a file, named by the day. */
export function download(transcript: string, format: TranscriptFormat): void {
  const [extension, type] = types[format];
  const address = URL.createObjectURL(new Blob([transcript], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = address;
  link.download = `conversation-${new Date().toISOString().slice(0, 10)}.${extension}`;
  // Not in the document: the page has nothing to see of it.
  link.click();
  // The browser has taken it by the time the next task runs.
  setTimeout(() => URL.revokeObjectURL(address));
}
