import { describe, it } from 'node:test';
import { expect } from 'chai';
import { AgentError } from '../../src/base/errors.js';
import type { AutessaErrorEvent, AutessaStateEvent } from '../../src/session/events.js';
import type { AutessaCallEvent } from '../../src/session/voice/voice-events.js';
import { calling, inCall, type CallScene } from '../support/call-scene.js';
import { settled } from '../support/fake-clock.js';
import { agentLog, spokenLog, userLog } from '../support/scripted-server.js';
import { said, type Scene } from '../support/session.js';

const types = ({ events }: Scene) => events.map(({ type }) => type.replace('autessa-', ''));
const errors = ({ events }: Scene) => events.filter(({ type }) => type === 'autessa-error').map((event) => (event as AutessaErrorEvent).error.code);
const voiceStates = ({ events }: Scene) => {
  const states = events.filter(({ type }) => type === 'autessa-state').map((event) => (event as AutessaStateEvent).voiceState);
  return states.filter((state, index) => state !== states[index - 1]);
};
const heard = ({ server }: Scene) => server.socket.frames.map(([first]) => first);
const messageTypes = ({ server }: Scene) => server.socket.sent.map(({ messageType }) => messageType as string);

/** Nothing of a call is left. */
function expectOver({ session, call, context, clock }: CallScene): void {
  expect([session.snapshot.voiceState, session.voice, session.speaker, call.snapshot.phase, context.state, clock.running]).to.deep.equal([
    'off', undefined, undefined, 'closed', 'closed', 0,
  ]);
}

describe('A call begins', () => {
  it('with a socket of its own, the VOICE message as documented, and then samples', async () => {
    const all = await calling({ variables: { customerName: 'John' }, environmentVariables: { PLACE: 'Seattle' }, assetsBase: '/assets' });
    const { server, call, context } = all;
    expect([call.options.context, call.options.assetsBase]).to.deep.equal([context, '/assets']);
    expect(server.socket.address.searchParams.get('voiceModeEnabled')).to.equal('true');
    server.socket.accept();
    call.say(2);
    expect(server.socket.frames).to.have.length(0);
    await server.socket.say({ conversationId: 'conv-1', status: 'CREATED', errors: [] });
    call.say(2);
    expect(server.socket.sent).to.deep.equal([
      {
        messageType: 'VOICE', agentId: 7, outputType: 'AUDIO',
        audioFormat: { sampleRate: 16_000, sampleSizeInBits: 32, channels: 1, signed: true, bigEndian: false },
        environmentVariables: { PLACE: 'Seattle' }, promptTemplateVariables: { customerName: 'John' },
      },
    ]);
    expect(heard(all)).to.deep.equal([0, 1, 2, 3]);
    expect([server.socket.frames[0] instanceof Float32Array, server.socket.frames[0]?.length]).to.deep.equal([true, 512]);
  });

  it('for the person when they can be heard', async () => {
    const all = await calling();
    await all.server.socket.open('conv-1');
    expect([all.outcome(), all.session.snapshot.voiceState]).to.deep.equal([undefined, 'starting']);
    await all.call.become({ phase: 'live' });
    expect([all.outcome(), all.session.snapshot.voiceState]).to.deep.equal(['live', 'listening']);
    expect(all.session.voice?.call).to.equal(all.call);
    expect(voiceStates(all)).to.deep.equal(['starting', 'listening']);
  });

  it('with at most ten seconds of what was said before there was a connection', async () => {
    const all = await calling();
    all.call.say(400);
    await all.server.socket.open('conv-1');
    // 312 frames of 512 samples are 9.98 s.
    expect([heard(all).length, heard(all)[0], heard(all).at(-1)]).to.deep.equal([312, 88, 399]);
  });

  it('in the conversation that there is, and the connection in writing is left', async () => {
    const all = await calling({
      before: async ({ session, server }) => {
        void session.send('Hi');
        await settled();
        await server.socket.open('conv-1');
        await server.socket.finish('Hello!');
      },
    });
    expect(all.server.sockets).to.have.length(2);
    expect(all.server.sockets[0]?.isClosedByClient).to.equal(true);
    expect(all.server.socket.address.searchParams.get('conversationId')).to.equal('conv-1');
    expect(said(all)).to.deep.equal(['user:sent:Hi', 'agent:done:Hello!']);
  });

  it('while an attempt in writing is under way, the first or a later one: that one is given up', async () => {
    for (const isFirst of [true, false]) {
      const all = await calling({
        before: async ({ session, server, clock }) => {
          void session.reconnect();
          await settled();
          if (isFirst) return;
          await server.socket.drop();
          await clock.pass(1_000);
          expect([server.sockets.length, session.snapshot.state]).to.deep.equal([2, 'reconnecting']);
        },
      });
      expect(all.server.sockets.map(({ isClosedByClient }) => isClosedByClient)).to.deep.equal(isFirst ? [true, false] : [true, true, false]);
      expect(all.server.socket.address.searchParams.get('voiceModeEnabled')).to.equal('true');
      await all.server.socket.open('conv-1');
      expect(messageTypes(all)).to.deep.equal(['VOICE']);
    }
  });

  it('after the reply that is being written, or five seconds', async () => {
    for (const isPatient of [true, false]) {
      const all = await calling({
        before: async ({ session, server }) => {
          void session.send('Hi');
          await settled();
          await server.socket.open('conv-1');
          await server.socket.stream('Hel');
        },
      });
      expect(all.server.sockets).to.have.length(1);
      all.server.logs = [userLog('Hi'), agentLog('Hello!')];
      if (isPatient) await all.server.socket.finish('Hello!');
      else await all.clock.pass(5_000);
      await settled();
      expect(all.server.sockets).to.have.length(2);
      await all.server.socket.open('conv-1', 'REVIVED');
      await settled();
      expect(said(all)).to.deep.equal(['user:sent:Hi', 'agent:done:Hello!']);
      all.session.dispose();
    }
  });

  for (const [what, options, code] of [
    ['voice is not among the modes', { modes: ['text'] }, 'unsupported'],
    ['the person has not consented', { consent: 'We record you' }, 'aborted'],
  ] as const) {
    it(`not where ${what}`, async () => {
      const all = await calling(options);
      expect([all.outcome(), all.session.snapshot.voiceState, all.context.state, all.calls.length]).to.deep.equal([code, 'off', 'closed', 0]);
      expect(all.session.snapshot.voiceError?.code).to.equal(code === 'aborted' ? undefined : code);
      expect([errors(all), all.server.sockets.length]).to.deep.equal([code === 'aborted' ? [] : [code], 0]);
    });
  }

  it('not where it was ended before, and then as if nothing had been', async () => {
    const all = await calling({
      before: async ({ session }) => {
        const { startVoice } = session;
        session.startVoice = (context) => {
          const started = startVoice.call(session, context);
          session.stopVoice();
          return started;
        };
      },
    });
    expect([all.outcome(), all.context.state, all.calls.length, all.server.sockets.length]).to.deep.equal(['aborted', 'closed', 0, 0]);
    expect([voiceStates(all), errors(all)]).to.deep.equal([['starting', 'off'], []]);
  });

  it('once, however often it is asked for', async () => {
    const all = await inCall();
    const { context } = await calling();
    await all.session.startVoice(context);
    expect([all.calls.length, context.state, all.context.state]).to.deep.equal([1, 'closed', 'running']);
  });

  for (const code of [
    'mic-denied', 'mic-dismissed', 'mic-system', 'mic-missing', 'mic-busy', 'mic-policy', 'insecure-context', 'unsupported',
  ] as const) {
    it(`not with ${code}; and the person writes`, async () => {
      const all = await calling();
      await all.call.tell({ type: 'trouble', error: new AgentError(code, 'No'), isFatal: true });
      expect([all.outcome(), all.session.snapshot.voiceError?.code, errors(all)]).to.deep.equal([code, code, [code]]);
      expectOver(all);
      void all.session.send('Hi');
      await settled();
      expect(all.server.socket.address.searchParams.has('voiceModeEnabled')).to.equal(false);
      await all.server.socket.open('conv-1');
      await all.server.socket.finish('Hello!');
      expect(said(all)).to.deep.equal(['user:sent:Hi', 'agent:done:Hello!']);
      expect(all.session.snapshot.voiceError?.code).to.equal(code);
    });
  }

  it('not where the server reports errors at once', async () => {
    const all = await calling();
    all.server.socket.accept();
    await all.server.socket.say({ conversationId: 'conv-1', status: 'CREATED', errors: ['Not today'] });
    expect([all.outcome(), all.session.snapshot.state, all.session.snapshot.voiceError?.code, errors(all)]).to.deep.equal(['agent', 'failed', 'agent', ['agent']]);
    expectOver(all);
  });

  it('not where the server refuses VOICE; and the person writes', async () => {
    const all = await inCall();
    await all.server.socket.finish('', ['No voice here']);
    expect([all.session.snapshot.voiceError?.message, errors(all), all.session.snapshot.state]).to.deep.equal(['No voice here', ['agent'], 'idle']);
    expectOver(all);
    void all.session.send('Hi');
    await settled();
    expect(all.server.socket.address.searchParams.get('conversationId')).to.equal('conv-1');
    expect(all.server.socket.address.searchParams.has('voiceModeEnabled')).to.equal(false);
  });

  it('not where the network lets no socket through; and the person writes', async () => {
    const all = await calling();
    for (let attempt = 0; attempt < 5 && all.session.voice; attempt += 1) {
      await all.server.socket.drop(1006);
      await all.clock.pass(1_000);
    }
    expect([all.session.snapshot.voiceError?.code, all.session.snapshot.state, errors(all).at(-1)]).to.deep.equal(['connection', 'reconnecting', 'connection']);
    expect([all.session.voice, all.server.socket.address.searchParams.has('voiceModeEnabled')]).to.deep.equal([undefined, false]);
    await all.server.socket.drop(1006);
    expect(all.session.snapshot.state).to.equal('ready');
    all.server.answer('execute', { json: { output: [{ outputType: 'TEXT', content: 'Hello!' }], errors: [] } });
    void all.session.send('Hi');
    await settled();
    expect(said(all)).to.deep.equal(['user:sent:Hi', 'agent:done:Hello!']);
  });

  it('not with variables that are no JSON', async () => {
    const all = await calling({ variables: { big: 1n } });
    await all.server.socket.open('conv-1');
    expect([all.outcome(), errors(all)]).to.deep.equal(['config', ['config']]);
    expectOver(all);
  });
});

describe('In a call', () => {
  it('what the person says is a message, answered aloud and in writing, with its text by the log', async () => {
    const all = await inCall();
    const { server, session, call } = all;
    await call.speak();
    expect(session.snapshot.voiceState).to.equal('hearing');
    await call.fallSilent();
    expect(said(all)).to.deep.equal(['user:done:']);
    expect(session.snapshot.messages[0]?.input).to.deep.equal([{ inputType: 'AUDIO' }]);
    expect(session.snapshot.voiceState).to.equal('thinking');
    server.logs = [spokenLog('How are you?')];
    await server.socket.speak('I am fine,');
    await call.hear(50);
    expect(said(all)).to.deep.equal(['user:done:How are you?', 'agent:streaming:I am fine,']);
    expect(session.snapshot.voiceState).to.equal('speaking');
    await server.socket.speak(' thank you.', { isFinalChunk: true });
    await server.socket.finish('I am fine, thank you.');
    expect(said(all)).to.deep.equal(['user:sent:How are you?', 'agent:done:I am fine, thank you.']);
    expect([...call.played.values()]).to.deep.equal([200]);
    expect(call.asked).to.deep.equal([`end ${call.lastReply}`]);
    await call.hear(200, true);
    expect(session.snapshot.voiceState).to.equal('listening');
    expect(voiceStates(all)).to.deep.equal(['starting', 'listening', 'hearing', 'thinking', 'speaking', 'listening']);
    expect(types(all).filter((type) => type === 'speech-start' || type === 'speech-end' || type === 'message')).to.deep.equal([
      'speech-start', 'speech-end', 'message', 'message',
    ]);
  });

  it('its beginning and its end are told, with how long the person could be heard', async () => {
    const all = await inCall();
    await all.clock.pass(61_000);
    expect(all.session.snapshot.voiceState).to.equal('listening');
    all.session.stopVoice();
    await settled();
    const told = all.events.filter(({ type }) => type === 'autessa-call') as AutessaCallEvent[];
    expect(told.map(({ fields }) => fields)).to.deep.equal([{ phase: 'started', durationMs: 0 }, { phase: 'ended', durationMs: 61_000 }]);
    // Whoever ends the session listens no longer than that takes.
    const { clock, events, session } = await inCall();
    await clock.pass(2_000);
    session.dispose();
    expect((events.at(-1) as AutessaCallEvent).fields).to.deep.equal({ phase: 'ended', durationMs: 2_000 });
    await settled();
    expect(events.filter(({ type }) => type === 'autessa-call')).to.have.length(2);
    // One that never came about has no length.
    const never = await calling();
    never.session.stopVoice();
    await settled();
    expect(never.events.filter(({ type }) => type === 'autessa-call')).to.deep.equal([]);
  });

  it('which words are heard is known', async () => {
    const { server, session, call } = await inCall();
    let told = 0;
    session.voice?.subscribe(() => (told += 1));
    await call.utter();
    await server.socket.speak('One two', { ms: 700 });
    await server.socket.speak(' three', { ms: 600 });
    const id = `${call.lastReply}:reply`;
    await call.hear(100);
    expect(session.voice?.caption).to.deep.equal({ messageId: id, position: 3 });
    await call.hear(690);
    expect(session.voice?.caption).to.deep.equal({ messageId: id, position: 7 });
    await call.hear(900);
    expect(session.voice?.caption?.position).to.equal('One two three'.length);
    await call.hear(1300, true);
    expect([session.voice?.caption, told]).to.deep.equal([undefined, 4]);
  });

  for (const [what, pieces] of [
    ['repeat', ['One two.', 'One two.', 'Three.']],
    ['grow', ['One', 'One two.', 'One two. Three.']],
    ['are missing in between', ['One two.', '', ' Three.']],
    ['grow, with blanks in between', ['One', ' ', 'One two.', '\n', 'One two. Three.']],
    ['are words and blanks', ['One', ' ', 'two.', ' ', 'Three.']],
  ] as const) {
    it(`no word is shown twice where transcriptions ${what}`, async () => {
      const all = await inCall();
      await all.call.utter();
      for (const piece of pieces) await all.server.socket.speak(piece);
      await settled();
      expect(said(all).at(-1)).to.equal('agent:streaming:One two. Three.');
    });
  }

  it('there are no two messages for one speech, whoever notices its end first', async () => {
    const all = await inCall();
    await all.call.speak();
    await all.server.socket.speak('Yes?');
    await all.call.fallSilent();
    await all.server.socket.finish('Yes?');
    expect(said(all)).to.deep.equal(['user:sent:', 'agent:done:Yes?']);
  });

  it('nor for one with a pause', async () => {
    const all = await inCall();
    await all.call.utter();
    await all.call.utter();
    await all.server.socket.speak('Yes?');
    expect(said(all).filter((each) => each.startsWith('user'))).to.have.length(1);
  });

  it('an answer may come at once, and what is left over from the one before is no answer', async () => {
    const all = await inCall();
    await all.call.utter();
    await all.server.socket.speak('One');
    await all.server.socket.finish('One');
    await all.server.socket.speak(' left over');
    await all.call.speak();
    await all.server.socket.speak('Two');
    await settled();
    expect(said(all)).to.deep.equal(['user:sent:', 'agent:done:One', 'user:done:', 'agent:streaming:Two']);
  });

  it('a reply to what was not noticed here is shown', async () => {
    const all = await inCall();
    all.server.logs = [spokenLog('Psst')];
    await all.server.socket.speak('Yes?');
    await settled();
    expect(said(all)).to.deep.equal(['user:done:Psst', 'agent:streaming:Yes?']);
  });

  it('a speech that the server has not heard is no message; one that it has waits for its reply', async () => {
    const all = await inCall();
    await all.call.utter();
    await all.clock.pass(8_000);
    expect(said(all)).to.deep.equal([]);
    expect([all.session.snapshot.state, all.session.snapshot.voiceState]).to.deep.equal(['ready', 'listening']);
    await all.call.utter();
    all.server.logs = [spokenLog('Well?')];
    await all.clock.pass(60_000);
    expect(said(all)).to.deep.equal(['user:done:Well?']);
    await all.clock.pass(80_000);
    expect(said(all)).to.deep.equal(['user:sent:Well?', 'agent:failed:']);
    expect(errors(all)).to.deep.equal(['connection']);
  });

  it('what was said before the first that was noticed here is shown before it, and behind what there was before the call', async () => {
    const all = await inCall({
      before: async ({ session, server }) => {
        const reply = session.send('Hi');
        await settled();
        await server.socket.open('conv-1');
        await server.socket.finish('Hello!');
        await reply;
      },
    });
    await all.call.utter();
    await all.server.socket.speak('Welcome!', { isFinalChunk: true });
    all.server.logs = [userLog('Hi'), agentLog('Hello!'), spokenLog('Hm'), spokenLog('Is anybody there?'), agentLog('Welcome!')];
    await all.clock.pass(6_000);
    expect(said(all)).to.deep.equal(['user:sent:Hi', 'agent:done:Hello!', 'user:done:Hm', 'user:sent:Is anybody there?', 'agent:done:Welcome!']);
  });

  it('what has failed is not shown so while its answer is in the log, however late that comes', async () => {
    const all = await inCall();
    await all.call.utter();
    all.server.logs = [spokenLog('Well?')];
    await all.clock.pass(140_000);
    expect(said(all)).to.deep.equal(['user:sent:Well?', 'agent:failed:']);
    all.server.logs = [spokenLog('Well?'), agentLog('Here I am.')];
    await all.clock.pass(10_000);
    expect(said(all)).to.deep.equal(['user:sent:Well?', 'agent:done:Here I am.']);
    expect(all.session.snapshot.messages[1]?.error).to.equal(undefined);
    await all.call.utter();
    await all.clock.pass(3_000);
    await all.server.socket.finish('', ['Out of order']);
    expect(said(all).at(-1)).to.equal('agent:failed:');
    all.server.logs = [...all.server.logs, spokenLog('Are you?'), agentLog('I am.')];
    await all.clock.pass(3_000);
    expect(said(all).slice(2)).to.deep.equal(['user:sent:Are you?', 'agent:done:I am.']);
  });

  it('a second speech that is answered by itself is a second message, after the first reply', async () => {
    const all = await inCall();
    await all.call.utter();
    await all.server.socket.speak('First');
    await all.call.utter();
    await all.server.socket.finish('First');
    expect(said(all)).to.deep.equal(['user:sent:', 'agent:done:First', 'user:done:']);
    all.server.logs = [spokenLog('One'), agentLog('First'), spokenLog('Two')];
    await all.server.socket.speak('Second');
    await all.clock.pass(3_000);
    expect(said(all)).to.deep.equal(['user:sent:One', 'agent:done:First', 'user:done:Two', 'agent:streaming:Second']);
  });

  it('what is typed goes over the same socket and is read, or heard, as the mode says', async () => {
    for (const replyMode of ['TEXT', 'AUDIO'] as const) {
      const all = await inCall({ replyMode });
      void all.session.send('Hi');
      await settled();
      expect(all.server.sockets).to.have.length(1);
      expect(messageTypes(all)).to.deep.equal(['VOICE', 'MULTIMODAL']);
      if (replyMode === 'TEXT') await all.server.socket.stream('Hello!');
      else await all.server.socket.speak('Hello!');
      await all.server.socket.finish('Hello!');
      expect(said(all)).to.deep.equal(['user:sent:Hi', 'agent:done:Hello!']);
      expect([...all.call.played.keys()]).to.deep.equal(replyMode === 'AUDIO' ? [all.session.snapshot.messages[0]?.id] : []);
      all.session.dispose();
    }
  });

  it('what is typed waits while the person speaks, and is counted rightly afterwards', async () => {
    const all = await inCall();
    await all.call.speak();
    void all.session.send('Hi');
    await settled();
    expect(messageTypes(all)).to.deep.equal(['VOICE']);
    await all.call.fallSilent();
    await all.server.socket.speak('Yes?');
    all.server.logs = [spokenLog('Hello?'), agentLog('Yes?')];
    await all.server.socket.finish('Yes?');
    await settled();
    expect(messageTypes(all)).to.deep.equal(['VOICE', 'MULTIMODAL']);
    await all.server.socket.finish('Hi!');
    await all.clock.pass(3_000);
    expect(said(all)).to.deep.equal(['user:sent:Hello?', 'agent:done:Yes?', 'user:sent:Hi', 'agent:done:Hi!']);
    expect([all.store.record?.settledTurns, all.store.record?.isCounted]).to.deep.equal([2, true]);
  });

  it('a speech during a reply that is being read is answered after it', async () => {
    const all = await inCall();
    void all.session.send('Hi');
    await settled();
    await all.server.socket.stream('Hel');
    await all.call.utter();
    await all.server.socket.stream('lo');
    await all.server.socket.finish('Hello');
    await all.server.socket.speak('Yes?');
    await all.server.socket.finish('Yes?');
    expect(said(all)).to.deep.equal(['user:sent:Hi', 'agent:done:Hello', 'user:sent:', 'agent:done:Yes?']);
  });

  it('a reply is over without a final message, or without a last chunk, or with two', async () => {
    const all = await inCall();
    await all.call.utter();
    await all.server.socket.speak('One', { isFinalChunk: true });
    await all.clock.pass(1_000);
    expect(said(all).at(-1)).to.equal('agent:done:One');
    await all.call.utter();
    await all.server.socket.speak('Two');
    await all.clock.pass(14_000);
    expect(said(all).at(-1)).to.equal('agent:streaming:Two');
    await all.clock.pass(1_000);
    expect(said(all).at(-1)).to.equal('agent:done:Two');
    await all.call.utter();
    await all.server.socket.speak('Three', { isFinalChunk: true });
    await all.server.socket.speak('Three', { isFinalChunk: true });
    await all.server.socket.finish('Three');
    await all.server.socket.finish('Three');
    expect(said(all).filter((each) => each.startsWith('agent'))).to.deep.equal(['agent:done:One', 'agent:done:Two', 'agent:done:Three']);
    expect(errors(all)).to.deep.equal([]);
  });

  it('the whole sound of a final message is played, if none came before', async () => {
    const all = await inCall();
    await all.call.utter();
    const output = [{ outputType: 'AUDIO', sampleRate: 16_000, base64Audio: btoa('\0'.repeat(3200)), transcription: 'Whole' }];
    await all.server.socket.say({ conversationId: 'conv-1', output, errors: [] });
    expect(said(all).at(-1)).to.equal('agent:done:Whole');
    expect([...all.call.played.values()]).to.deep.equal([100]);
    await all.call.utter();
    await all.server.socket.speak('Piece', { ms: 50 });
    await all.server.socket.say({ conversationId: 'conv-1', output, errors: [] });
    expect([...all.call.played.values()]).to.deep.equal([100, 50]);
  });

  it('sound that cannot be read is told, and the words are shown', async () => {
    const all = await inCall();
    await all.call.utter();
    await all.server.socket.speak('Hello', { base64Audio: '*** no base64 ***' });
    await all.server.socket.finish('Hello');
    expect(said(all).at(-1)).to.equal('agent:done:Hello');
    expect([errors(all), all.session.snapshot.voiceError?.code]).to.deep.equal([['protocol'], 'protocol']);
    await all.call.speak();
    expect(all.session.snapshot.voiceError, 'until the person goes on').to.equal(undefined);
  });

  it('an error of the agent’s is its message’s', async () => {
    const all = await inCall();
    await all.call.utter();
    await all.clock.pass(3_000);
    await all.server.socket.finish('', ['Out of order']);
    expect(said(all)).to.deep.equal(['user:sent:', 'agent:failed:']);
    expect(all.session.voice).to.not.equal(undefined);
  });

  it('what a tool does is shown', async () => {
    const all = await inCall();
    await all.call.utter();
    await all.server.socket.say({ streamedToolMessages: { responseType: 'EXECUTE_TOOL', toolName: 'GetWeather', invocationId: 'i', publicVars: {}, streamMessage: 'EXECUTION START: GetWeather' } });
    expect(said(all)).to.deep.equal(['user:done:', 'tool:streaming:GetWeather']);
  });

  it('the person can stop a reply', async () => {
    const all = await inCall();
    await all.call.utter();
    await all.server.socket.speak('A long');
    all.session.stop();
    expect(said(all).at(-1)).to.equal('agent:stopped:A long');
    expect(all.call.asked).to.include('silence');
    await all.server.socket.speak(' story');
    await all.server.socket.finish('A long story');
    expect(said(all).at(-1)).to.equal('agent:stopped:A long');
    expect([all.call.played.get(all.call.lastReply), all.server.sockets.length]).to.deep.equal([100, 1]);
  });

  it('what was said cannot be asked again while its text is unknown, and can as soon as it is known', async () => {
    const all = await inCall();
    const { session } = all;
    await all.call.utter();
    await all.server.socket.speak('A long');
    session.stop();
    await settled();
    const [spoken] = session.snapshot.messages;
    const before = said(all);
    expect([spoken?.text, await session.retry(spoken?.id ?? '')]).to.deep.equal(['', undefined]);
    expect([said(all), errors(all)]).to.deep.equal([before, []]);
    all.server.logs = [{ logType: 'USER', userMultimodalInputs: [{ inputType: 'AUDIO', transcription: 'Tell me a story' }] }];
    await all.clock.pass(30_000);
    expect(session.snapshot.messages[0]?.text).to.equal('Tell me a story');
    void session.retry(spoken?.id ?? '').catch(() => undefined);
    await settled();
    expect(session.snapshot.messages, 'the stopped reply has gone').to.have.length(1);
  });

  it('a reply that was stopped, or failed, and is asked again is heard and read from its beginning', async () => {
    for (const end of ['stop', 'fail'] as const) {
      const all = await inCall();
      const { session, call, server, clock } = all;
      void session.send('A story').catch(() => undefined);
      await settled();
      await server.socket.speak('A long story that');
      const [{ id } = { id: '' }] = session.snapshot.messages;
      if (end === 'stop') session.stop();
      else await server.socket.finish('', ['Out of order']);
      if (end === 'stop') await server.socket.finish('A long story that');
      await call.hear(100);
      void session.retry(id).catch(() => undefined);
      await settled();
      // After a failure the log is asked what the server has, twice.
      await clock.pass(5_000);
      await server.socket.speak('Once more', { ms: 200 });
      expect([call.lastReply, call.played.get(id)], end).to.deep.equal([id, 200]);
      await call.hear(150);
      expect(session.voice?.caption?.position, end).to.equal('Once more'.length);
      await server.socket.speak(' and more');
      await server.socket.finish('Once more and more');
      expect([said(all).at(-1), call.played.get(id)], end).to.deep.equal(['agent:done:Once more and more', 300]);
    }
  });

  it('troubles are told by their cause, until they are over', async () => {
    const all = await inCall();
    for (const [code, trouble, mended] of [
      ['audio-blocked', { isBlocked: true }, { isBlocked: false }],
      ['mic-missing', { microphoneId: undefined }, { microphoneId: 'two' }],
    ] as const) {
      await all.call.become(trouble);
      await all.call.tell({ type: 'trouble', error: new AgentError(code, 'Trouble'), isFatal: false });
      expect(all.session.snapshot.voiceError?.code).to.equal(code);
      await all.call.become(mended);
      expect(all.session.snapshot.voiceError).to.equal(undefined);
    }
    await all.call.tell({ type: 'trouble', error: new AgentError('vad', 'No detector'), isFatal: false });
    await all.call.become({ talk: 'push', detection: 'off' });
    expect([all.session.snapshot.voiceError?.code, all.session.snapshot.voiceState]).to.deep.equal(['vad', 'listening']);
    expect(errors(all)).to.deep.equal(['audio-blocked', 'mic-missing', 'vad']);
  });

  it('mute and push to talk are the call’s', async () => {
    const { session, call } = await inCall();
    session.voice?.mute();
    await settled();
    expect(session.snapshot.voiceState).to.equal('muted');
    session.voice?.unmute();
    session.voice?.holdToTalk(true);
    await settled();
    expect([call.snapshot.talk, call.snapshot.isHeld]).to.deep.equal(['push', true]);
  });
});
