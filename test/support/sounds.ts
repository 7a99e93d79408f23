/** A WAV file with a tone of so many seconds. */
export function toneFile(seconds = 0.5, name = 'tone.wav'): File {
  const rate = 16_000;
  const count = Math.round(seconds * rate);
  const data = new DataView(new ArrayBuffer(44 + count * 2));
  const text = (at: number, word: string) => [...word].forEach((letter, index) => data.setUint8(at + index, letter.charCodeAt(0)));
  text(0, 'RIFF');
  data.setUint32(4, 36 + count * 2, true);
  text(8, 'WAVEfmt ');
  data.setUint32(16, 16, true);
  data.setUint16(20, 1, true);
  data.setUint16(22, 1, true);
  data.setUint32(24, rate, true);
  data.setUint32(28, rate * 2, true);
  data.setUint16(32, 2, true);
  data.setUint16(34, 16, true);
  text(36, 'data');
  data.setUint32(40, count * 2, true);
  for (let index = 0; index < count; index += 1) data.setInt16(44 + index * 2, Math.sin(index / 6) * 12_000, true);
  return new File([data], name, { type: 'audio/wav' });
}
