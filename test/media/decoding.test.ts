import { expect } from '@open-wc/testing';
import { systemClock } from '../../src/base/clock.js';
import { browserDecode } from '../../src/media/files/browser-source.js';
import { encodeWav } from '../../src/media/files/encode-wav.js';
import { readSpeechFile } from '../../src/media/files/speech-file.js';
import { openWav } from '../../src/media/files/wav-source.js';

/** Nothing but a rate, as a file says it that the widget leaves to the browser. */
function strange(rate: number): Blob {
  return new Blob(['fLaC', Uint8Array.of(0, 0, 0, 34, 16, 0, 16, 0, 0, 0, 0, 0, 0, 0, rate >> 12, (rate >> 4) & 255, (rate << 4) & 255, 0, 0, 0, 0, 0), new Uint8Array(60)]);
}

/** How loud a tone is that went through the browser's decoder and came to 16 kHz, in dB beside the tone. */
async function levelOf(hertz: number, rate: number): Promise<number> {
  const tone = encodeWav(Float32Array.from({ length: rate / 4 }, (_, index) => 0.9 * Math.sin((2 * Math.PI * hertz * index) / rate)), rate);
  const decode = async (_: ArrayBuffer, asked: number) => browserDecode(await tone.arrayBuffer(), asked);
  const { wav } = await readSpeechFile(strange(rate), {}, { clock: systemClock, decode });
  let power = 0;
  let count = 0;
  for await (const [samples] of (await openWav(wav))!.blocks()) {
    for (const sample of samples!.subarray(200, -200)) {
      power += sample * sample;
      count++;
    }
  }
  return 10 * Math.log10(power / count / (0.9 ** 2 / 2));
}

describe('What the browser decodes', () => {
  for (const rate of [44_100, 48_000, 96_000, 192_000]) {
    it(`of ${rate} Hz keeps what 16 kHz can hold, and nothing else is heard in its place`, async () => {
      expect(await levelOf(1_000, rate)).to.be.within(-0.2, 0.2);
      for (const hertz of [9_000, 12_500, 15_100, 19_000, ...(rate > 48_000 ? [31_000, 41_000] : [])]) {
        expect(await levelOf(hertz, rate), `${hertz} Hz`).to.be.below(-80);
      }
    });
  }
});
