/*
 * A font whose letters are all the same box, so that a picture of a text is the same wherever it is taken: what fonts a
 * machine has, and how it draws them, is of no account. TrueType as of
 * https://learn.microsoft.com/typography/opentype/spec/otff, with the least that browsers accept.
 */

const unitsPerEm = 1_000;
const advance = 600;
const ascender = 800;
const descender = -200;

/** The characters that have a box, from the blank, which has none, to the tilde. */
const first = 0x20;
const last = 0x7e;

const u16 = (...values: number[]): number[] => values.flatMap((value) => [(value >> 8) & 0xff, value & 0xff]);
const u32 = (...values: number[]): number[] => values.flatMap((value) => u16(value >>> 16, value & 0xffff));

/** A box with the same room on both sides: four points, each on the curve. */
const box = [
  ...u16(1, 100, 0, 500, 700),
  ...u16(3, 0),
  ...[1, 1, 1, 1],
  ...u16(100, 0, 400, 0),
  ...u16(0, 700, 0, -700),
];

/** Glyph 0 and 1 are boxes, 2 is blank. */
const glyphs = [...box, ...(box.length % 2 ? [0] : [])];

const count = last - first + 1;
const glyphIds = Array.from({ length: count }, (_, index) => (index === 0 ? 2 : 1));
const mapping = [...u16(4, 32 + 2 * count, 0, 4, 4, 1, 0), ...u16(last, 0xffff), ...u16(0), ...u16(first, 0xffff), ...u16(0, 1), ...u16(4, 0), ...u16(...glyphIds)];

const names = [1, 2, 4, 6].map((id) => ({ id, text: id === 2 ? 'Regular' : 'Squares' }));
const letters = names.map(({ text }) => [...text].flatMap((letter) => u16(letter.charCodeAt(0))));
const nameRecords = names.flatMap(({ id }, index) => {
  const offset = letters.slice(0, index).flat().length;
  return u16(3, 1, 0x409, id, letters[index]?.length ?? 0, offset);
});

const tables: Readonly<Record<string, readonly number[]>> = {
  'OS/2': [
    ...u16(4, advance, 400, 5, 0, 650, 600, 0, 75, 650, 600, 0, 350, 50, 250, 0),
    ...Array.from({ length: 10 }, () => 0),
    ...u32(1, 0, 0, 0),
    ...[0x41, 0x41, 0x41, 0x41],
    ...u16(0x40, first, last, ascender, descender, 0, ascender, -descender),
    ...u32(1, 0),
    ...u16(500, 700, 0, first, 1),
  ],
  cmap: [...u16(0, 1, 3, 1), ...u32(12), ...mapping],
  glyf: [...glyphs, ...glyphs],
  head: [...u32(0x10000, 0x10000, 0, 0x5f0f3cf5), ...u16(0, unitsPerEm), ...u32(0, 0, 0, 0), ...u16(0, 0, 600, 800, 0, 8, 2, 0, 0)],
  hhea: [...u32(0x10000), ...u16(ascender, descender, 0, advance, 0, 0, 600, 1, 0, 0, 0, 0, 0, 0, 0, 3)],
  hmtx: u16(advance, 100, advance, 100, advance, 0),
  loca: u16(0, glyphs.length / 2, glyphs.length, glyphs.length),
  maxp: [...u32(0x10000), ...u16(3, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0)],
  name: [...u16(0, names.length, 6 + nameRecords.length), ...nameRecords, ...letters.flat()],
  post: [...u32(0x30000, 0), ...u16(-100, 50), ...u32(0, 0, 0, 0, 0)],
};

/** The font file. */
export function squareFont(): Uint8Array {
  const entries = Object.entries(tables);
  let offset = 12 + 16 * entries.length;
  const directory: number[] = [];
  const data: number[] = [];
  for (const [tag, bytes] of entries) {
    const padded = [...bytes, ...Array.from({ length: -bytes.length & 3 }, () => 0)];
    directory.push(...[...tag].map((letter) => letter.charCodeAt(0)), ...u32(checksum(padded), offset, bytes.length));
    data.push(...padded);
    offset += padded.length;
  }
  return Uint8Array.from([...u32(0x10000), ...u16(entries.length, 128, 3, entries.length * 16 - 128), ...directory, ...data]);
}

function checksum(bytes: readonly number[]): number {
  const data = new DataView(Uint8Array.from(bytes).buffer);
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 4) sum = (sum + data.getUint32(at)) >>> 0;
  return sum;
}
