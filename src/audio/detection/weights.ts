/** How many numbers are in which part of the model, and where in the file; see `.config/silero-weights.mjs`. */
const layers = {
  kernel0: [384, 129, 2],
  bias0: [1, 128, 3],
  kernel1: [192, 128, 3],
  bias1: [1, 64, 3],
  kernel2: [128, 64, 3],
  bias2: [1, 64, 3],
  kernel3: [128, 64, 3],
  bias3: [1, 128, 3],
  recurrent: [2048, 64, 2],
  recurrentBias: [1, 512, 3],
  output: [1, 128, 3],
  outputBias: [1, 1, 3],
} as const satisfies Readonly<Record<string, readonly [rows: number, columns: number, bytes: number]>>;

/** The numbers of each part, row after row. */
export type SileroWeights = Readonly<Record<keyof typeof layers, Float32Array>>;

const magic = 0x44415653; // SVAD
const version = 1;
const headerLength = 12;

/**
 * The weights of Silero, from the file that the build makes.
 *
 * @throws {Error} where the file is something else, of another version, cut or damaged
 */
export function readWeights(file: ArrayBuffer): SileroWeights {
  const view = new DataView(file);
  const shapes = Object.entries(layers);
  let at = headerLength + 6 * shapes.length;
  if (file.byteLength < at || view.getUint32(0, true) !== magic) throw new Error('It is no file of weights');
  if (view.getUint16(4, true) !== version) throw new Error(`Its version is ${view.getUint16(4, true)}, not ${version}`);
  const hasShape = shapes.every(([, shape], index) => shape.every((size, place) => size === view.getUint16(headerLength + 6 * index + 2 * place, true)));
  if (view.getUint16(6, true) !== shapes.length || !hasShape) throw new Error('It holds the weights of another model');
  let length = at;
  for (const [, [rows, columns, bytes]] of shapes) length += rows * (4 + columns * bytes);
  if (file.byteLength !== length) throw new Error(`It has ${file.byteLength} bytes, not ${length}`);
  if (view.getUint32(8, true) !== checksum(new Uint8Array(file, headerLength))) throw new Error('It is damaged');
  return Object.fromEntries(
    shapes.map(([name, [rows, columns, bytes]]) => {
      const weights = readTensor(file, at, rows, columns, bytes);
      at += rows * (4 + columns * bytes);
      if (!weights.every(Number.isFinite)) throw new Error('It holds what is no number');
      return [name, weights];
    }),
  ) as SileroWeights;
}

/** Scales of rows, and then the weights: their highest bytes, with the sign, then the lower ones. */
function readTensor(file: ArrayBuffer, start: number, rows: number, columns: number, bytes: number): Float32Array {
  const scales = new DataView(file, start);
  const count = rows * columns;
  const weights = Float32Array.from(new Int8Array(file, start + 4 * rows, count));
  for (let plane = 1; plane < bytes; plane++) {
    const lower = new Uint8Array(file, start + 4 * rows + plane * count, count);
    // Whole numbers of 24 bits are exact.
    for (let index = 0; index < count; index++) weights[index] = weights[index]! * 256 + lower[index]!;
  }
  for (let row = 0, index = 0; row < rows; row++) {
    const scale = scales.getFloat32(4 * row, true);
    for (let column = 0; column < columns; column++, index++) weights[index]! *= scale;
  }
  return weights;
}

/** FNV-1a. */
function checksum(bytes: Uint8Array): number {
  let sum = 0x811c9dc5;
  for (let index = 0; index < bytes.length; index++) sum = Math.imul(sum ^ bytes[index]!, 0x01000193);
  return sum >>> 0;
}
