import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServerMessage } from '../../src/protocol/messages.js';
import type { Turn } from '../../src/session/core/model.js';
import { Sounds } from '../../src/session/voice/sounds-of.js';
import { FakeClock } from '../support/fake-clock.js';

const chunk = { kind: 'stream', output: { outputType: 'AUDIO', base64Audio: 'AAAA', isFinalChunk: true, transcription: '' } } as unknown as ServerMessage;
const turn = (transcription?: string) => ({ id: 'a', transcription }) as unknown as Turn;

test('A last chunk that comes twice is heard once; the same sound a second later, of a reply without an end, is heard', async () => {
  const clock = new FakeClock();
  const sounds = new Sounds(clock);
  const heard: number[] = [sounds.of(chunk, turn()).length];
  for (const ms of [0, 100, 950, 950, 20, 700]) {
    await clock.pass(ms);
    heard.push(sounds.of(chunk, turn('')).length);
  }
  assert.deepEqual(heard, [1, 0, 0, 1, 1, 0, 1]);
});
