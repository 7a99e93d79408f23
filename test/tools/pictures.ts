import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { decode, encode } from 'fast-png';
import type { Page } from './page-driver.js';
import { squareFont } from './square-font.js';

/** A picture, as the mean colours of square blocks, row by row: red, green and blue of each. */
export interface Picture {
  readonly columns: number;
  readonly rows: number;
  readonly colours: Uint8Array;
}

/**
 * Makes the panel look the same on every machine: its text is of boxes, the time of a message is not shown, nothing
 * blinks or moves. With `isTextless`, of a text nothing is left but its place.
 */
export async function makeComparable(page: Page, isTextless = false): Promise<void> {
  await page.evaluate(
    async (font, style) => {
      const face = new FontFace('Squares', Uint8Array.from(atob(font), (letter) => letter.charCodeAt(0)));
      document.fonts.add(await face.load());
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(style);
      const root = document.querySelector('autessa-agent')!.shadowRoot!;
      root.adoptedStyleSheets.push(sheet);
    },
    Buffer.from(squareFont()).toString('base64'),
    `* { font-family: Squares !important; caret-color: transparent !important; animation: none !important; transition: none !important; }
     time, .conversation-about { visibility: hidden; }
     ${isTextless ? '* { -webkit-text-fill-color: transparent !important; }' : ''}`,
  );
}

/** Takes a picture of what is in the window, as soon as it stays the same. @param blockSize in pixels */
export async function takePicture(page: Page, blockSize: number): Promise<Picture> {
  const folder = await mkdtemp(join(tmpdir(), 'autessa-picture-'));
  try {
    const file = join(folder, 'picture.png');
    const shoot = async () => {
      await page.screenshot(file);
      return readFile(file);
    };
    let last = await shoot();
    for (let attempt = 0; attempt < 50; attempt += 1) {
      await pause(50);
      const next = await shoot();
      if (next.equals(last)) return blocksOf(next, blockSize);
      last = next;
    }
    throw new Error('The page does not come to rest');
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Reads a picture that was written with `pngOf`. */
export async function readPicture(file: string): Promise<Picture> {
  return blocksOf(await readFile(file), 1);
}

/** The mean colours of a PNG's blocks. */
function blocksOf(png: Buffer, side: number): Picture {
  const { width, height, channels, data } = decode(png);
  const [columns, rows] = [Math.floor(width / side), Math.floor(height / side)];
  const colours = new Uint8Array(columns * rows * 3);
  for (let at = 0; at < colours.length; at += 1) {
    const [block, channel] = [Math.floor(at / 3), at % 3];
    const first = channels * (Math.floor(block / columns) * side * width + (block % columns) * side) + channel;
    let sum = 0;
    for (let row = 0; row < side; row += 1) for (let column = 0; column < side; column += 1) sum += data[first + channels * (row * width + column)] ?? 0;
    colours[at] = Math.round(sum / (side * side));
  }
  return { columns, rows, colours };
}

/** The picture as a PNG with a pixel for each block. */
export function pngOf({ columns, rows, colours }: Picture): Uint8Array {
  return encode({ width: columns, height: rows, channels: 3, data: colours });
}

/** The same picture as in a mirror. */
export function mirrored({ columns, rows, colours }: Picture): Picture {
  const turned = new Uint8Array(colours.length);
  for (let block = 0; block < columns * rows; block += 1) {
    const column = block % columns;
    turned.set(colours.subarray(block * 3, block * 3 + 3), (block - column + columns - 1 - column) * 3);
  }
  return { columns, rows, colours: turned };
}

/** How far, of 255, a block's colour may be off: less is how a browser draws a shadow or rounds a corner. */
const tolerance = 8;

/** Which share differs, from 0 to 1, of the blocks that have more than the background in either picture. */
export function difference(one: Picture, other: Picture): number {
  if (one.columns !== other.columns || one.rows !== other.rows) return 1;
  const [background, otherBackground] = [backgroundOf(one), backgroundOf(other)];
  let inked = 0;
  let different = 0;
  for (let at = 0; at < one.colours.length; at += 3) {
    if (!isOther(one.colours, at, background, 0) && !isOther(other.colours, at, otherBackground, 0)) continue;
    inked += 1;
    if (isOther(one.colours, at, other.colours, at)) different += 1;
  }
  return different / inked;
}

/** Which share of the blocks has this colour, from 0 to 1. @param isMeant of red, green and blue */
export function shareOf({ colours }: Picture, isMeant: (red: number, green: number, blue: number) => boolean): number {
  let count = 0;
  for (let at = 0; at < colours.length; at += 3) if (isMeant(channelOf(colours, at), channelOf(colours, at + 1), channelOf(colours, at + 2))) count += 1;
  return (3 * count) / colours.length;
}

/** A channel of a block, by its place in the row of all. */
function channelOf(colours: Uint8Array, at: number): number {
  return colours[at] ?? 0;
}

/** The colour that most blocks have. */
function backgroundOf({ colours }: Picture): Uint8Array {
  const counts = new Map<number, number>();
  let most = 0;
  let mostOften = 0;
  for (let at = 0; at < colours.length; at += 3) {
    const colour = channelOf(colours, at) * 65_536 + channelOf(colours, at + 1) * 256 + channelOf(colours, at + 2);
    const count = (counts.get(colour) ?? 0) + 1;
    counts.set(colour, count);
    if (count > mostOften) [most, mostOften] = [colour, count];
  }
  return Uint8Array.of(most >> 16, most >> 8, most);
}

/** Whether the colour at a place of one is another than that at a place of the other. */
function isOther(one: Uint8Array, at: number, other: Uint8Array, place: number): boolean {
  for (let channel = 0; channel < 3; channel += 1) if (Math.abs(channelOf(one, at + channel) - channelOf(other, place + channel)) > tolerance) return true;
  return false;
}
