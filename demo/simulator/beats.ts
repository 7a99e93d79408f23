import { createId } from '../../src/base/id.js';
import type { ReplyPart, ToolPart } from './agents/behaviour.js';
import type { FaultName, FaultOrder } from './faults.js';
import type { Chunk } from './voice/chunks.js';
import { binaryFrames, garbageFrames, hugeFrames, unknownFrames } from './frames.js';

/** One thing that happens while a reply is written. */
export type Beat =
  | { readonly kind: 'token'; readonly text: string; readonly isHidden?: true }
  | { readonly kind: 'audio'; readonly chunk: Chunk; readonly isHidden?: true }
  | { readonly kind: 'tool-start'; readonly tool: ToolPart; readonly invocationId: string }
  | { readonly kind: 'tool-end'; readonly tool: ToolPart; readonly invocationId: string }
  | { readonly kind: 'frame'; readonly data: string | Uint8Array }
  | { readonly kind: 'frames'; readonly frame: string; readonly count: number }
  | { readonly kind: 'cut'; readonly code: number | undefined }
  | { readonly kind: 'silence' | 'stall' | 'break-off' };

/** Splits text as a language model writes it; joined again, the tokens are the text. */
export function tokens(text: string): readonly string[] {
  return text.match(/\s?[\p{L}\p{N}]{1,7}|\s?[^\s\p{L}\p{N}]+|\s/gu) ?? [];
}

/** A written reply as the sequence of what happens. */
export function toBeats(parts: readonly ReplyPart[]): readonly Beat[] {
  return parts.flatMap((part) =>
    part.kind === 'text' ? tokens(part.text).map((text): Beat => ({ kind: 'token', text })) : toolBeats(part),
  );
}

export function toolBeats(tool: ToolPart): readonly Beat[] {
  const invocationId = `inv_${createId()}`;
  return [
    { kind: 'tool-start', tool, invocationId },
    { kind: 'tool-end', tool, invocationId },
  ];
}

/** The same reply with what the faults put into it. */
export function disturb(beats: readonly Beat[], faults: ReadonlyMap<FaultName, FaultOrder>): readonly Beat[] {
  let result = beats;
  if (faults.has('no-stream')) result = result.map(hide);
  if (faults.has('garbage')) result = scatter(result, garbageFrames);
  if (faults.has('binary-frames')) result = scatter(result, binaryFrames);
  if (faults.has('unknown-messages')) result = scatter(result, unknownFrames);
  const huge = faults.get('huge-frames');
  if (huge) result = scatter(result, hugeFrames(huge.bytes ?? 5_000_000));
  const flood = faults.get('unknown-flood');
  if (flood) result = inTheMiddle(result, { kind: 'frames', frame: unknownFrames[0] ?? '', count: flood.count ?? 10_000 });
  const drop = faults.get('drop-mid-reply');
  if (drop) result = inTheMiddle(result, { kind: 'cut', code: drop.code });
  if (faults.has('silent-mid-reply')) result = inTheMiddle(result, { kind: 'silence' });
  if (faults.has('stall')) result = inTheMiddle(result, { kind: 'stall' });
  if (faults.has('agent-error')) result = inTheMiddle(result, { kind: 'break-off' });
  return result;
}

function hide(beat: Beat): Beat {
  return beat.kind === 'token' || beat.kind === 'audio' ? { ...beat, isHidden: true } : beat;
}

function inTheMiddle(beats: readonly Beat[], beat: Beat): readonly Beat[] {
  const middle = Math.ceil(beats.length / 2);
  return [...beats.slice(0, middle), beat, ...beats.slice(middle)];
}

/** One frame after each of the first beats, what is left over at the end. */
function scatter(beats: readonly Beat[], frames: readonly (string | Uint8Array)[]): readonly Beat[] {
  const extra = frames.map((data): Beat => ({ kind: 'frame', data }));
  return [...beats.flatMap((beat, index) => [beat, ...extra.slice(index, index + 1)]), ...extra.slice(beats.length)];
}
