/**
 * A WAV file of 16-bit samples.
 *
 * @param samples mono, from -1 to 1; what is beyond is cut off
 * @param sampleRate in Hz
 */
export function encodeWav(samples: Float32Array, sampleRate: number): Blob {
  const header = new DataView(new ArrayBuffer(44));
  const dataBytes = samples.length * 2;
  const text = (at: number, word: string): void => {
    for (let index = 0; index < word.length; index += 1) header.setUint8(at + index, word.charCodeAt(index));
  };
  text(0, 'RIFF');
  header.setUint32(4, 36 + dataBytes, true);
  text(8, 'WAVEfmt ');
  header.setUint32(16, 16, true);
  header.setUint16(20, 1, true);
  header.setUint16(22, 1, true);
  header.setUint32(24, sampleRate, true);
  header.setUint32(28, sampleRate * 2, true);
  header.setUint16(32, 2, true);
  header.setUint16(34, 16, true);
  text(36, 'data');
  header.setUint32(40, dataBytes, true);
  const data = new DataView(new ArrayBuffer(dataBytes));
  samples.forEach((sample, index) => data.setInt16(index * 2, Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), true));
  return new Blob([header, data], { type: 'audio/wav' });
}
