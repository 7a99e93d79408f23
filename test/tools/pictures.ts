import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from './page-driver.js';
import { squareFont } from './square-font.js';

/** A picture, as the mean colours of square blocks, row by row: red, green and blue of each, from 0 to 255. */
export interface Picture {
  readonly columns: number;
  readonly rows: number;
  readonly colours: readonly number[];
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
     time { visibility: hidden; }
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
      if (next.equals(last)) return await page.evaluate(readBlocks, next.toString('base64'), blockSize);
      last = next;
    }
    throw new Error('The page does not come to rest');
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Reads a picture that was written with `writePicture`. */
export async function readPicture(page: Page, file: string): Promise<Picture> {
  return page.evaluate(readBlocks, (await readFile(file)).toString('base64'), 1);
}

/** The picture as a PNG with a pixel for each block. */
export async function pngOf(page: Page, picture: Picture): Promise<Buffer> {
  const png = await page.evaluate(({ columns, rows, colours }) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: columns, height: rows });
    const image = new ImageData(columns, rows);
    for (let block = 0; block < columns * rows; block += 1) image.data.set([...colours.slice(block * 3, block * 3 + 3), 255], block * 4);
    canvas.getContext('2d')!.putImageData(image, 0, 0);
    return canvas.toDataURL('image/png').replace(/^.*,/, '');
  }, picture);
  return Buffer.from(png, 'base64');
}

/** The same picture as in a mirror. */
export function mirrored(picture: Picture): Picture {
  const { columns, rows } = picture;
  const colours = coloursOf(picture);
  const lines = Array.from({ length: rows }, (_, row) => colours.slice(row * columns, (row + 1) * columns));
  return { columns, rows, colours: lines.flatMap((line) => line.toReversed()).flat() };
}

/** How far, of 255, a block's colour may be off: less is how a browser draws a shadow or rounds a corner. */
const tolerance = 8;

/** Which share differs, from 0 to 1, of the blocks that have more than the background in either picture. */
export function difference(one: Picture, other: Picture): number {
  if (one.columns !== other.columns || one.rows !== other.rows) return 1;
  const colours = coloursOf(other);
  const pairs = coloursOf(one).map((colour, block) => ({ colour, other: colours[block] ?? [] }));
  const [background, otherBackground] = [backgroundOf(one), backgroundOf(other)];
  const inked = pairs.filter((pair) => isOther(pair.colour, background) || isOther(pair.other, otherBackground));
  return inked.filter((pair) => isOther(pair.colour, pair.other)).length / inked.length;
}

type Colour = readonly number[];

const known = new WeakMap<Picture, readonly Colour[]>();

/** The colour of each block. */
export function coloursOf(picture: Picture): readonly Colour[] {
  const { columns, rows, colours } = picture;
  const made = known.get(picture) ?? Array.from({ length: columns * rows }, (_, block) => colours.slice(block * 3, block * 3 + 3));
  known.set(picture, made);
  return made;
}

/** The colour that most blocks have. */
function backgroundOf(picture: Picture): Colour {
  const counts = new Map<string, number>();
  for (const colour of coloursOf(picture)) counts.set(colour.join(), (counts.get(colour.join()) ?? 0) + 1);
  const [most = ''] = [...counts].toSorted(([, one], [, other]) => other - one)[0] ?? [];
  return most.split(',').map(Number);
}

function isOther(one: Colour, other: Colour): boolean {
  return one.some((value, channel) => Math.abs(value - (other[channel] ?? -Infinity)) > tolerance);
}

/** Runs on a page: the mean colours of a PNG's blocks. */
async function readBlocks(png: string, size: number): Promise<Picture> {
  const bytes = Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }), { colorSpaceConversion: 'none' });
  const canvas = Object.assign(document.createElement('canvas'), { width: bitmap.width, height: bitmap.height });
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  context.drawImage(bitmap, 0, 0);
  const [columns, rows] = [Math.floor(bitmap.width / size), Math.floor(bitmap.height / size)];
  const colours: number[] = [];
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const { data } = context.getImageData(column * size, row * size, size, size);
      for (let channel = 0; channel < 3; channel += 1) {
        let sum = 0;
        for (let at = channel; at < data.length; at += 4) sum += data.at(at) ?? 0;
        colours.push(Math.round(sum / (size * size)));
      }
    }
  }
  return { columns, rows, colours };
}
