/** A frame of an MP3 or AAC stream, as its header tells. */
export interface Frame {
  readonly name: 'MP3' | 'AAC';
  /** In bytes, header included. */
  readonly length: number;
  readonly durationMs: number;
  /** In Hz. */
  readonly rate: number;
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
