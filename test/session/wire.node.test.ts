import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { AgentError } from '../../src/base/errors.js';
import type { AutessaErrorEvent } from '../../src/session/events.js';
import { settled } from '../support/fake-clock.js';
import { agentLog, userLog, type ScriptedServer } from '../support/scripted-server.js';
import { asked, said, scene, type Scene } from '../support/session.js';

const errors = ({ events }: Scene) =>
  events.filter(({ type }) => type === 'autessa-error').map((event) => (event as AutessaErrorEvent).error.code);
const codeOf = (promise: Promise<unknown>) => promise.then(() => 'fulfilled', (error: AgentError) => error.code);
const replyOf = (content: string) => ({ json: { output: [{ outputType: 'TEXT', content }], errors: [] } });
const names = (server: ScriptedServer) => server.requests.map(({ name }) => name);

/** Handshakes are refused, as often as is asked. */
async function refuse(all: Scene, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    await all.server.socket.drop();
    await all.clock.pass(1_000);
  }
}

describe('Where no WebSocket gets through', () => {
  it('goes on by REST after the second refusal, and keeps the order', async () => {
    const all = scene();
    all.server.answer('execute', replyOf('1'), replyOf('2'));
    const first = all.session.send('one');
    const second = all.session.send('two');
    await settled();
    await refuse(all, 2);
    expect((await first).text).to.equal('1');
    expect((await second).text).to.equal('2');
    expect(said(all)).to.deep.equal(['user:sent:one', 'agent:done:1', 'user:sent:two', 'agent:done:2']);
    expect([all.session.snapshot.state, all.session.snapshot.conversationId]).to.deep.equal(['ready', 'created']);
    expect(names(all.server).filter((name) => name !== 'token')).to.deep.equal(['execute-create', 'execute', 'execute']);
    expect(all.server.requests.find(({ name }) => name === 'execute')?.body).to.deep.equal({
      agentId: 7, conversationId: 'created', input: [{ inputType: 'TEXT', content: 'one' }], environmentVariables: {}, promptTemplateVariables: {},
    });
    expect(all.server.sockets).to.have.length(2);
  });

  it('needs no second refusal where the handshake was swallowed', async () => {
    const all = scene();
    all.server.answer('execute', replyOf('1'));
    const reply = all.session.send('one');
    await settled();
    await all.clock.pass(10_000);
    expect((await reply).text).to.equal('1');
    expect(all.server.sockets).to.have.length(1);
  });

  it('tries the socket again after five minutes, with the next message', async () => {
    const all = scene();
    all.server.answer('execute', replyOf('1'));
    void all.session.send('one');
    await settled();
    await refuse(all, 2);
    await all.clock.pass(298_999);
    expect([all.session.snapshot.state, all.clock.running]).to.deep.equal(['ready', 1]);
    await all.clock.pass(1);
    expect([all.session.snapshot.state, all.clock.running]).to.deep.equal(['idle', 0]);
    void all.session.send('two');
    await settled();
    expect(all.server.socket.address.searchParams.get('conversationId')).to.equal('created');
    await all.server.socket.open('created', 'REVIVED');
    await all.server.socket.finish('2');
    expect(said(all).at(-1)).to.equal('agent:done:2');
  });

  it('does not end in the midst of an answer because it is old', async () => {
    const all = scene();
    let answer!: (json: unknown) => void;
    all.server.answer('execute', replyOf('1'), { json: new Promise((resolve) => (answer = resolve)) });
    void all.session.send('one');
    await settled();
    await refuse(all, 2);
    await all.clock.pass(290_000);
    const reply = all.session.send('two');
    await settled();
    await all.clock.pass(20_000);
    expect(all.session.snapshot.state).to.equal('responding');
    answer(replyOf('2').json);
    expect((await reply).text).to.equal('2');
    await settled();
    expect(all.session.snapshot.state).to.equal('idle');
  });

  it('opens a closed conversation again, and says where it is another one', async () => {
    for (const [status, id, notices] of [['CLOSED', 'conv-1', 0], ['CLOSED', 'conv-2', 1], ['NOT_FOUND', 'created', 1]] as const) {
      const all = await asked('one');
      await all.server.socket.finish('1');
      await all.server.socket.drop(1000);
      void all.session.send('two');
      await settled();
      all.server.answer('conversation-status', { json: { conversationId: 'conv-1', status, errors: [] } }, { json: { conversationId: 'conv-1', status, errors: [] } });
      all.server.answer('revive-conversation', { json: { conversationId: id, status: 'REVIVED', errors: [] } });
      all.server.answer('execute', replyOf('2'));
      await refuse(all, 2);
      expect(all.session.snapshot.conversationId, status).to.equal(id);
      expect(said(all).at(-1)).to.equal('agent:done:2');
      expect(said(all).filter((message) => message.startsWith('notice'))).to.have.length(notices);
    }
  });

  it('settles by the log what REST lost, and shows what the agent reports', async () => {
    const all = scene();
    all.server.answer('execute', { status: 0 }, { json: { output: [], errors: ['no credit'] } });
    void all.session.send('one').catch(() => undefined);
    await settled();
    await refuse(all, 2);
    expect(all.session.snapshot.state).to.equal('reconnecting');
    all.server.logs = [userLog('one'), agentLog('1')];
    await all.clock.pass(1_000);
    await refuse(all, 1);
    expect(said(all)).to.deep.equal(['user:sent:one', 'agent:done:1']);
    const failing = codeOf(all.session.send('two'));
    await settled();
    expect(await failing).to.equal('agent');
    expect(said(all).at(-1)).to.equal('agent:failed:');
  });

  it('drops the answer of what was stopped', async () => {
    const all = scene();
    let answer!: (json: unknown) => void;
    all.server.answer('execute', { json: new Promise((resolve) => (answer = resolve)) });
    void all.session.send('one');
    await settled();
    await refuse(all, 2);
    all.session.stop();
    answer(replyOf('late').json);
    await settled();
    expect(said(all)).to.deep.equal(['user:sent:one', 'agent:stopped:']);
    expect(all.session.snapshot.state).to.equal('ready');
  });
});

describe('A refused handshake', () => {
  it('asks how things are by REST where there is a conversation: a limit is waited for, and then it goes on', async () => {
    const all = await asked('one');
    await all.server.socket.finish('1');
    await all.server.socket.drop(1000);
    void all.session.send('two');
    await settled();
    all.server.answer('conversation-status', { status: 429, headers: { 'Retry-After': '30' }, json: {} });
    await all.server.socket.drop();
    expect([all.session.snapshot.state, all.session.snapshot.retryAt]).to.deep.equal(['limited', all.clock.now() + 30_000]);
    expect(said(all).at(-1)).to.equal('user:waiting:two');
    await all.clock.pass(30_000);
    await all.server.socket.open('conv-1', 'REVIVED');
    await all.server.socket.finish('2');
    expect([said(all).at(-1), all.session.snapshot.retryAt]).to.deep.equal(['agent:done:2', undefined]);
  });

  it('meets a limit or a refusal without a conversation, too', async () => {
    for (const [answers, state] of [[[{ status: 429, json: {} }], 'limited'], [Array.from({ length: 6 }, () => ({ status: 401, json: {} })), 'failed']] as const) {
      const all = scene();
      all.server.answer('execute-create', ...answers);
      void all.session.send('one').catch(() => undefined);
      await settled();
      await refuse(all, 2);
      if (state === 'failed') await refuse(all, 1);
      expect(all.session.snapshot.state).to.equal(state);
      expect(errors(all).at(-1)).to.equal(state === 'failed' ? 'auth' : 'limited');
      expect(all.server.tokens).to.be.greaterThan(1);
    }
  });
});

describe('A wire that has gone silent', () => {
  it('is left alone while the agent is at work, by the log, and is asked about once in 15 s', async () => {
    const all = await asked('one');
    all.server.logs = [userLog('one')];
    await all.clock.pass(14_999);
    expect(all.server.count('conversation')).to.equal(0);
    await all.clock.pass(1);
    expect(all.server.count('conversation')).to.equal(1);
    await all.clock.pass(45_000);
    expect([all.server.count('conversation'), all.server.sockets.length]).to.deep.equal([4, 1]);
    await all.server.socket.finish('1');
    expect(said(all)).to.deep.equal(['user:sent:one', 'agent:done:1']);
    expect(all.clock.running).to.equal(0);
  });

  it('is not asked about while it speaks', async () => {
    const all = await asked('one');
    for (let second = 0; second < 60; second += 5) {
      await all.clock.pass(5_000);
      await all.server.socket.stream('.');
    }
    expect(all.server.count('conversation')).to.equal(0);
    await all.clock.pass(15_000);
    expect(all.server.count('conversation')).to.equal(1);
  });

  it('is left for another where the log has the reply', async () => {
    const all = await asked('one');
    await all.server.socket.stream('hal');
    all.server.logs = [userLog('one'), agentLog('half and whole')];
    await all.clock.pass(15_000);
    expect(all.session.snapshot.state).to.equal('reconnecting');
    expect(said(all)).to.deep.equal(['user:sent:one', 'agent:streaming:hal']);
    await all.server.socket.open('conv-1', 'REVIVED');
    await settled();
    expect(said(all)).to.deep.equal(['user:sent:one', 'agent:done:half and whole']);
    expect(all.server.sockets).to.have.length(2);
    await all.server.sockets[0]!.finish('late');
    expect(said(all)).to.have.length(2);
  });

  it('is left where the message never arrived, which is then sent again, once', async () => {
    const all = await asked('one');
    await all.clock.pass(60_000);
    await all.server.socket.open('conv-1', 'REVIVED');
    await all.clock.pass(3_000);
    expect(all.server.sockets.map(({ sent }) => sent.length)).to.deep.equal([1, 1]);
    await all.server.socket.finish('1');
    expect(said(all)).to.deep.equal(['user:sent:one', 'agent:done:1']);
  });

  it('is left where the server cannot be reached; a server that only refuses to tell is there', async () => {
    for (const [status, sockets] of [[0, 2], [500, 2], [429, 1]] as const) {
      const all = await asked('one');
      all.server.answer('conversation', { status, json: {} });
      await all.clock.pass(15_000);
      expect(all.server.sockets, String(status)).to.have.length(sockets);
    }
  });

  it('is left after two minutes, whatever the log says', async () => {
    const all = await asked('one');
    all.server.logs = [userLog('one')];
    await all.clock.pass(134_999);
    expect(all.server.sockets).to.have.length(1);
    await all.clock.pass(1);
    expect(all.server.sockets).to.have.length(2);
  });
});

describe('Settling', () => {
  it('waits as told where there are too many requests, says so, and goes on', async () => {
    const all = await asked('one');
    await all.server.socket.drop();
    await all.clock.pass(1_000);
    all.server.answer('conversation', { status: 429, headers: { 'Retry-After': '20' }, json: {} });
    all.server.logs = [userLog('one'), agentLog('1')];
    await all.server.socket.open('conv-1', 'REVIVED');
    await settled();
    expect([all.session.snapshot.state, all.session.snapshot.retryAt]).to.deep.equal(['limited', all.clock.now() + 20_000]);
    await all.clock.pass(20_000);
    expect([all.session.snapshot.state, all.session.snapshot.retryAt, all.session.snapshot.error]).to.deep.equal(['ready', undefined, undefined]);
    expect(said(all)).to.deep.equal(['user:sent:one', 'agent:done:1']);
  });

  it('does not take the entry of a turn that was stopped, silent, for one of the same words', async () => {
    const all = await asked('yes');
    all.session.stop();
    all.server.logs = [userLog('yes'), agentLog('of the stopped one')];
    void all.session.send('yes');
    await settled();
    await all.server.socket.open('conv-1', 'REVIVED');
    await settled();
    expect(all.server.socket.sent).to.have.length(1);
    await all.server.socket.drop();
    await all.clock.pass(1_000);
    await all.server.socket.open('conv-1', 'REVIVED');
    await all.clock.pass(3_000);
    expect(said(all).at(-1)).to.equal('user:sent:yes');
    expect(all.server.socket.sent).to.have.length(1);
  });

  it('counts again where the connection is lost while the log is counted', async () => {
    const all = await asked('yes');
    all.session.stop();
    void all.session.send('yes');
    await settled();
    const never = new Promise(() => undefined);
    all.server.answer('conversation', { json: never });
    await all.server.socket.open('conv-1', 'REVIVED');
    expect(all.server.count('conversation')).to.equal(1);
    await all.server.socket.drop();
    all.server.logs = [userLog('yes'), agentLog('of the stopped one')];
    await all.clock.pass(1_000);
    await all.server.socket.open('conv-1', 'REVIVED');
    await settled();
    expect(all.server.socket.sent).to.have.length(1);
    // Lost on its way: it is sent again, and not taken for the one that was stopped.
    await all.server.socket.drop();
    await all.clock.pass(1_000);
    await all.server.socket.open('conv-1', 'REVIVED');
    await all.clock.pass(10_000);
    expect(all.server.socket.sent).to.have.length(1);
    await all.server.socket.finish('its own');
    expect(said(all)).to.deep.equal(['user:sent:yes', 'agent:stopped:', 'user:sent:yes', 'agent:done:its own']);
  });

  it('counts again after a reload, where it has to', async () => {
    const before = await asked('yes');
    before.session.stop();
    before.session.dispose();
    const { store, server } = before;
    server.logs = [userLog('yes'), agentLog('of the stopped one')];
    const all = scene({ store, server });
    void all.session.send('yes');
    await settled();
    await server.socket.open('conv-1', 'REVIVED');
    await settled();
    expect(server.socket.sent).to.have.length(1);
    expect(store.record).to.include({ settledTurns: 1, isCounted: true });
  });

  it('takes the reply to what was stopped for no answer to the same words, after a reload, in a log that repeats', async () => {
    const before = await asked('yes');
    before.session.stop();
    await before.server.socket.finish('of the stopped one');
    before.session.send('yes').catch(() => undefined);
    await settled();
    expect(before.server.socket.sent).to.have.length(2);
    before.session.dispose();
    const { store, server } = before;
    server.logs = [userLog('yes'), userLog('yes'), agentLog('of the stopped one'), userLog('yes'), agentLog('its own')];
    const all = scene({ store, server });
    await all.session.open();
    await settled();
    await server.socket.open('conv-1', 'REVIVED');
    await all.clock.pass(1_000);
    expect(said(all)).to.deep.equal(['user:sent:yes', 'agent:stopped:', 'user:sent:yes', 'agent:done:its own']);
  });
});

describe('A page that is put away', () => {
  it('lets its socket go, and comes back with the next word', async () => {
    const all = await asked('one');
    await all.server.socket.finish('1');
    all.putAway();
    await settled();
    expect([all.server.socket.isClosedByClient, all.session.snapshot.state]).to.deep.equal([true, 'idle']);
    all.awaken();
    void all.session.send('two');
    await settled();
    await all.server.socket.open('conv-1', 'REVIVED');
    expect(all.server.socket.sent).to.have.length(1);
  });

  it('comes back at once, and settles, where a reply was awaited', async () => {
    const all = await asked('one');
    await all.server.socket.stream('hal');
    all.putAway();
    await settled();
    all.server.logs = [userLog('one'), agentLog('half')];
    all.awaken();
    await settled();
    await all.server.socket.open('conv-1', 'REVIVED');
    await settled();
    expect(said(all)).to.deep.equal(['user:sent:one', 'agent:done:half']);
  });
});

describe('Limits', () => {
  it('are known where headers show them', async () => {
    const all = await asked('one');
    await all.session.rest.status('conv-1');
    expect(all.session.snapshot.rateLimit).to.equal(undefined);
    const headers = { 'X-RateLimit-Limit-Minute': '60', 'X-RateLimit-Remaining-Minute': '59', 'X-RateLimit-Remaining-Day': 'many' };
    all.server.answer('conversation-status', { json: { conversationId: 'conv-1', status: 'CLOSED' }, headers });
    await all.session.rest.status('conv-1');
    expect(all.session.snapshot.rateLimit).to.deep.equal({
      limitMinute: 60, remainingMinute: 59, limitDay: undefined, remainingDay: undefined, at: all.clock.now(),
    });
  });
});

describe('A message that waits', () => {
  it('can be taken back, and is gone', async () => {
    const all = await asked('one');
    const two = codeOf(all.session.send('two'));
    void all.session.send('three');
    await settled();
    const [, second] = all.session.snapshot.messages;
    expect(await all.session.cancel(second!.id)).to.equal(true);
    expect(await two).to.equal('aborted');
    expect(await all.session.cancel(second!.id)).to.equal(false);
    expect(await all.session.cancel(all.session.snapshot.messages[0]!.id)).to.equal(false);
    await all.server.socket.finish('1');
    await all.server.socket.finish('3');
    expect(said(all)).to.deep.equal(['user:sent:one', 'agent:done:1', 'user:sent:three', 'agent:done:3']);
    expect(all.store.record?.messages).to.have.length(4);
  });
});

describe('A reply that comes as audio', () => {
  const chunk = (transcription: string) => ({ streamedOutput: { outputType: 'AUDIO', sampleRate: 16_000, base64Audio: 'AAAA', transcription, isFinalChunk: false } });

  it('is asked for, handed to the speaker chunk by chunk, and streams as text without a repeated word', async () => {
    const all = await asked('one', { replyMode: 'AUDIO' });
    const played: [string, string][] = [];
    all.session.speaker = { play: (turn, { transcription }) => played.push([turn, transcription]) };
    expect(all.server.socket.sent[0]!.executionOutputMode).to.equal('AUDIO');
    for (const words of ['It is', 'It is', 'It is sunny', 'today.']) await all.server.socket.say(chunk(words));
    await settled();
    expect(said(all).at(-1)).to.equal('agent:streaming:It is sunny today.');
    const { id } = all.session.snapshot.messages[0]!;
    expect(played).to.deep.equal(['It is', 'It is', 'It is sunny', 'today.'].map((words) => [id, words]));
    // The final message has all of it once more.
    await all.server.socket.say({ conversationId: 'conv-1', output: [{ ...chunk('It is sunny today.').streamedOutput }], errors: [] });
    expect(played).to.have.length(4);
    expect(said(all).at(-1)).to.equal('agent:done:It is sunny today.');
  });

  it('is waited for where it begins to come over the new connection, and not sent again; until that is silent, too', async () => {
    const all = await asked('one', { replyMode: 'AUDIO' });
    all.session.speaker = { play: () => undefined };
    await all.clock.pass(60_000);
    await all.server.socket.open('conv-1', 'REVIVED');
    // While the log, which has nothing, is read.
    await all.server.socket.say(chunk('It is'));
    await all.clock.pass(10_000);
    expect(all.server.socket.sent).to.have.length(0);
    await all.server.socket.say(chunk('It is sunny'));
    await settled();
    expect(said(all).at(-1)).to.equal('agent:streaming:It is sunny');
    const { sockets } = all.server;
    const before = sockets.length;
    all.server.logs = [userLog('one'), agentLog('It is sunny today.')];
    await all.clock.pass(20_000);
    expect(sockets.length).to.equal(before + 1);
    await all.server.socket.open('conv-1', 'REVIVED');
    await all.clock.pass(1_000);
    expect(said(all)).to.deep.equal(['user:sent:one', 'agent:done:It is sunny today.']);
  });

  it('is played from the final message where nothing was streamed; what is late is not', async () => {
    const all = await asked('one', { replyMode: 'AUDIO' });
    const played: string[] = [];
    all.session.speaker = { play: (_, { transcription }) => played.push(transcription) };
    await all.server.socket.say({ conversationId: 'conv-1', output: [{ ...chunk('Whole.').streamedOutput }], errors: [] });
    expect([played, said(all).at(-1)]).to.deep.equal([['Whole.'], 'agent:done:Whole.']);
    await all.server.socket.say(chunk('late'));
    expect(played).to.have.length(1);
  });
});

describe('Frames that nobody expects', () => {
  it('are survived: 5 MB of text, 20,000 unknown messages, bytes, a second status, the end of a reply that is told again', async () => {
    const all = await asked('one');
    const { socket } = all.server;
    await socket.say('x'.repeat(5_000_000));
    await socket.say({ blob: 'x'.repeat(5_000_000) });
    for (let count = 0; count < 20_000; count += 1) socket.dispatchEvent(new MessageEvent('message', { data: '{"news":1}' }));
    socket.dispatchEvent(new MessageEvent('message', { data: new ArrayBuffer(64) }));
    await socket.say({ conversationId: 'conv-9', status: 'CREATED', errors: [] });
    await settled();
    expect(all.events.filter(({ type }) => type === 'autessa-server-message')).to.have.length(20_004);
    expect(all.session.snapshot.conversationId).to.equal('conv-1');
    await socket.finish('fine');
    await socket.finish('fine');
    expect(said(all)).to.deep.equal(['user:sent:one', 'agent:done:fine']);
  });
});
