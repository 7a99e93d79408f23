import { readFileSync } from 'node:fs';

/** The model as vad-web ships it. */
const model = 'node_modules/@ricky0123/vad-web/dist/silero_vad_v6.onnx';

/**
 * Half floats would be as small, but differ by up to 0.04 in the likelihood of a quiet voice. So rows of weights are
 * whole numbers with one scale a row, of 16 bits or, where the likelihood depends on them most, of 24.
 */
const wide = 3;
const narrow = 2;

/**
 * The weights of Silero VAD v6 for 16 kHz, as `src/audio/detection/weights.ts` reads them: little-endian, and all planes
 * of bytes apart, which servers can compress better.
 *
 * | bytes | |
 * | --- | --- |
 * | 0-3 | `SVAD` |
 * | 4-5 | version |
 * | 6-7 | count of tensors |
 * | 8-11 | checksum of all that follows: FNV-1a, 32 bits |
 * | then, for each tensor | 6 bytes: rows, columns, bytes in a weight |
 * | then, for each tensor | a scale for each row, 4 bytes each (float); the highest bytes of all weights (signed); the next lower; … |
 *
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function sileroWeights() {
  const tensors = tensorsFor16kHz(readFileSync(model));
  const weights = (name) => tensors.get(name) ?? raise(`The model has no ${name}`);
  const list = [];
  [
    { outputs: 128, inputs: 129, taps: [0, 1, 2], bytes: narrow },
    { outputs: 64, inputs: 128, taps: [0, 1, 2], bytes: wide },
    // Of these, some taps only ever see the padding.
    { outputs: 64, inputs: 64, taps: [1, 2], bytes: wide },
    { outputs: 128, inputs: 64, taps: [1], bytes: wide },
  ].forEach(({ outputs, inputs, taps, bytes }, layer) => {
    const kernel = weights(`encoder.${layer}.reparam_conv.weight`);
    const rows = [];
    for (let output = 0; output < outputs; output++) {
      // From [output][input][tap] to [output][tap][input].
      for (const tap of taps) rows.push(Array.from({ length: inputs }, (_, input) => kernel[(output * inputs + input) * 3 + tap]));
    }
    list.push({ rows, bytes }, { rows: [[...weights(`encoder.${layer}.reparam_conv.bias`)]], bytes: wide });
  });
  const fromInput = weights('decoder.rnn.weight_ih');
  const fromBefore = weights('decoder.rnn.weight_hh');
  const recurrent = [];
  for (let gate = 0; gate < 512; gate++) {
    // Each half row has a scale of its own.
    for (const half of [fromInput, fromBefore]) {
      for (const at of [0, 64]) recurrent.push([...half.subarray(gate * 128 + at, gate * 128 + at + 64)]);
    }
  }
  const biasBefore = weights('decoder.rnn.bias_hh');
  list.push(
    { rows: recurrent, bytes: narrow },
    { rows: [[...weights('decoder.rnn.bias_ih').map((bias, gate) => bias + biasBefore[gate])]], bytes: wide },
    { rows: [[...weights('decoder.decoder.2.weight')]], bytes: wide },
    { rows: [[...weights('decoder.decoder.2.bias')]], bytes: wide },
  );
  return written(list);
}

function written(tensors) {
  const sizes = tensors.map(({ rows, bytes }) => rows.length * (4 + rows[0].length * bytes));
  const data = new Uint8Array(12 + 6 * tensors.length + sizes.reduce((sum, size) => sum + size));
  const view = new DataView(data.buffer);
  data.set([...'SVAD'].map((letter) => letter.charCodeAt(0)));
  view.setUint16(4, 1, true);
  view.setUint16(6, tensors.length, true);
  tensors.forEach(({ rows, bytes }, index) => {
    [rows.length, rows[0].length, bytes].forEach((size, place) => view.setUint16(12 + 6 * index + 2 * place, size, true));
  });
  let at = 12 + 6 * tensors.length;
  tensors.forEach(({ rows, bytes }, index) => {
    const greatest = 2 ** (8 * bytes - 1) - 1;
    const scales = rows.map((row) => Math.fround(Math.max(...row.map(Math.abs)) / greatest));
    scales.forEach((scale, row) => view.setFloat32(at + 4 * row, scale, true));
    const count = rows.length * rows[0].length;
    const planes = at + 4 * rows.length;
    rows.flat().forEach((weight, place) => {
      const whole = Math.round(weight / scales[Math.floor(place / rows[0].length)]);
      for (let plane = 0; plane < bytes; plane++) data[planes + plane * count + place] = whole >> (8 * (bytes - 1 - plane));
    });
    at += sizes[index];
  });
  view.setUint32(8, checksum(data.subarray(12)), true);
  return data;
}

function checksum(bytes) {
  let sum = 0x811c9dc5;
  for (const byte of bytes) sum = Math.imul(sum ^ byte, 0x01000193);
  return sum >>> 0;
}

/** What a node of the model named `If` uses for 16 kHz; for 8 kHz there are others. */
function tensorsFor16kHz(onnx) {
  const [graph] = fieldsOf(onnx, 7);
  const branches = fieldsOf(graph, 1).filter((node) => text(node, 4) === 'If').flatMap((node) => fieldsOf(node, 5));
  const branch = branches.find((attribute) => text(attribute, 1) === 'then_branch') ?? raise('The model is built otherwise');
  const tensors = new Map();
  for (const node of fieldsOf(fieldsOf(branch, 6)[0], 1)) {
    for (const tensor of fieldsOf(node, 5).flatMap((attribute) => fieldsOf(attribute, 5))) {
      const isFloat = fieldsOf(tensor, 2)[0] === 1;
      // A copy begins where floats may begin.
      if (isFloat) tensors.set(text(tensor, 8), new Float32Array(Uint8Array.from(fieldsOf(tensor, 9)[0]).buffer));
    }
  }
  return tensors;
}

function text(message, field) {
  return String(fieldsOf(message, field)[0] ?? '');
}

/** The values of one field of a protocol buffer: numbers, or bytes. */
function fieldsOf(message, wanted) {
  const found = [];
  let at = 0;
  const varint = () => {
    for (let value = 0, unit = 1; ; unit *= 128) {
      const byte = message[at++];
      value += (byte & 127) * unit;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const key = varint();
    let value;
    if ((key & 7) === 0) value = varint();
    else {
      const length = (key & 7) === 2 ? varint() : (key & 7) === 5 ? 4 : 8;
      value = message.subarray(at, (at += length));
    }
    if (key >>> 3 === wanted) found.push(value);
  }
  return found;
}

function raise(message) {
  throw new Error(message);
}
