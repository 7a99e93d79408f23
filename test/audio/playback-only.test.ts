import { expect } from '@open-wc/testing';
import { openPlayback, type PlaybackEvent } from '../../src/audio/playback-only.js';
import { until } from '../support/until.js';
import { tone } from './signals.js';
import { pcm16 } from './wav.js';

describe('Replies without a call', () => {
  let context: AudioContext;
  let events: PlaybackEvent[];
  let playing: (string | undefined)[];
  let blocked: boolean[];

  beforeEach(() => {
    context = new AudioContext();
    events = [];
    playing = [];
    blocked = [];
  });
  afterEach(async () => {
    if (context.state !== 'closed') await context.close();
  });

  const open = (assetsBase?: string) =>
    openPlayback({
      context,
      onEvent: (event) => events.push(event),
      onPlaying: (replyId) => playing.push(replyId),
      onBlocked: (isBlocked) => blocked.push(isBlocked),
      assetsBase,
    });

  /** Headless browsers without a sound card have contexts that never run. */
  const canPlay = async (): Promise<boolean> => {
    await Promise.race([context.resume(), new Promise((resolve) => setTimeout(resolve, 2000))]);
    return context.state === 'running';
  };

  for (const [where, assetsBase] of [['in a worklet', undefined], ['on the page’s own thread where there is none', '/nowhere']] as const) {
    it(`are played to their end, ${where}, and nothing is left`, async function () {
      if (!(await canPlay())) this.skip();
      const playback = open(assetsBase);
      // Before it is there.
      for (const _ of [1, 2]) playback.play('a', { audio: pcm16(tone(440, 16_000, 4800)), sampleRate: 16_000 });
      playback.endReply('a');
      await until(() => events.some((event) => event.type === 'played' && event.isFinished), 'it is heard');
      expect([playing[0], playing.at(-1), blocked.includes(true)]).to.deep.equal(['a', undefined, false]);
      await playback.close();
      expect([context.state, events.some(({ type }) => type === 'trouble')]).to.deep.equal(['closed', false]);
    });
  }

  it('tell that the browser holds them back, and end nonetheless', async () => {
    await context.suspend();
    context.resume = () => Promise.reject(new DOMException('No', 'NotAllowedError'));
    const playback = open();
    playback.play('a', { audio: pcm16(tone(440, 16_000, 4800)) });
    await until(() => blocked.includes(true), 'it is told');
    await playback.close();
    expect(context.state).to.equal('closed');
  });

  it('tell what cannot be read, once', async () => {
    const playback = open();
    for (const _ of [1, 2]) playback.play('a', { audio: '*** no base64 ***' });
    expect(events.map((event) => event.type === 'trouble' && [event.error.code, event.isFatal])).to.deep.equal([['protocol', false]]);
    await playback.close();
    playback.play('a', { audio: pcm16(tone(440, 16_000, 4800)) });
    await playback.close();
  });

  it('tell a context that is of no use any more', async function () {
    if (!(await canPlay())) this.skip();
    const playback = open();
    playback.play('a', { audio: pcm16(tone(440, 16_000, 48_000)) });
    await until(() => playing.includes('a'), 'it is heard');
    await context.close();
    await until(() => events.some((event) => event.type === 'trouble' && event.isFatal), 'it is told');
    await playback.close();
  });
});
