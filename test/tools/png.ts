import { inflateSync } from 'node:zlib';

/** Colours by the pixel, row by row: red, green and blue first in each. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Bytes in a pixel: 3, or 4 with its opacity. */
  readonly size: 3 | 4;
  readonly data: Uint8Array;
}

const bytesBefore = 8;

/** Reads what a browser writes of a window: eight bits a channel, in one pass, without a palette. */
export function readPng(png: Buffer): Pixels {
  const parts: Buffer[] = [];
  let [width, height, size]: [number, number, 3 | 4] = [0, 0, 4];
  for (let at = bytesBefore; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    const data = png.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR') {
      [width, height] = [data.readUInt32BE(0), data.readUInt32BE(4)];
      const kind = [...data.subarray(8, 13)].join(' ');
      if (kind !== '8 2 0 0 0' && kind !== '8 6 0 0 0') throw new Error(`A PNG of another kind: ${kind}`);
      size = kind.startsWith('8 6') ? 4 : 3;
    } else if (type === 'IDAT') parts.push(data);
    at += length + 12;
  }
  return { width, height, size, data: unfiltered(inflateSync(Buffer.concat(parts)), width * size, height, size) };
}

/** Each row says by which of five rules its bytes are differences to those before and above. */
function unfiltered(rows: Uint8Array, length: number, height: number, size: number): Uint8Array {
  const all = new Uint8Array(length * height);
  for (let row = 0; row < height; row += 1) {
    const from = row * (length + 1);
    const filter = rows[from];
    for (let column = 0; column < length; column += 1) {
      const at = row * length + column;
      const left = column < size ? 0 : all[at - size] ?? 0;
      const above = row === 0 ? 0 : all[at - length] ?? 0;
      const corner = column < size || row === 0 ? 0 : all[at - length - size] ?? 0;
      all[at] = (rows[from + 1 + column] ?? 0) + predicted(filter, left, above, corner);
    }
  }
  return all;
}

function predicted(filter: number | undefined, left: number, above: number, corner: number): number {
  switch (filter) {
    case 0:
      return 0;
    case 1:
      return left;
    case 2:
      return above;
    case 3:
      return (left + above) >> 1;
    case 4: {
      const [toLeft, toAbove, toCorner] = [Math.abs(above - corner), Math.abs(left - corner), Math.abs(left + above - 2 * corner)];
      if (toLeft <= toAbove && toLeft <= toCorner) return left;
      return toAbove <= toCorner ? above : corner;
    }
    default:
      throw new Error(`A PNG has no filter ${filter}`);
  }
}
