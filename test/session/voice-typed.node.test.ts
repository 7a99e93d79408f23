import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { AutessaErrorEvent, AutessaMessageEvent } from '../../src/session/events.js';
import { inCall, type CallScene } from '../support/call-scene.js';
import { settled } from '../support/fake-clock.js';
import { agentLog, userLog } from '../support/scripted-server.js';
import { said } from '../support/session.js';

const refusal = ['No text in a call'];
const hello = { json: { output: [{ outputType: 'TEXT', content: 'Hello!' }], errors: [] } };

const messageTypes = ({ server }: CallScene) => server.socket.sent.map(({ messageType }) => messageType as string);
const errors = ({ events }: CallScene) => events.filter(({ type }) => type === 'autessa-error').map((event) => (event as AutessaErrorEvent).error.code);
const finished = ({ events }: CallScene) => events.filter(({ type }) => type === 'autessa-message').map((event) => (event as AutessaMessageEvent).message.text);

/** A call in which it is long clear that the server takes it, and in which something was typed. */
async function typing(text = 'Hi'): Promise<CallScene & { readonly reply: Promise<unknown> }> {
  const all = await inCall();
  await all.clock.pass(3_000);
  const reply = all.session.send(text);
  reply.catch(() => undefined);
  await settled();
  return { ...all, reply, call: all.call };
}

describe('Typed text that the socket of a call does not take', () => {
  it('goes by REST in the same conversation, once, and the call goes on', async () => {
    const all = await typing();
    all.server.answer('execute', hello);
    await all.server.socket.finish('', refusal);
    expect(all.server.count('execute')).to.equal(0);
    await all.clock.pass(3_000);
    expect(said(all)).to.deep.equal(['user:sent:Hi', 'agent:done:Hello!']);
    const [request] = all.server.requests.filter(({ name }) => name === 'execute');
    expect(request?.body).to.deep.equal({
      agentId: 7, conversationId: 'conv-1', input: [{ inputType: 'TEXT', content: 'Hi' }], environmentVariables: {}, promptTemplateVariables: {},
    });
    expect([all.server.sockets.length, all.session.snapshot.voiceState, all.session.snapshot.state]).to.deep.equal([1, 'listening', 'ready']);
    expect([errors(all), finished(all), all.server.count('execute')]).to.deep.equal([[], ['Hi', 'Hello!'], 1]);
  });

  it('is not offered to it a second time', async () => {
    const all = await typing();
    all.server.answer('execute', hello, hello);
    await all.server.socket.finish('', refusal);
    await all.clock.pass(3_000);
    all.server.logs = [userLog('Hi'), agentLog('Hello!')];
    void all.session.send('Once more');
    await settled();
    expect(messageTypes(all)).to.deep.equal(['VOICE', 'MULTIMODAL']);
    expect(said(all)).to.deep.equal(['user:sent:Hi', 'agent:done:Hello!', 'user:sent:Once more', 'agent:done:Hello!']);
    expect(finished(all)).to.deep.equal(['Hi', 'Hello!', 'Once more', 'Hello!']);
  });

  it('is not sent again where the log has it: the error is its reply', async () => {
    const all = await typing();
    all.server.logs = [userLog('Hi')];
    await all.server.socket.finish('', ['Out of order']);
    await all.clock.pass(3_000);
    expect([said(all), errors(all), all.server.count('execute')]).to.deep.equal([['user:sent:Hi', 'agent:failed:'], ['agent'], 0]);
    expect(all.session.snapshot.messages[1]?.error).to.deep.equal({ code: 'agent', message: 'Out of order', retryable: true });
    expect(all.session.voice).to.not.equal(undefined);
  });

  it('nor where the log lags behind by almost three seconds', async () => {
    const all = await typing();
    await all.server.socket.finish('', ['Out of order']);
    await all.clock.pass(2_900);
    all.server.logs = [userLog('Hi')];
    await all.clock.pass(1_000);
    expect([said(all).at(-1), all.server.count('execute')]).to.deep.equal(['agent:failed:', 0]);
  });

  it('nor where it gets into the log a moment later, or the log cannot be read', async () => {
    for (const isReadable of [true, false]) {
      const all = await typing();
      if (!isReadable) all.server.answer('conversation', { status: 0 }, { status: 0 });
      await all.server.socket.finish('', ['Out of order']);
      all.server.logs = [userLog('Hi')];
      await all.clock.pass(3_000);
      expect([said(all).at(-1), all.server.count('execute')]).to.deep.equal(['agent:failed:', 0]);
      all.session.dispose();
    }
  });

  it('shows an error of the agent’s, with a retry that goes by REST, too', async () => {
    const all = await typing();
    all.server.answer('execute', { json: { output: [], errors: ['Out of order'] } }, hello);
    await all.server.socket.finish('', refusal);
    await all.clock.pass(3_000);
    expect([said(all).at(-1), errors(all), all.session.snapshot.messages[1]?.error?.retryable]).to.deep.equal(['agent:failed:', ['agent'], true]);
    void all.session.retry(all.session.snapshot.messages[0]?.id ?? '');
    await all.clock.pass(3_000);
    expect([said(all), messageTypes(all)]).to.deep.equal([['user:sent:Hi', 'agent:done:Hello!'], ['VOICE', 'MULTIMODAL']]);
  });

  it('waits where there are too many requests', async () => {
    const all = await typing();
    all.server.answer('execute', { status: 429, json: {}, headers: { 'Retry-After': '7' } }, hello);
    await all.server.socket.finish('', refusal);
    await all.clock.pass(3_000);
    expect([all.session.snapshot.error?.code, said(all)]).to.deep.equal(['limited', ['user:sent:Hi']]);
    await all.clock.pass(7_000);
    expect([all.session.snapshot.error, said(all).at(-1)]).to.deep.equal([undefined, 'agent:done:Hello!']);
  });

  it('is not mixed with what is said aloud meanwhile', async () => {
    const all = await typing();
    let answer: (json: unknown) => void = () => undefined;
    all.server.answer('execute', { json: new Promise((resolve) => (answer = resolve)) });
    await all.server.socket.finish('', refusal);
    await all.clock.pass(3_000);
    await all.call.utter();
    await all.server.socket.speak('Yes?');
    await all.server.socket.finish('Yes?');
    expect(said(all)).to.deep.equal(['user:sent:Hi']);
    answer(hello.json);
    await settled();
    await settled();
    expect(said(all)).to.deep.equal(['user:sent:Hi', 'agent:done:Hello!', 'user:sent:', 'agent:done:Yes?']);
    expect([...all.call.played.values()]).to.deep.equal([100]);
  });

  it('can be stopped, and owes nothing to the socket then', async () => {
    const all = await typing();
    all.server.answer('execute', { json: new Promise(() => undefined) }, hello);
    await all.server.socket.finish('', refusal);
    await all.clock.pass(3_000);
    all.session.stop();
    expect(said(all)).to.deep.equal(['user:sent:Hi', 'agent:stopped:']);
    void all.session.send('Again');
    await all.clock.pass(3_000);
    expect([said(all).slice(2), all.server.sockets.length]).to.deep.equal([['user:sent:Again', 'agent:done:Hello!'], 1]);
  });

  it('outlives the call', async () => {
    const all = await typing();
    let answer: (json: unknown) => void = () => undefined;
    all.server.answer('execute', { json: new Promise((resolve) => (answer = resolve)) });
    await all.server.socket.finish('', refusal);
    await all.clock.pass(3_000);
    all.session.stopVoice();
    await settled();
    await all.server.socket.open('conv-1', 'REVIVED');
    answer(hello.json);
    await settled();
    expect(said(all)).to.deep.equal(['user:sent:Hi', 'agent:done:Hello!']);
    expect(all.server.sockets.map(({ address }) => address.searchParams.has('voiceModeEnabled'))).to.deep.equal([true, false]);
    expect(all.server.count('execute')).to.equal(1);
  });

  it('survives the loss of the call’s connection meanwhile', async () => {
    const all = await typing();
    let answer: (json: unknown) => void = () => undefined;
    all.server.answer('execute', { json: new Promise((resolve) => (answer = resolve)) });
    await all.server.socket.finish('', refusal);
    await all.clock.pass(3_000);
    await all.server.socket.drop();
    await all.clock.pass(3_000);
    await all.server.socket.open('conv-1', 'REVIVED');
    expect(all.session.snapshot.state).to.equal('responding');
    await all.clock.pass(60_000);
    expect(said(all)).to.deep.equal(['user:sent:Hi']);
    answer(hello.json);
    await settled();
    expect(said(all)).to.deep.equal(['user:sent:Hi', 'agent:done:Hello!']);
    expect([all.server.count('execute'), all.server.sockets.length, all.session.snapshot.voiceState]).to.deep.equal([1, 2, 'listening']);
  });

  it('takes its time, and the call’s socket, which is silent meanwhile, is not taken for dead', async () => {
    const all = await typing();
    all.server.answer('execute', { json: new Promise(() => undefined) });
    await all.server.socket.finish('', refusal);
    await all.clock.pass(100_000);
    expect([all.server.sockets.length, all.server.count('execute'), said(all)]).to.deep.equal([1, 1, ['user:sent:Hi']]);
  });

  it('goes by REST also where the server drops the connection for it', async () => {
    const all = await typing();
    all.server.answer('execute', hello);
    await all.server.socket.drop(1003);
    await all.clock.pass(3_000);
    await all.server.socket.open('conv-1', 'REVIVED');
    await all.clock.pass(3_000);
    expect(said(all)).to.deep.equal(['user:sent:Hi', 'agent:done:Hello!']);
    expect([messageTypes(all), all.session.snapshot.voiceState]).to.deep.equal([['VOICE'], 'listening']);
  });

  it('goes by a socket without voice where the server closes for good, and the call is over', async () => {
    const all = await typing();
    await all.server.socket.drop(4000, 'No text here');
    expect([all.session.voice, all.session.snapshot.voiceError?.code, errors(all)]).to.deep.equal([undefined, 'protocol', ['protocol']]);
    await settled();
    await all.server.socket.open('conv-1', 'REVIVED');
    await all.clock.pass(3_000);
    expect([messageTypes(all), all.server.socket.address.searchParams.has('voiceModeEnabled')]).to.deep.equal([['MULTIMODAL'], false]);
    await all.server.socket.finish('Hello!');
    expect(said(all)).to.deep.equal(['user:sent:Hi', 'agent:done:Hello!']);
  });
});

describe('An error that comes at once to a call in which something was typed', () => {
  const atOnce = async () => {
    const all = await inCall();
    void all.session.send('Hi').catch(() => undefined);
    await settled();
    return all;
  };

  it('is about the call where the log has the message, which is still answered', async () => {
    const all = await atOnce();
    all.server.logs = [userLog('Hi')];
    await all.server.socket.finish('', ['No voice here']);
    await all.clock.pass(3_000);
    expect([all.session.voice, all.session.snapshot.voiceError?.message]).to.deep.equal([undefined, 'No voice here']);
    expect(said(all)).to.deep.equal(['user:sent:Hi']);
    await all.server.socket.finish('Hello!');
    await settled();
    expect(said(all)).to.deep.equal(['user:sent:Hi', 'agent:done:Hello!']);
    expect([all.server.socket.isClosedByClient, all.server.count('execute')]).to.deep.equal([true, 0]);
  });

  it('is about the message where it has not', async () => {
    const all = await atOnce();
    all.server.answer('execute', hello);
    await all.server.socket.finish('', refusal);
    await all.clock.pass(3_000);
    expect([said(all), all.session.snapshot.voiceState]).to.deep.equal([['user:sent:Hi', 'agent:done:Hello!'], 'listening']);
  });
});

describe('An error that comes a moment later to a call in which something was said', () => {
  it('is about the call', async () => {
    const all = await inCall();
    await all.call.utter();
    await all.clock.pass(1_500);
    await all.server.socket.finish('', ['No voice here']);
    expect([all.session.snapshot.voiceError?.message, all.session.snapshot.voiceState, all.call.snapshot.phase]).to.deep.equal(['No voice here', 'off', 'closed']);
  });
});

describe('When a call ends while a typed message is being answered', () => {
  it('the next one goes by a connection without voice', async () => {
    const all = await typing();
    await all.server.socket.stream('Hel');
    all.session.stopVoice();
    await all.server.socket.finish('Hello');
    await settled();
    expect(all.server.socket.isClosedByClient).to.equal(true);
    void all.session.send('Next');
    await settled();
    expect([all.server.sockets.length, all.server.socket.address.searchParams.has('voiceModeEnabled')]).to.deep.equal([2, false]);
  });
});
