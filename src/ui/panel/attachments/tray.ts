import type { AgentErrorCode } from '../../../base/errors.js';
import type { AudioFileInput } from '../../../conversation/message.js';
import type { SpeechFile } from '../../../media/files/speech-file.js';

/** Audio that waits to be sent. */
export interface Attachment {
  readonly file: Blob;
  readonly name: string;
  /** How much of it has been read, from 0 to 1. */
  readonly progress?: number;
  /** As soon as it has been read. */
  readonly sound?: SpeechFile;
}

/** What waits to be sent, and how more can be added. */
export interface Tray {
  readonly items: readonly Attachment[];
  /** Whether the ways are offered that there are to add something. */
  readonly isChoosing: boolean;
  /** Whether something is being dragged over it. */
  readonly isDropping: boolean;
  /** Why something could not be added. */
  readonly error: AgentErrorCode | undefined;
}

export const emptyTray: Tray = { items: [], isChoosing: false, isDropping: false, error: undefined };

export function withAttachment(tray: Tray, attachment: Attachment): Tray {
  return { ...emptyTray, items: [...tray.items, attachment] };
}

/** More is known of a file. */
export function withChanges(tray: Tray, file: Blob, changes: Partial<Attachment>): Tray {
  return { ...tray, items: tray.items.map((each) => (each.file === file ? { ...each, ...changes } : each)) };
}

export function withoutAttachment(tray: Tray, file: Blob): Tray {
  return { ...tray, items: tray.items.filter((each) => each.file !== file) };
}

/** Who gave up asking for something need not be told why it was not added. */
export function withError(tray: Tray, error: AgentErrorCode): Tray {
  return error === 'aborted' ? tray : { ...tray, error };
}

/** What can be sent of it: what has not been read yet, too, for which the message waits. */
export function inputOf({ items }: Tray): readonly AudioFileInput[] {
  return items.map(({ file }) => ({ inputType: 'AUDIO', file }) as const);
}

/** Of some files those that are meant: what is copied from a document may hold pictures, too. */
export function filesMeant(files: readonly File[], event: string): readonly File[] {
  if (event === 'dragover' || event === 'dragleave') return [];
  return event === 'paste' ? files.filter(({ type }) => type.startsWith('audio/')) : files;
}
