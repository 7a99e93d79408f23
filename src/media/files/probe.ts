import { isSensibleRate } from '../../samples/resampling-kernel.js';
import { frameAt } from './frames.js';
import { skipTag } from './tag.js';

/** What a file says of itself. */
export interface Probe {
  /** About as long as it is; `undefined` where it does not say. */
  readonly durationMs?: number | undefined;
  /** In Hz, where it says so. */
  readonly rate?: number | undefined;
}

/** So many bytes at either end are looked at. */
const looked = 65_536;
/** No page of Ogg is longer, in bytes (RFC 3533, section 6), and hardly a cluster of WebM. */
const tail = 262_144;

/**
 * How long a file is, before it is read: reading two hours of Opus takes a browser gigabytes, and may end its page.
 * Looks at a few kilobytes of it.
 */
export async function probeFile(file: Blob): Promise<Probe> {
  const body = file.slice(await skipTag(file));
  const head = await viewOf(body.slice(0, looked));
  const name = textAt(head, 0, 4);
  if (name === 'fLaC') return probeFlac(head);
  if (name === 'OggS') return probeOgg(head, await viewOf(body.slice(-tail)));
  if (textAt(head, 4, 4) === 'ftyp') return probeMp4(body);
  if (head.byteLength > 4 && head.getUint32(0) === 0x1a_45_df_a3) return probeWebm(head, await viewOf(body.slice(-tail)));
  return probeFrames(head, body.size);
}

/** FLAC (RFC 9639, section 8.2). */
function probeFlac(head: DataView): Probe {
  if (head.byteLength < 26) return {};
  const rate = head.getUint32(18) >>> 12;
  const samples = (head.getUint8(21) & 15) * 2 ** 32 + head.getUint32(22);
  return rate > 0 ? { rate, durationMs: samples > 0 ? (samples / rate) * 1_000 : undefined } : {};
}

/** Ogg (RFC 3533), with Opus (RFC 7845) or Vorbis: the last page says how many samples there are. */
function probeOgg(head: DataView, end: DataView): Probe {
  const first = head.byteLength > 27 ? 27 + head.getUint8(26) : 0;
  const rate = textAt(head, first, 8) === 'OpusHead' ? 48_000 : textAt(head, first + 1, 6) === 'vorbis' ? head.getUint32(first + 12, true) : 0;
  const page = lastOf(end, 'OggS', 14);
  if (rate === 0 || page < 0) return {};
  return { rate, durationMs: (Number(end.getBigUint64(page + 6, true)) / rate) * 1_000 };
}

/** MP4 (ISO 14496-12, sections 4.2 and 8.2.2). */
async function probeMp4(file: Blob): Promise<Probe> {
  for (let at = 0; at + 16 <= file.size; ) {
    const box = await viewOf(file.slice(at, at + 16));
    const short = box.getUint32(0);
    const length = short === 1 ? Number(box.getBigUint64(8)) : short;
    if (textAt(box, 4, 4) === 'moov') {
      const moov = await viewOf(file.slice(at, at + looked));
      const movie = lastOf(moov, 'mvhd', 36);
      if (movie < 0) return {};
      const isLong = moov.getUint8(movie + 4) === 1;
      const unit = moov.getUint32(movie + (isLong ? 24 : 16));
      const units = isLong ? Number(moov.getBigUint64(movie + 28)) : moov.getUint32(movie + 20);
      // Who streams does not know yet.
      const durationMs = unit > 0 && units > 0 && units < 0xff_ff_ff_ff ? (units / unit) * 1_000 : undefined;
      return { durationMs, rate: mediaRate(moov) };
    }
    if (length < 8) return {};
    at += length;
  }
  return {};
}

/** The unit of a track's time, which is its rate where it is sound (ISO 14496-12, section 8.4.2). */
function mediaRate(moov: DataView): number | undefined {
  const media = lastOf(moov, 'mdhd', 28);
  const unit = media < 0 ? 0 : moov.getUint32(media + (moov.getUint8(media + 4) === 1 ? 24 : 16));
  return isSensibleRate(unit) ? unit : undefined;
}

/** WebM (RFC 9559, sections 5.1.2 and 5.1.3): who streams says nothing, but each cluster knows when it is. */
function probeWebm(head: DataView, end: DataView): Probe {
  const duration = lastOf(head, '\x44\x89', 11);
  const size = duration < 0 ? 0 : head.getUint8(duration + 2);
  if (size === 0x84) return { durationMs: head.getFloat32(duration + 3) };
  if (size === 0x88) return { durationMs: head.getFloat64(duration + 3) };
  const cluster = lastOf(end, '\x1f\x43\xb6\x75', 32);
  if (cluster < 0) return {};
  for (let at = cluster + 5; at < cluster + 20; at++) {
    const length = end.getUint8(at + 1) & 15;
    if (end.getUint8(at) !== 0xe7 || end.getUint8(at + 1) >> 4 !== 8 || length > 8) continue;
    let durationMs = 0;
    for (let index = 0; index < length; index++) durationMs = durationMs * 256 + end.getUint8(at + 2 + index);
    return { durationMs };
  }
  return {};
}

/** MP3 or AAC without a container: a frame that says how many there are, or as many as fit, if all are like the first ones. */
function probeFrames(head: DataView, size: number): Probe {
  const bytes = new Uint8Array(head.buffer);
  let bytesSeen = 0;
  let durationMs = 0;
  let rate: number | undefined;
  for (let at = 0; at < bytes.length; ) {
    const frame = frameAt(bytes, at);
    if (frame === 'open' || !frame) break;
    const count = durationMs === 0 ? countIn(head, frame.length) : undefined;
    if (count !== undefined) return { durationMs: count * frame.durationMs, rate: frame.rate };
    rate ??= frame.rate;
    bytesSeen += frame.length;
    durationMs += frame.durationMs;
    at += frame.length;
  }
  return bytesSeen > 0 ? { durationMs: (durationMs / bytesSeen) * size, rate } : {};
}

/** How many frames follow the first one, which encoders use for that. */
function countIn(head: DataView, length: number): number | undefined {
  const frame = new DataView(head.buffer, 0, Math.min(length, head.byteLength));
  const xing = Math.max(lastOf(frame, 'Xing', 12), lastOf(frame, 'Info', 12));
  if (xing >= 0) return (frame.getUint32(xing + 4) & 1) === 1 ? frame.getUint32(xing + 8) : undefined;
  const vbri = lastOf(frame, 'VBRI', 18);
  return vbri < 0 ? undefined : frame.getUint32(vbri + 14);
}

async function viewOf(part: Blob): Promise<DataView<ArrayBuffer>> {
  return new DataView(await part.arrayBuffer());
}

function textAt(view: DataView, at: number, length: number): string {
  let text = '';
  for (let index = at; index < Math.min(at + length, view.byteLength); index++) text += String.fromCharCode(view.getUint8(index));
  return text;
}

/** Where some letters stand last, with so many bytes from their beginning on; -1 where they do not. */
function lastOf(view: DataView, letters: string, length: number): number {
  for (let at = view.byteLength - length; at >= 0; at--) {
    if (view.getUint8(at) === letters.charCodeAt(0) && textAt(view, at, letters.length) === letters) return at;
  }
  return -1;
}
