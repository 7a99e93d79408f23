import type { AudioOutput } from '../../protocol/content.js';
import type { ServerMessage } from '../../protocol/messages.js';
import type { Turn } from '../turn.js';

/** A piece of a reply's sound. */
export interface Sound {
  readonly output: AudioOutput;
  /** Whether the reply begins with it: a turn may be asked again, and what came of its first reply counts no more. */
  readonly isFirst: boolean;
}

/** What of a message is to be heard. The final one of a reply has all of its sound again. */
export function soundsOf(message: ServerMessage, { transcription }: Turn): readonly Sound[] {
  if (message.kind !== 'stream' && message.kind !== 'final') return [];
  if (message.kind === 'final' && transcription !== undefined) return [];
  const outputs = message.kind === 'stream' ? [message.output] : message.output;
  return outputs
    .filter((output) => output.outputType === 'AUDIO')
    .map((output, index) => ({ output, isFirst: transcription === undefined && index === 0 }));
}
