import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { AutessaErrorEvent } from '../../src/session/events.js';
import type { AutessaInterruptionEvent } from '../../src/session/voice/voice-events.js';
import { exponentialBackoff } from '../../src/base/backoff.js';
import { AgentError } from '../../src/base/errors.js';
import { calling, inCall, type CallScene } from '../support/call-scene.js';
import { settled } from '../support/fake-clock.js';
import { agentLog, ScriptedServer, spokenLog } from '../support/scripted-server.js';
import { asked, FakeStore, said, type Scene } from '../support/session.js';

const errors = ({ events }: Scene) => events.filter(({ type }) => type === 'autessa-error').map((event) => (event as AutessaErrorEvent).error.code);
const heard = ({ server }: Scene) => server.socket.frames.map(([first]) => first);
const messageTypes = ({ server }: Scene) => server.socket.sent.map(({ messageType }) => messageType as string);

/** Nothing of a call is left. */
function expectOver({ session, call, context, clock }: CallScene): void {
  expect([session.snapshot.voiceState, session.voice, session.speaker, call.snapshot.phase, context.state, clock.running]).to.deep.equal([
    'off', undefined, undefined, 'closed', 'closed', 0,
  ]);
}

describe('An interruption', () => {
  const heardTexts = ({ events }: Scene) =>
    events.filter(({ type }) => type === 'autessa-interruption').map((event) => (event as AutessaInterruptionEvent).heardText);

  it('cuts the message to what was heard; what still comes of it is dropped', async () => {
    const all = await inCall();
    const { server, call } = all;
    await call.utter();
    await server.socket.speak('One two', { ms: 700 });
    await server.socket.speak(' three four', { ms: 1100 });
    await call.hear(800);
    await call.interrupt(850);
    expect(said(all).at(-1)).to.equal('agent:interrupted:One two three');
    expect(heardTexts(all)).to.deep.equal(['One two three']);
    await server.socket.speak(' five');
    await call.fallSilent();
    await server.socket.speak(' six', { isFinalChunk: false });
    await server.socket.finish('One two three four five six');
    expect(said(all)).to.deep.equal(['user:sent:', 'agent:interrupted:One two three', 'user:done:']);
    await server.socket.speak('What is it?');
    await server.socket.finish('What is it?');
    expect(said(all).slice(2)).to.deep.equal(['user:sent:', 'agent:done:What is it?']);
    expect([...call.played.values()]).to.deep.equal([1800, 100]);
  });

  it('cuts a message that was written to its end already', async () => {
    const all = await inCall();
    await all.call.utter();
    await all.server.socket.speak('One two three four', { ms: 2_000 });
    await all.server.socket.finish('One two three four');
    expect(said(all).at(-1)).to.equal('agent:done:One two three four');
    await all.call.interrupt(100);
    expect([said(all).at(-1), heardTexts(all)]).to.deep.equal(['agent:interrupted:One', ['One']]);
    await all.call.fallSilent();
    await all.server.socket.speak('Yes?');
    await settled();
    expect(said(all).at(-1)).to.equal('agent:streaming:Yes?');
    await settled();
    expect(all.store.record?.messages[1]?.text).to.equal('One');
  });

  it('cuts it to nothing where nothing was heard', async () => {
    const all = await inCall();
    await all.call.utter();
    await all.server.socket.speak('One two');
    await all.call.interrupt(0);
    expect(said(all).at(-1)).to.equal('agent:interrupted:');
  });

  it('of a typed question’s reply is one too', async () => {
    const all = await inCall({ replyMode: 'AUDIO' });
    const reply = all.session.send('Tell me a story');
    await settled();
    await all.server.socket.speak('Once upon a time', { ms: 1_600 });
    await all.call.interrupt(200);
    expect((await reply).status).to.equal('interrupted');
    expect(said(all)).to.deep.equal(['user:sent:Tell me a story', 'agent:interrupted:Once']);
  });

  it('ends with the last chunk, or with a silence, where the server sends no final message', async () => {
    for (const isLast of [true, false]) {
      const all = await inCall();
      await all.call.utter();
      await all.server.socket.speak('One two');
      await all.call.interrupt(50);
      await all.server.socket.speak(' three', { isFinalChunk: isLast });
      await all.call.fallSilent();
      if (!isLast) await all.clock.pass(2_000);
      await all.server.socket.speak('Yes?');
      await settled();
      expect(said(all)).to.deep.equal(['user:sent:', 'agent:interrupted:One', 'user:done:', 'agent:streaming:Yes?']);
      all.session.dispose();
    }
  });

  for (const gapMs of [0, 60, 300, 1_000, 1_400]) {
    it(`swallows nothing of a reply that begins ${gapMs} ms after the speech, where the old one was not closed`, async () => {
      const all = await inCall();
      await all.call.utter();
      await all.server.socket.speak('One two');
      await all.call.interrupt(50);
      await all.server.socket.speak(' three');
      await all.call.fallSilent();
      await all.clock.pass(gapMs);
      await all.server.socket.speak('Yes?');
      await all.clock.pass(200);
      await all.server.socket.speak(' What is it?', { isFinalChunk: true });
      await all.clock.pass(1_000);
      expect(said(all)).to.deep.equal(['user:sent:', 'agent:interrupted:One', 'user:sent:', 'agent:done:Yes? What is it?']);
      expect([...all.call.played.values()]).to.deep.equal([100, 200]);
      expect(all.session.snapshot.state).to.equal('ready');
    });
  }

  it('leaves unheard what comes of the old reply after the speech, and hears the new one', async () => {
    const all = await inCall();
    await all.call.utter();
    await all.server.socket.speak('One two');
    await all.call.interrupt(50);
    await all.call.fallSilent();
    for (const late of [' three', ' four', ' five']) {
      await all.clock.pass(400);
      await all.server.socket.speak(late);
    }
    await all.clock.pass(50);
    await all.server.socket.speak('Yes?');
    await settled();
    expect(said(all)).to.deep.equal(['user:sent:', 'agent:interrupted:One', 'user:done:', 'agent:streaming:Yes?']);
    expect([...all.call.played.values()]).to.deep.equal([100, 100]);
  });

  it('lets what was typed wait until the person has spoken', async () => {
    const all = await inCall();
    await all.call.utter();
    await all.server.socket.speak('One two');
    void all.session.send('Hi');
    await all.call.interrupt(50);
    expect([all.server.sockets.length, messageTypes(all)]).to.deep.equal([1, ['VOICE']]);
    await all.call.fallSilent();
    await all.server.socket.finish('One');
    await all.server.socket.speak('Yes?');
    all.server.logs = [spokenLog('Count'), agentLog('One'), spokenLog('Hey'), agentLog('Yes?')];
    await all.server.socket.finish('Yes?');
    await settled();
    expect([all.server.sockets.length, messageTypes(all)]).to.deep.equal([1, ['VOICE', 'MULTIMODAL']]);
  });
});

describe('A reply that was taken for the end of another one', () => {
  it('goes on in the second turn where its transcription grows, and no word is shown twice', async () => {
    const all = await inCall();
    await all.call.utter();
    await all.server.socket.speak('One two.');
    await all.clock.pass(3_000);
    all.server.logs = [spokenLog('Count'), agentLog('One two.'), spokenLog('Stop')];
    await all.server.socket.speak('Yes?');
    await all.clock.pass(2_500);
    await all.server.socket.speak('Yes? What is it?');
    await all.clock.pass(100);
    expect(said(all)).to.deep.equal(['user:sent:Count', 'agent:done:One two.', 'user:done:Stop', 'agent:streaming:Yes? What is it?']);
  });
});

describe('A call whose connection is lost', () => {
  it('goes on over another, with what was said meanwhile', async () => {
    const all = await inCall();
    const { server, call, session, clock } = all;
    call.say(2);
    await server.socket.drop();
    expect(session.snapshot.state).to.equal('reconnecting');
    call.say(2);
    await clock.pass(1_000);
    server.socket.accept();
    call.say(1);
    await server.socket.say({ conversationId: 'conv-1', status: 'REVIVED', errors: [] });
    call.say(1);
    expect([server.sockets.length, heard(all), messageTypes(all)]).to.deep.equal([2, [2, 3, 4, 5], ['VOICE']]);
    expect([session.snapshot.state, session.snapshot.voiceState, call.snapshot.phase]).to.deep.equal(['ready', 'listening', 'live']);
  });

  it('sends all that was said meanwhile, also where the network is slow at first', async () => {
    const all = await inCall();
    all.call.say(2);
    await all.server.socket.drop();
    all.call.say(100);
    await all.clock.pass(1_000);
    all.server.socket.bufferedAmount = 40_000;
    await all.server.socket.open('conv-1', 'REVIVED');
    all.call.say(1);
    all.server.socket.bufferedAmount = 0;
    await all.clock.pass(50);
    expect(heard(all)).to.deep.equal(Array.from({ length: 101 }, (_, index) => index + 2));
  });

  it('answers what is said meanwhile', async () => {
    const all = await inCall();
    await all.call.utter();
    all.server.logs = [spokenLog('Hi'), agentLog('Hello')];
    await all.server.socket.speak('Hello');
    await all.server.socket.finish('Hello');
    await all.server.socket.drop();
    await all.call.utter();
    await all.clock.pass(9_000);
    await all.server.socket.open('conv-1', 'REVIVED');
    await all.clock.pass(3_000);
    expect(said(all)).to.deep.equal(['user:sent:Hi', 'agent:done:Hello', 'user:done:']);
    all.server.logs = [...all.server.logs, spokenLog('Are you there?')];
    await all.server.socket.speak('Yes');
    await all.server.socket.finish('Yes');
    await all.clock.pass(3_000);
    expect(said(all).slice(2)).to.deep.equal(['user:sent:Are you there?', 'agent:done:Yes']);
  });

  it('gives what was lost no text of what is said afterwards', async () => {
    const all = await inCall();
    await all.call.utter();
    await all.server.socket.drop();
    await all.clock.pass(1_000);
    await all.server.socket.open('conv-1', 'REVIVED');
    await settled();
    await all.call.utter();
    all.server.logs = [spokenLog('Once more')];
    await all.server.socket.speak('Yes');
    await all.clock.pass(3_000);
    expect(said(all)).to.deep.equal(['user:sent:', 'agent:failed:', 'user:done:Once more', 'agent:streaming:Yes']);
  });

  it('lets a reply to what was said before there was one be cut short, too', async () => {
    const all = await calling();
    await all.call.utter();
    await all.clock.pass(7_000);
    await all.server.socket.open('conv-1');
    await all.call.become({ phase: 'live' });
    await all.clock.pass(7_000);
    expect(said(all)).to.deep.equal(['user:done:']);
    await all.server.socket.speak('One two');
    await all.call.interrupt(10);
    await all.server.socket.speak(' three');
    await all.server.socket.finish('One two three');
    expect(said(all)).to.deep.equal(['user:sent:', 'agent:interrupted:One']);
  });

  it('shows the reply that was lost with it, by the log', async () => {
    const all = await inCall();
    await all.call.utter();
    await all.server.socket.speak('One');
    await all.server.socket.drop();
    expect(said(all)).to.deep.equal(['user:sent:', 'agent:failed:One']);
    all.server.logs = [spokenLog('Count'), agentLog('One two three')];
    await all.clock.pass(1_000);
    await all.server.socket.open('conv-1', 'REVIVED');
    await all.clock.pass(3_000);
    expect(said(all)).to.deep.equal(['user:sent:Count', 'agent:done:One two three']);
    expect(all.session.snapshot.messages[1]?.error).to.equal(undefined);
  });

  for (const code of [1001, 1011, 1012, 1013, 1006, 4401]) {
    it(`is looked for after a close with ${code}, with the microphone open`, async () => {
      const all = await inCall();
      await all.server.socket.drop(code);
      await all.clock.pass(1_000);
      expect([all.server.sockets.length, all.session.voice === undefined, all.call.snapshot.phase]).to.deep.equal([2, false, 'live']);
      expect(all.server.socket.address.searchParams.get('voiceModeEnabled')).to.equal('true');
    });
  }

  it('does not ask a server again and again that closes each time after 300 ms, and lets go of the microphone after a minute', async () => {
    // Chance would have it asked at once, each time.
    const all = await inCall({ policy: exponentialBackoff({ attempts: 8, random: () => 0 }) });
    const opened: number[] = [];
    const since = all.clock.now();
    let known = 1;
    for (let ms = 0; ms < 59_000; ms += 100) {
      if (all.server.sockets.length > known) {
        known = all.server.sockets.length;
        opened.push(all.clock.now() - since);
        await all.server.socket.open('conv-1', 'REVIVED');
        await all.clock.pass(300);
        ms += 300;
      }
      if (all.server.socket.readyState === 1) await all.server.socket.drop(1011);
      await all.clock.pass(100);
    }
    expect(opened.filter((ms) => ms < 9_000).length, `asked at ${opened.join(', ')}`).to.be.within(1, 3);
    expect([all.call.snapshot.phase, all.session.snapshot.voiceError]).to.deep.equal(['live', undefined]);
    await all.clock.pass(5_000);
    expectOver(all);
    expect([all.session.snapshot.voiceError?.code, all.session.snapshot.voiceError?.retryable, all.session.snapshot.state]).to.deep.equal(['connection', true, 'idle']);
  });

  for (const isTold of [true, false]) {
    it(`lets go of the microphone after a minute without a network${isTold ? ', of which the browser tells,' : ''} and can be begun again`, async () => {
      const all = await inCall({ policy: exponentialBackoff({ attempts: 8, random: () => 0.99 }) });
      if (isTold) all.setOnline(false);
      const nothing = Array.from({ length: 100 }, () => ({ status: 0 }));
      for (const operation of ['conversation', 'conversation-status']) all.server.answer(operation, ...nothing);
      await all.server.socket.drop(1006);
      for (let ms = 0; ms < 59_000; ms += 500) {
        if (all.server.socket.readyState === 0) await all.server.socket.drop(1006);
        await all.clock.pass(500);
      }
      expect([all.call.snapshot.phase, all.session.snapshot.voiceError]).to.deep.equal(['live', undefined]);
      await all.clock.pass(2_000);
      expectOver(all);
      expect([all.session.snapshot.voiceError?.code, all.session.snapshot.voiceError?.retryable, errors(all).at(-1)]).to.deep.equal(['connection', true, 'connection']);
      const asked = all.server.sockets.length;
      all.setOnline(true);
      await all.clock.pass(60_000);
      expect(all.server.sockets.length, 'nothing is connected by itself').to.equal(asked);
      void all.session.startVoice(all.context);
      await all.clock.pass(2_000);
      expect([all.calls.length, all.server.sockets.length]).to.deep.equal([2, asked + 1]);
    });
  }

  it('is looked for all that minute, however soon attempts come to nothing, and no more often than a few times in it', async () => {
    // Chance would have all of them in the same moment.
    const all = await inCall({ policy: exponentialBackoff({ attempts: 8, random: () => 0 }) });
    all.server.answer('conversation-status', ...Array.from({ length: 100 }, () => ({ status: 0 })));
    await all.server.socket.drop(1006);
    for (let ms = 0; ms < 59_000; ms += 500) {
      if (all.server.socket.readyState === 0) await all.server.socket.drop(1006);
      await all.clock.pass(500);
    }
    expect([all.call.snapshot.phase, all.session.snapshot.voiceError]).to.deep.equal(['live', undefined]);
    expect(all.server.sockets.length).to.be.within(10, 30);
    await all.clock.pass(2_000);
    expectOver(all);
    expect([all.session.snapshot.voiceError?.message, errors(all).at(-1)]).to.deep.equal(['There was no lasting connection for a minute', 'connection']);
  });

  it('has its minute anew where a connection lasted', async () => {
    const all = await inCall();
    for (let loss = 0; loss < 10; loss += 1) {
      await all.server.socket.drop(1011);
      await all.clock.pass(7_000);
      await all.server.socket.open('conv-1', 'REVIVED');
      await all.clock.pass(8_000);
    }
    expect(all.call.snapshot.phase).to.equal('live');
  });

  it('ends where it cannot be had again, and says why', async () => {
    const all = await inCall();
    await all.server.socket.drop(4000);
    expect([all.session.snapshot.state, all.session.snapshot.voiceError?.code, errors(all)]).to.deep.equal(['failed', 'protocol', ['protocol']]);
    expectOver(all);
  });

  it('keeps at most half a second for a network that is too slow', async () => {
    const all = await inCall();
    all.server.socket.bufferedAmount = 40_000;
    all.call.say(100);
    all.server.socket.bufferedAmount = 0;
    await all.clock.pass(50);
    expect([heard(all).length, heard(all).at(-1)]).to.deep.equal([15, 99]);
  });
});

describe('The agent hangs up', () => {
  for (const code of [1000, 1005]) {
    it(`with ${code}: the call ends, the microphone is let go, and it is offered to call again`, async () => {
      const all = await inCall();
      await all.call.utter();
      await all.server.socket.speak('Goodbye');
      await all.server.socket.finish('Goodbye');
      await all.server.socket.drop(code);
      await all.clock.pass(60_000);
      expectOver(all);
      expect(all.server.sockets, 'nothing is connected by itself').to.have.length(1);
      const { interruptedCall, voiceError, state } = all.session.snapshot;
      expect([interruptedCall?.endedBy, interruptedCall?.conversationId, voiceError, state, errors(all)]).to.deep.equal(['agent', 'conv-1', undefined, 'idle', []]);
      void all.session.startVoice(all.context);
      await all.clock.pass(2_000);
      expect([all.session.snapshot.interruptedCall, all.calls.length, all.server.sockets.length]).to.deep.equal([undefined, 2, 2]);
    });
  }

  it('and what it said last is heard to its end, with the microphone let go', async () => {
    const all = await inCall();
    await all.call.utter();
    all.server.logs = [spokenLog('Bye'), agentLog('Goodbye')];
    await all.server.socket.speak('Goodbye', { ms: 2_000 });
    await all.call.hear(100);
    await all.server.socket.drop(1000);
    expect(said(all)).to.deep.equal(['user:sent:Bye', 'agent:done:Goodbye']);
    expect([all.call.snapshot.phase, all.call.snapshot.talk]).to.deep.equal(['live', 'muted']);
    // Nobody listens any more, whatever is pressed.
    all.session.voice?.unmute();
    all.session.voice?.holdToTalk(true);
    expect([all.call.snapshot.talk, all.call.snapshot.isHeld]).to.deep.equal(['muted', false]);
    await all.call.hear(2_000, true);
    expectOver(all);
    expect(all.session.snapshot.interruptedCall?.endedBy).to.equal('agent');
  });

  for (const isAsked of [true, false]) {
    it(`in the midst of a reply, whose rest is as the log has it, with the question ${isAsked ? 'before' : 'and all'}`, async () => {
      const all = await inCall();
      await all.call.utter();
      if (isAsked) all.server.logs = [spokenLog('And then?')];
      await all.clock.pass(1_000);
      await all.server.socket.speak('Half of ');
      await all.server.socket.drop(1000);
      all.server.logs = [spokenLog('And then?'), agentLog('Half of it.')];
      await all.clock.pass(10_000);
      expect(said(all)).to.deep.equal(['user:sent:And then?', 'agent:done:Half of it.']);
      expectOver(all);
    });
  }

  it('and what was typed in that moment is still answered, in writing', async () => {
    const all = await inCall();
    void all.session.send('Wait!');
    await settled();
    await all.server.socket.drop(1000);
    await settled();
    await all.server.socket.open('conv-1', 'REVIVED');
    await all.clock.pass(10_000);
    expect(all.server.socket.address.searchParams.has('voiceModeEnabled')).to.equal(false);
    await all.server.socket.finish('Yes?');
    expect(said(all)).to.deep.equal(['user:sent:Wait!', 'agent:done:Yes?']);
  });
});

describe('A call ends', () => {
  for (const [how, end] of [
    ['by the person', ({ session }: Scene) => session.stopVoice()],
    ['by its own button', ({ session }: Scene) => session.voice?.stop()],
    ['with the session', ({ session }: Scene) => session.dispose()],
    ['with a new conversation', ({ session }: Scene) => session.newConversation()],
    ['with its conversation', ({ session }: Scene) => void session.endConversation()],
    ['with what is stored', ({ session }: Scene) => void session.clearStoredData()],
  ] as const) {
    it(`${how}, and nothing of it is left`, async () => {
      const all = await inCall();
      await all.call.utter();
      all.server.logs = [spokenLog('Hi')];
      await all.server.socket.speak('Hello');
      // What went wrong meanwhile has gone with it.
      await all.call.tell({ type: 'trouble', error: new AgentError('vad', 'No detector'), isFatal: false });
      await end(all);
      await settled();
      expectOver(all);
      expect(all.session.snapshot.voiceError).to.equal(undefined);
      expect(all.server.sockets.every(({ isClosedByClient }) => isClosedByClient)).to.equal(true);
      // Chunks and frames that were under way.
      all.call.say(1);
      expect(all.server.sockets).to.have.length(1);
    });
  }

  it('and the conversation goes on in writing, with the server’s count', async () => {
    const all = await inCall();
    await all.call.utter();
    all.server.logs = [spokenLog('Hi'), agentLog('Hello')];
    await all.server.socket.speak('Hello');
    await all.server.socket.finish('Hello');
    all.session.stopVoice();
    void all.session.send('And now?');
    await settled();
    await all.server.socket.open('conv-1', 'REVIVED');
    await settled();
    expect(messageTypes(all)).to.deep.equal(['MULTIMODAL']);
    await all.server.socket.finish('Now in writing');
    await settled();
    expect(said(all)).to.deep.equal(['user:sent:Hi', 'agent:done:Hello', 'user:sent:And now?', 'agent:done:Now in writing']);
    expect([all.store.record?.settledTurns, all.store.record?.isCounted]).to.deep.equal([2, true]);
  });

  it('and another one does not take the texts of the first', async () => {
    const all = await inCall();
    await all.call.utter();
    all.server.logs = [spokenLog('First'), agentLog('Hello')];
    await all.server.socket.speak('Hello');
    await all.server.socket.finish('Hello');
    all.session.stopVoice();
    await settled();
    void all.session.startVoice(all.context);
    await all.clock.pass(2_000);
    await all.server.socket.open('conv-1', 'REVIVED');
    await all.call.become({ phase: 'live' });
    await all.call.utter();
    all.server.logs = [...all.server.logs, spokenLog('Second')];
    await all.server.socket.speak('Again');
    await all.clock.pass(3_000);
    expect(said(all)).to.deep.equal(['user:sent:First', 'agent:done:Hello', 'user:done:Second', 'agent:streaming:Again']);
  });

  it('and what the person typed last is still answered', async () => {
    const all = await inCall();
    void all.session.send('Hi');
    await settled();
    await all.server.socket.stream('Hel');
    all.session.stopVoice();
    await all.server.socket.finish('Hello');
    expect(said(all)).to.deep.equal(['user:sent:Hi', 'agent:done:Hello']);
    expectOver(all);
  });

  it('in the midst of a reply, which a reload does not wait for', async () => {
    const store = new FakeStore();
    const all = await inCall({ store });
    await all.call.utter();
    await all.server.socket.speak('One');
    await all.clock.pass(2_000);
    const stored = store.record;
    all.session.dispose();
    store.record = stored;
    const again = await asked('Hi', { store, server: new ScriptedServer() });
    expect(again.session.snapshot.messages.some(({ status, role }) => status === 'streaming' && role === 'agent')).to.equal(false);
  });
});
