import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { PlaybackOptions } from '../../src/audio/playback-only.js';
import { AgentError } from '../../src/base/errors.js';
import type { AutessaErrorEvent } from '../../src/session/events.js';
import { FakeCall } from '../support/fake-call.js';
import { settled } from '../support/fake-clock.js';
import { until } from '../support/until.js';
import { said, scene, type Scene, type SceneOptions } from '../support/session.js';

/** What a session plays by where there is no call. */
class FakePlayback {
  readonly options: PlaybackOptions;
  readonly played: string[] = [];
  readonly ended: string[] = [];
  isClosed = false;

  constructor(options: PlaybackOptions) {
    this.options = options;
  }

  play(turn: string): void {
    this.played.push(turn);
  }

  endReply(turn: string): void {
    this.ended.push(turn);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.options.context.close();
  }

  /** The last reply has been heard to its end. */
  async finish(): Promise<void> {
    this.options.onEvent({ type: 'played', replyId: this.played.at(-1) ?? '', heardMs: 100, isFinished: true });
    await settled();
  }
}

interface AloudScene extends Scene {
  readonly playbacks: readonly FakePlayback[];
  readonly playback: FakePlayback;
}

/** A session that is answered aloud, to which something was typed. */
async function asked(options: SceneOptions = {}): Promise<AloudScene> {
  const playbacks: FakePlayback[] = [];
  const openPlayback = (given: PlaybackOptions) => {
    const playback = new FakePlayback(given);
    playbacks.push(playback);
    return playback;
  };
  const all = scene({ replyMode: 'AUDIO', openPlayback, ...options });
  void all.session.send('Hi').catch(() => undefined);
  await settled();
  await all.server.socket.open('conv-1');
  await settled();
  return {
    ...all,
    playbacks,
    get playback() {
      return playbacks.at(-1)!;
    },
  };
}

const errors = ({ events }: Scene) => events.filter(({ type }) => type === 'autessa-error').map((event) => (event as AutessaErrorEvent).error.code);

/** Nothing is left running, and the next send can begin anew. */
async function expectOver({ session, playbacks }: AloudScene, context: AudioContext | undefined): Promise<void> {
  expect(session.snapshot.voiceState).to.equal('off');
  // Firefox takes its time.
  await until(() => context?.state === 'closed', 'the context is closed');
  expect(playbacks.every(({ isClosed }) => isClosed)).to.equal(true);
}

describe('What is typed without a call, in audio mode,', () => {
  it('is answered aloud, by a context of that moment, which is closed when all has been heard', async () => {
    const all = await asked();
    const { session, server } = all;
    const [context] = all.contexts;
    expect(context).to.be.instanceOf(AudioContext);
    expect(server.socket.sent[0]?.executionOutputMode).to.equal('AUDIO');
    expect([all.playbacks.length, session.snapshot.voiceState]).to.deep.equal([0, 'off']);
    await server.socket.speak('Hello');
    await server.socket.speak(' there', { isFinalChunk: true });
    expect([session.snapshot.voiceState, all.playbacks.length, all.playback.options.context]).to.deep.equal(['speaking', 1, context]);
    await server.socket.finish('Hello there');
    const [{ id } = { id: '' }] = session.snapshot.messages;
    expect([all.playback.played, all.playback.ended]).to.deep.equal([[id, id], [id]]);
    expect([said(all), session.snapshot.voiceState]).to.deep.equal([['user:sent:Hi', 'agent:done:Hello there'], 'speaking']);
    await all.playback.finish();
    await expectOver(all, context);
    expect(errors(all)).to.deep.equal([]);
  });

  it('is answered aloud once more, by another context', async () => {
    const all = await asked();
    await all.server.socket.speak('One');
    await all.server.socket.finish('One');
    await all.playback.finish();
    void all.session.send('Again');
    const context = all.contexts.at(-1);
    await settled();
    await all.server.socket.speak('Two');
    await all.server.socket.finish('Two');
    expect(all.playbacks.map(({ played }) => played.length)).to.deep.equal([1, 1]);
    await all.playback.finish();
    await expectOver(all, context);
  });

  it('is answered aloud, too, where it was stopped and is asked again', async () => {
    const all = await asked();
    await all.server.socket.speak('A long');
    all.session.stop();
    await all.server.socket.finish('A long story');
    const [{ id } = { id: '' }] = all.session.snapshot.messages;
    await settled();
    void all.session.retry(id).catch(() => undefined);
    const context = all.contexts.at(-1);
    expect(context, 'made inside the click').to.be.instanceOf(AudioContext);
    await settled();
    await all.server.socket.speak('Once more');
    await all.server.socket.finish('Once more');
    expect([all.playbacks.length, all.playback.options.context, all.playback.played]).to.deep.equal([2, context, [id]]);
    await all.playback.finish();
    await expectOver(all, context);
  });

  it('is played whole where the sound comes with the final message alone', async () => {
    const all = await asked();
    const output = [{ outputType: 'AUDIO', sampleRate: 16_000, base64Audio: btoa('\0'.repeat(3200)), transcription: 'Whole' }];
    await all.server.socket.say({ conversationId: 'conv-1', output, errors: [] });
    expect([said(all).at(-1), all.playback.played.length]).to.deep.equal(['agent:done:Whole', 1]);
  });

  it('leaves nothing behind where the reply is text after all, or an error', async () => {
    for (const refusal of [[], ['Out of order']]) {
      const all = await asked();
      const context = all.contexts.at(-1);
      await all.server.socket.finish(refusal.length > 0 ? '' : 'Hello', refusal);
      await settled();
      expect(all.playbacks).to.have.length(0);
      await expectOver(all, context);
    }
  });

  it('falls silent with “stop”, while it is written and after', async () => {
    for (const isWritten of [true, false]) {
      const all = await asked();
      const context = all.contexts.at(-1);
      await all.server.socket.speak('A long');
      if (isWritten) await all.server.socket.finish('A long story');
      all.session.stop();
      await settled();
      await expectOver(all, context);
      await all.server.socket.speak(' story');
      expect(all.playback.played).to.have.length(1);
    }
  });

  for (const [how, end] of [
    ['a new conversation', ({ session }: Scene) => void session.newConversation()],
    ['the end of the conversation', ({ session }: Scene) => void session.endConversation()],
    ['the end of the session', ({ session }: Scene) => session.dispose()],
    ['the end of the voice', ({ session }: Scene) => session.stopVoice()],
  ] as const) {
    it(`falls silent with ${how}`, async () => {
      const all = await asked();
      const context = all.contexts.at(-1);
      await all.server.socket.speak('A long');
      await all.server.socket.finish('A long story');
      end(all);
      await settled();
      await settled();
      await expectOver(all, context);
    });
  }

  it('falls silent for a call, which says what comes then', async () => {
    const calls: FakeCall[] = [];
    const all = await asked({
      openCall: (options) => {
        calls.push(new FakeCall(options));
        return calls[0]!;
      },
    });
    const context = all.contexts.at(-1);
    await all.server.socket.speak('A long');
    void all.session.startVoice().catch(() => undefined);
    await settled();
    await until(() => context?.state === 'closed', 'the context is closed');
    expect([all.playback.isClosed, calls.length, all.session.snapshot.voiceState]).to.deep.equal([true, 1, 'starting']);
    await all.server.socket.speak(' story');
    expect([all.playback.played.length, calls[0]?.played.size]).to.deep.equal([1, 1]);
    all.session.stopVoice();
    await settled();
    expect(all.session.snapshot.voiceState).to.equal('off');
  });

  it('says where the browser holds the sound back', async () => {
    const all = await asked();
    await all.server.socket.speak('Hello');
    all.playback.options.onBlocked(true);
    expect(all.session.snapshot.voiceState).to.equal('blocked');
    all.playback.options.onBlocked(false);
    expect(all.session.snapshot.voiceState).to.equal('speaking');
  });

  it('is read where sound cannot be played, or made sense of', async () => {
    for (const isFatal of [true, false]) {
      const all = await asked();
      const context = all.contexts.at(-1);
      await all.server.socket.speak('Hello');
      all.playback.options.onEvent({ type: 'trouble', error: new AgentError('protocol', 'No sound'), isFatal });
      await all.server.socket.finish('Hello there');
      expect([said(all).at(-1), errors(all)]).to.deep.equal(['agent:done:Hello there', ['protocol']]);
      if (!isFatal) await all.playback.finish();
      await settled();
      await expectOver(all, context);
    }
  });

  it('needs no context where a listener lets nothing be sent', () => {
    const { session, contexts } = scene({ replyMode: 'AUDIO' });
    session.addEventListener('autessa-before-send', (event) => event.preventDefault());
    session.send('Hi').catch(() => undefined);
    expect(contexts).to.have.length(0);
  });

  it('is the site’s to say where it has a speaker of its own', async () => {
    const played: string[] = [];
    const all = await asked();
    all.session.speaker = { play: (_turn, { transcription }) => played.push(transcription) };
    await all.server.socket.speak('Hello');
    await all.server.socket.finish('Hello');
    expect([played, all.playbacks.length, all.session.snapshot.voiceState]).to.deep.equal([['Hello'], 0, 'off']);
  });

  it('is read where that speaker fails, which is told, and is no trouble of the connection', async () => {
    const all = scene({ replyMode: 'AUDIO' });
    const fails = () => {
      throw new Error('no loudspeaker');
    };
    all.session.speaker = { play: fails };
    all.server.answer('execute', { json: { output: [{ outputType: 'AUDIO', base64Audio: 'AAAA', sampleRate: 16_000, transcription: 'Hello', isFinalChunk: true }], errors: [] } });
    const reply = all.session.send('Hi');
    await settled();
    await all.clock.pass(10_000);
    expect((await reply).text).to.equal('Hello');
    const told = all.events.filter(({ type }) => type === 'autessa-error').map((event) => (event as AutessaErrorEvent).error);
    expect([all.session.snapshot.state, told.map(({ code }) => code), String(told[0]?.cause)]).to.deep.equal(['ready', ['config'], 'Error: no loudspeaker']);
  });
});
