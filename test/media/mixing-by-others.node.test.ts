import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { readSpeechFile } from '../../src/media/files/speech-file.js';
import { samplesIn } from '../audio/wav.js';
import { decibels, rootMeanSquare } from '../audio/signals.js';
import { FakeClock } from '../support/fake-clock.js';
import { lacks } from '../tools/needs.js';

const voice = 'test/fixtures/jfk.wav';

/**
 * How ffmpeg makes a file of a voice, and how loud it is as we send it: beside the voice itself, and beside what
 * `ffmpeg -ac 1` makes of it, in dB.
 */
const files: ReadonlyArray<readonly [name: string, filter: string, toVoice: number, toFfmpeg: number]> = [
  ['mono', 'anull', 0, 0],
  ['stereo, the same on both sides', 'pan=stereo|c0=c0|c1=c0', 0, 0],
  ['stereo, a little to the left', 'pan=stereo|c0=c0|c1=0.7*c0', -1.4, 0],
  ['stereo, two moments of the voice', 'asplit[a][b];[b]adelay=500[c];[a][c]join=inputs=2:channel_layout=stereo', -3, 0],
  ['stereo, the left alone', 'pan=stereo|c0=c0|c1=0*c0', 0, 6],
  ['stereo, the right alone', 'pan=stereo|c0=0*c0|c1=c0', 0, 6],
  ['stereo, turned over', 'pan=stereo|c0=c0|c1=-1*c0', 0, Infinity],
  ['5.1, the centre', 'pan=5.1|FL=0*c0|FR=0*c0|FC=c0|LFE=0*c0|BL=0*c0|BR=0*c0', 0, 10.7],
  ['5.1, front and back', 'pan=5.1|FL=c0|FR=c0|FC=0*c0|LFE=0*c0|BL=c0|BR=c0', 0, 3],
];

describe('A file of several channels', { skip: lacks('ffmpeg') }, () => {
  let folder = '';
  before(() => (folder = mkdtempSync(join(tmpdir(), 'mixing-'))));
  after(() => rmSync(folder, { recursive: true }));

  for (const [name, filter, toVoice, toFfmpeg] of files) {
    test(`${name}: a voice is as loud as it was, and never 1 dB quieter than by ffmpeg -ac 1`, async () => {
      const file = join(folder, `${name}.wav`);
      const other = join(folder, `${name} by ffmpeg.wav`);
      ffmpeg('-i', voice, '-filter_complex', filter, file);
      ffmpeg('-i', file, '-ac', '1', other);
      const { wav } = await readSpeechFile(new Blob([readFileSync(file)]), {}, { clock: new FakeClock(), decode: () => Promise.reject(new Error('not asked')) });
      const ours = rootMeanSquare(samplesIn(new Uint8Array(await wav.arrayBuffer())));
      const found = [decibels(ours / rootMeanSquare(samplesIn(readFileSync(voice)))), decibels(ours / rootMeanSquare(samplesIn(readFileSync(other))))];
      const label = `to the voice ${found[0]!.toFixed(1)} dB, to ffmpeg ${found[1]!.toFixed(1)} dB`;
      assert.ok(Math.abs(found[0]! - toVoice) < 1, label);
      assert.ok(found[1]! > -1, label);
      assert.ok(found[1] === toFfmpeg || Math.abs(found[1]! - toFfmpeg) < 1, label);
    });
  }
});

function ffmpeg(...options: readonly string[]): void {
  const { status, stderr } = spawnSync('ffmpeg', ['-v', 'error', '-y', ...options], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
}
