import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { probeFile } from '../../src/media/files/probe.js';
import { lacks } from '../tools/needs.js';

/** Half a minute of a tone, as ffmpeg writes it, in seconds and parts of it that it may be off. */
const files: Record<string, readonly string[]> = {
  'MP3 of a constant rate': ['-b:a', '64k', '-f', 'mp3'],
  'MP3 without a count of its frames': ['-b:a', '64k', '-write_xing', '0', '-id3v2_version', '0', '-f', 'mp3'],
  'MP3 of a variable rate': ['-q:a', '4', '-f', 'mp3'],
  'MP3 of 22 kHz': ['-ar', '22050', '-b:a', '48k', '-f', 'mp3'],
  'AAC': ['-c:a', 'aac', '-f', 'adts'],
  'MP4 with its head last': ['-c:a', 'aac', '-f', 'mp4'],
  'MP4 with its head first': ['-c:a', 'aac', '-movflags', '+faststart', '-f', 'mp4'],
  'Opus in Ogg': ['-c:a', 'libopus', '-f', 'ogg'],
  'Vorbis in Ogg': ['-c:a', 'libvorbis', '-f', 'ogg'],
  'Opus in WebM': ['-c:a', 'libopus', '-f', 'webm'],
  'Opus in WebM, streamed': ['-c:a', 'libopus', '-f', 'webm', '-live', '1'],
  FLAC: ['-f', 'flac'],
};

describe('How long a file is can be told before it is read', { skip: lacks('ffmpeg') }, () => {
  for (const [name, options] of Object.entries(files)) {
    test(name, async () => {
      const { durationMs = NaN } = await probeFile(new Blob([made(options)]));
      // A stream of clusters says when the last of them begins.
      const least = name.endsWith('streamed') ? 20 : 29;
      assert.ok(durationMs > least * 1_000 && durationMs < 31_500, `${durationMs} ms`);
    });
  }

  test('and of which rate', async () => {
    for (const [rate, options] of [
      [96_000, ['-ar', '96000', '-f', 'flac']],
      [44_100, ['-f', 'mp3']],
      [32_000, ['-ar', '32000', '-c:a', 'aac', '-f', 'mp4']],
      [22_050, ['-ar', '22050', '-c:a', 'aac', '-f', 'adts']],
      [48_000, ['-c:a', 'libopus', '-f', 'ogg']],
    ] as const) {
      assert.equal((await probeFile(new Blob([made(options)]))).rate, rate);
    }
  });
});

test('What is no such file, or is cut, has no length', async () => {
  for (const content of ['', 'x', 'OggS', 'fLaC', 'RIFF', '\0\0\0\x18ftypM4A ', 'ID3\x04\0\0\0\0\0\0', 'OggS'.padEnd(100, '\0')]) {
    assert.equal((await probeFile(new Blob([content]))).durationMs, undefined, content);
  }
  assert.deepEqual(await probeFile(new Blob([Uint8Array.of(0x1a, 0x45, 0xdf, 0xa3, 0, 0, 0, 0)])), {});
});

function made(options: readonly string[]): Buffer<ArrayBuffer> {
  const file = join(tmpdir(), `probe-${process.pid}`);
  const source = ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=30'];
  const { status, stderr } = spawnSync('ffmpeg', ['-v', 'error', '-y', ...source, ...options, file]);
  assert.equal(status, 0, String(stderr));
  const bytes = readFileSync(file);
  rmSync(file);
  return bytes as Buffer<ArrayBuffer>;
}
