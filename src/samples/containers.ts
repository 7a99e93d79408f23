/** How many bytes it takes to know a container. */
const headLength = 12;
/** How many bytes it takes to tell text from sound, and a stream of frames. */
const textLength = 64;
const framesLength = 1_500;

/**
 * How files begin that are no WAV: MP3 with tags, Ogg, FLAC, MP4, WebM, AIFF, AU, WAV that is big-endian or no sound,
 * Wave64, CAF, AMR and ASF.
 */
const beginnings = /^(ID3|OggS|fLaC|....ftyp|.E\xdf\xa3|FORM....AIF|\.snd|RIF[XF]....|riff\x2e|caff|#!AMR|0&\xb2u)/s;
/** How frames of MP3 and of AAC in ADTS begin (ISO 11172-3, 2.4.1.3; ISO 13818-7, 6.2). */
const frame = /^\xff[\xe2-\xe5\xf0-\xf5\xf8-\xfd]/;
const text = /^[\t\n\r -~]*$/;

/**
 * What kind of file bytes are the beginning of, where they are no PCM.
 *
 * @returns how it begins, `undefined` where it may well be PCM, `'open'` where it takes more bytes to tell
 */
export function containerOf(bytes: Uint8Array): string | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, framesLength));
  if (text.test(head.slice(0, textLength))) {
    if (head.length < textLength) return 'open';
    // No sound has such a run of letters, but a square wave may be one of a single one.
    if (new Set(head.slice(0, textLength)).size > 8) return head.slice(0, textLength);
  }
  if (head.length < headLength) return 'open';
  const [found] = beginnings.exec(head) ?? frame.exec(head) ?? [];
  if (found?.length !== 2) return found;
  // Two bytes may well be a sample; those of a frame come again with the next one.
  if (head.includes(found, 2)) return found;
  return head.length < framesLength ? 'open' : undefined;
}
