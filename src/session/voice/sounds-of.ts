import type { AudioOutput } from '../../protocol/content.js';
import type { ServerMessage } from '../../protocol/messages.js';
import type { Turn } from '../turn.js';

/** A piece of a reply's sound. */
export interface Sound {
  readonly output: AudioOutput;
  /** Whether the reply begins with it: a turn may be asked again, and what came of its first reply counts no more. */
  readonly isFirst: boolean;
}

/** The last chunk of a turn's reply, in base64. */
const lastChunks = new WeakMap<Turn, string>();

/** What of a message is to be heard. The final one of a reply has all of its sound again, and a last chunk may come twice. */
export function soundsOf(message: ServerMessage, turn: Turn): readonly Sound[] {
  if (message.kind !== 'stream' && message.kind !== 'final') return [];
  const isBeginning = turn.transcription === undefined;
  if (message.kind === 'final' && !isBeginning) return [];
  const outputs = message.kind === 'stream' ? [message.output] : message.output;
  return outputs
    .filter((output) => output.outputType === 'AUDIO')
    .filter((output) => !isRepeated(output, turn))
    .map((output, index) => ({ output, isFirst: isBeginning && index === 0 }));
}

function isRepeated({ isFinalChunk, base64Audio }: AudioOutput, turn: Turn): boolean {
  if (!isFinalChunk) return false;
  const isKnown = lastChunks.get(turn) === base64Audio;
  lastChunks.set(turn, base64Audio);
  return isKnown;
}
