import type { AgentErrorCode } from '../../../base/errors.js';
import type { AudioFileInput } from '../../../conversation/message.js';
import type { Sound } from './sound.js';

/** Audio that waits to be sent. */
export interface Attachment {
  readonly file: Blob;
  readonly name: string;
  /** As soon as it has been read. */
  readonly sound?: Sound;
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

/** The file has been read. */
export function withSound(tray: Tray, attachment: Attachment, sound: Sound): Tray {
  return { ...tray, items: tray.items.map((each) => (each === attachment ? { ...attachment, sound } : each)) };
}

export function withoutAttachment(tray: Tray, attachment: Attachment): Tray {
  return { ...tray, items: tray.items.filter((each) => each !== attachment) };
}

/** Who gave up asking for something need not be told why it was not added. */
export function withError(tray: Tray, error: AgentErrorCode): Tray {
  return error === 'aborted' ? tray : { ...tray, error };
}

/** What can be sent of it. */
export function inputOf({ items }: Tray): readonly AudioFileInput[] {
  return items.filter(({ sound }) => sound).map(({ file }) => ({ inputType: 'AUDIO', file }) as const);
}

/** Of some files those that are meant: what is copied from a document may hold pictures, too. */
export function filesMeant(files: readonly File[], event: string): readonly File[] {
  if (event === 'dragover' || event === 'dragleave') return [];
  return event === 'paste' ? files.filter(({ type }) => type.startsWith('audio/')) : files;
}
