/** How many bytes it takes to tell text from sound. */
const textLength = 64;

/** A frame of an MP3 or AAC stream, as its header tells. */
export interface Frame {
  readonly name: 'MP3' | 'AAC';
  /** In bytes, header included. */
  readonly length: number;
  readonly durationMs: number;
  /** In Hz. */
  readonly rate: number;
}

/** Names at fixed places, as the first bytes of what is no bare PCM; a dot is any byte. */
const signatures: ReadonlyArray<readonly [pattern: string, name: string]> = [
  ['ID3', 'MP3'],
  ['OggS\0', 'Ogg'],
  ['fLaC', 'FLAC'],
  ['....ftyp', 'MP4'],
  ['\x1a\x45\xdf\xa3', 'WebM'],
  ['FORM....AIF', 'AIFF'],
  ['.snd\0\0', 'AU'],
  ['RIFX....WAVE', 'RIFX'],
  // One with sound that can be read has been found by now.
  ['RIFF........', 'RIFF without WAVE'],
  ['riff\x2e\x91\xcf\x11', 'Wave64'],
  ['caff\0\x01', 'CAF'],
  ['#!AMR', 'AMR'],
  ['\x30\x26\xb2\x75\x8e\x66\xcf\x11', 'ASF'],
];

/**
 * What kind of file bytes are the beginning of, where they are no PCM.
 *
 * @returns its name, `undefined` where they may well be PCM, `'open'` where it takes more bytes to tell
 */
export function containerOf(bytes: Uint8Array): string | undefined {
  let isOpen = false;
  for (const [pattern, name] of signatures) {
    if (!matches(bytes, pattern)) continue;
    if (bytes.length >= pattern.length) return name;
    isOpen = true;
  }
  const frame = frameAt(bytes, 0);
  if (frame === 'open') isOpen = true;
  else if (frame) {
    // Two bytes of sound may look like a frame, but hardly with another one where that ends.
    const next = frameAt(bytes, frame.length);
    if (next === 'open') isOpen = true;
    else if (next?.name === frame.name) return frame.name;
  }
  if (isText(bytes)) {
    if (bytes.length >= textLength) return 'text';
    isOpen = true;
  }
  return isOpen ? 'open' : undefined;
}

function matches(bytes: Uint8Array, pattern: string): boolean {
  for (let at = 0; at < Math.min(pattern.length, bytes.length); at++) {
    if (pattern[at] !== '.' && bytes[at] !== pattern.charCodeAt(at)) return false;
  }
  return true;
}

/** Kilobits a second by the header's index: layers II and III of MPEG 1, both of MPEG 2. */
const bitRates = {
  layer2: [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  layer3: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  half: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
} as const;
const mpegRates = [44_100, 48_000, 32_000] as const;

/** Of AAC, by the header's index. */
const aacRates = [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350] as const;

/**
 * A frame of MP3 (ISO 11172-3, 2.4.1.3) or of AAC in ADTS (ISO 13818-7, 6.2).
 *
 * @returns `undefined` where there is none, `'open'` where it takes more bytes to tell
 */
export function frameAt(bytes: Uint8Array, at: number): Frame | 'open' | undefined {
  const [sync = 0xff, second = 0xe0, third, fourth, fifth, sixth] = bytes.subarray(at, at + 6);
  if (sync !== 0xff || (second & 0xe0) !== 0xe0) return undefined;
  // Two bytes of 255 are a sample of -1, and no frame.
  if (at + 1 < bytes.length && (second & 0x06) === 0x06) return undefined;
  if (sixth === undefined) return third === undefined || isPlausible(second, third) ? 'open' : undefined;
  if (!isPlausible(second, third!)) return undefined;
  if ((second & 0xf6) === 0xf0) {
    const length = ((fourth! & 0x03) << 11) | (fifth! << 3) | (sixth >> 5);
    const rate = aacRates[(third! >> 2) & 15]!;
    return length > 7 ? { name: 'AAC', length, durationMs: 1_024_000 / rate, rate } : undefined;
  }
  const version = (second >> 3) & 3;
  const layer = (second >> 1) & 3;
  const kilobits = (version === 3 ? (layer === 2 ? bitRates.layer2 : bitRates.layer3) : bitRates.half)[third! >> 4]!;
  const rate = mpegRates[(third! >> 2) & 3]! / (version === 3 ? 1 : version === 2 ? 2 : 4);
  const samples = layer === 1 && version !== 3 ? 576 : 1_152;
  return { name: 'MP3', length: Math.floor((samples * 125 * kilobits) / rate) + ((third! >> 1) & 1), durationMs: (samples * 1_000) / rate, rate };
}

function isPlausible(second: number, third: number): boolean {
  if ((second & 0xf6) === 0xf0) return ((third >> 2) & 15) < 13;
  const version = (second >> 3) & 3;
  const layer = (second >> 1) & 3;
  const index = third >> 4;
  return version !== 1 && (layer === 1 || layer === 2) && index > 0 && index < 15 && ((third >> 2) & 3) < 3;
}

/** An answer in words, or data that was encoded twice. Sound has no such run of letters, and no run of one byte is text. */
function isText(bytes: Uint8Array): boolean {
  const start = bytes.subarray(0, textLength);
  const isShort = start.length < textLength;
  return start.every((byte) => (byte >= 0x20 && byte < 0x7f) || byte === 9 || byte === 10 || byte === 13) && (isShort || new Set(start).size > 8);
}
