import { describe, it } from 'node:test';
import { expect } from 'chai';
import { settled } from '../support/fake-clock.js';
import { agentLog, spokenLog, userLog } from '../support/scripted-server.js';
import { conversationOf } from '../support/conversation-of.js';
import { asked, FakeStore, said, scene, type Scene } from '../support/session.js';
import { boundRecord, type ConversationRecord } from '../../src/storage/conversation-record.js';
import type { SessionHost } from '../../src/session/host.js';
import { takeUp } from '../../src/session/restore.js';
import type { AgentLog } from '../../src/protocol/logs.js';
import type { Message } from '../../src/conversation/message.js';

describe('AgentSession: a conversation that only the server knows', () => {
  it('asks at once whether a conversation is known, and what was said in it', async () => {
    let know = (): void => undefined;
    const all = scene({ conversationId: 'elsewhere' });
    all.server.logs = [userLog('one'), agentLog('1')];
    all.server.answer('conversation-status', { json: new Promise((resolve) => (know = () => resolve({ conversationId: 'elsewhere', status: 'IN_PROGRESS', errors: [] }))) });
    void all.session.open();
    await settled();
    expect(all.server.requests.map(({ name }) => name)).to.have.members(['token', 'conversation-status', 'conversation']);
    expect(said(all)).to.deep.equal([]);
    know();
    await settled();
    expect(said(all)).to.deep.equal(['user:sent:one', 'agent:done:1']);
  });

  it('begins a conversation where the one that the site names is not known, and has no log', async () => {
    const all = scene({ conversationId: 'elsewhere' });
    all.server.answer('conversation-status', { status: 404, json: { conversationId: 'elsewhere', status: 'NOT_FOUND', errors: [] } });
    all.server.answer('conversation', { status: 404, json: { errors: ['Conversation not found'] } });
    await all.session.open();
    void all.session.send('one');
    await settled();
    expect(all.server.socket.address.searchParams.has('conversationId')).to.equal(false);
  });

  it('shows all four kinds of its log, and what was spoken by its transcription', async () => {
    const all = scene({ conversationId: 'elsewhere' });
    all.server.logs = [
      { logType: 'USER', userMultimodalInputs: [{ inputType: 'AUDIO', transcription: 'what about the weather' }] },
      { logType: 'TOOL_REQUEST', executeToolRequest: { toolCallId: 't1', name: 'forecast', variables: { city: 'Bern' } } },
      { logType: 'TOOL_RESPONSE', executeToolResponse: { toolCallId: 't1', toolName: 'forecast', result: { secret: 1 } } },
      { logType: 'MESSAGE_TO_USER', multimodalOutput: { outputType: 'AUDIO', base64Audio: '', sampleRate: 16_000, transcription: 'It is windy.', isFinalChunk: true } },
      userLog('thanks'),
      agentLog('You are welcome.'),
    ];
    await all.session.open();
    expect(said(all)).to.deep.equal([
      'user:sent:what about the weather',
      'tool:done:forecast',
      'agent:done:It is windy.',
      'user:sent:thanks',
      'agent:done:You are welcome.',
    ]);
    expect(all.session.snapshot.messages[1]?.tool).to.deep.include({ toolName: 'forecast', publicVars: { city: 'Bern' }, phase: 'done' });
    expect(JSON.stringify(all.session.snapshot.messages)).not.to.contain('secret');
  });

  it('waits for the answer to what was asked last, and asks nothing again', async () => {
    const all = scene({ conversationId: 'elsewhere' });
    all.server.logs = [userLog('never answered'), userLog('one'), agentLog('1'), userLog('two')];
    await all.session.open();
    await settled();
    await all.server.socket.open('elsewhere', 'REVIVED');
    expect(said(all)).to.deep.equal(['user:done:never answered', 'user:sent:one', 'agent:done:1', 'user:sent:two']);
    all.server.logs.push(agentLog('2'));
    await all.clock.pass(1_000);
    expect(said(all).at(-1)).to.equal('agent:done:2');
    expect(all.server.socket.sent).to.deep.equal([]);
    const reply = all.session.send('two');
    await settled();
    await all.server.socket.finish('2 again');
    expect((await reply).text).to.equal('2 again');
    expect(all.server.socket.sent).to.have.length(1);
  });
});

describe('AgentSession: a conversation whose last entry was spoken, without a transcription', () => {
  it('does not send that again as an empty text, and sends what is typed next once', async () => {
    const all = scene({ conversationId: 'elsewhere' });
    all.server.logs = [userLog('one'), agentLog('1'), spokenLog('')];
    await all.session.open();
    await settled();
    await all.server.socket.open('elsewhere', 'REVIVED');
    await all.clock.pass(5_000);
    expect([said(all), all.server.socket.sent]).to.deep.equal([['user:sent:one', 'agent:done:1', 'user:done:'], []]);
    const reply = all.session.send('two');
    await settled();
    expect(all.server.socket.sent).to.have.length(1);
    await all.server.socket.finish('2');
    expect((await reply).text).to.equal('2');
  });
});

describe('What is stored without the last reply that is known', () => {
  const before = { version: 2, conversationId: 'c', settledTurns: 3, isCounted: true, messages: conversationOf(6).map((message) => ({ ...message, conversationId: 'c' })) } as const;
  const known = (record: ConversationRecord) => {
    const events: Parameters<SessionHost['dispatch']>[0][] = [];
    takeUp(record, { dispatch: (event: (typeof events)[number]) => events.push(event), settings: {} } as unknown as SessionHost);
    const [event] = events;
    return event?.type === 'taken-up' && [event.replyBefore, event.settledAtReply];
  };

  it('counts from the one that is found, and not from another one', () => {
    expect(known({ ...before, settledAtReply: 0 })).to.deep.equal([before.messages.at(-1)?.text, 3]);
    expect(known({ ...before, settledAtReply: 1, replyBefore: 'Hi' })).to.deep.equal(['Hi', 1]);
    expect(known({ ...before, replyBefore: 'Hi' })).to.deep.equal(['Hi', 3]);
  });
});

/** What a server's log says of these messages. */
function logsOf(messages: readonly Message[]): AgentLog[] {
  return messages.map(({ role, text }) => (role === 'user' ? userLog(text) : agentLog(text)));
}

/** A session whose browser kept the newest of these messages, and whose server has them all. */
async function revived(messages: readonly Message[], logs = logsOf(messages)): Promise<Scene> {
  const store = new FakeStore();
  store.record = boundRecord({ version: 2, conversationId: 'conv-1', isCounted: true, settledTurns: messages.length >> 1, messages, consent: undefined });
  const all = scene({ store });
  all.server.logs = logs;
  await all.session.open();
  await settled();
  await all.server.socket.open('conv-1', 'REVIVED');
  return all;
}

const texts = ({ session }: Scene) => session.snapshot.messages.map(({ text }) => text);

describe('AgentSession: what was said before the messages that are kept', () => {
  it('comes from the server, in its place and without doubles', async () => {
    const messages = conversationOf(501);
    const all = await revived(messages);
    expect([texts(all).length, all.session.snapshot.hasEarlier]).to.deep.equal([199, true]);
    const kept = all.session.snapshot.messages;
    await all.session.loadEarlier();
    expect(texts(all)).to.deep.equal(messages.map(({ text }) => text));
    expect(all.session.snapshot.hasEarlier).to.equal(false);
    expect(kept.every((message) => all.session.snapshot.messages.includes(message)), 'what was there is as it was').to.equal(true);
    await all.session.loadEarlier();
    expect(texts(all)).to.have.length(501);
  });

  it('is found though the same was said many times, and though some of it never arrived', async () => {
    const messages = conversationOf(300).map((message): Message => (message.role === 'user' ? { ...message, text: 'yes' } : { ...message, text: 'and?' }));
    const failed: Message = { id: 'failed', role: 'user', status: 'failed', text: 'yes', at: 0, turn: 'failed' };
    const all = await revived([...messages.slice(0, 250), failed, ...messages.slice(250)], logsOf(messages));
    await all.session.loadEarlier();
    expect(texts(all).filter((text) => text === 'yes')).to.have.length(151);
    expect(texts(all).filter((text) => text === 'and?')).to.have.length(150);
  });

  it('is loaded once, however often it is asked for, and is known by the same ids the next time', async () => {
    const messages = conversationOf(402);
    const all = await revived(messages);
    await Promise.all([all.session.loadEarlier(), all.session.loadEarlier()]);
    expect(texts(all)).to.have.length(402);
    const again = await revived(all.session.snapshot.messages.slice(0, 300), logsOf(messages.slice(0, 300)));
    await again.session.loadEarlier();
    expect(again.session.snapshot.messages.map(({ id }) => id)).to.deep.equal(all.session.snapshot.messages.slice(0, 300).map(({ id }) => id));
  });

  it('is not asked for where all is there, nor shown in another conversation', async () => {
    const short = await revived(conversationOf(20));
    expect(short.session.snapshot.hasEarlier).to.equal(false);
    const all = await revived(conversationOf(400));
    let answer!: () => void;
    const conversation = { conversationId: 'conv-1', version: '1', closeDate: null, logs: all.server.logs };
    all.server.answer('conversation', { json: new Promise((resolve) => (answer = () => resolve({ conversation, errors: [] }))) });
    const loading = all.session.loadEarlier();
    await settled();
    void all.session.newConversation();
    answer();
    await loading;
    expect([texts(all), all.session.snapshot.hasEarlier]).to.deep.equal([[], false]);
  });

  it('can be asked for again where the server did not answer', async () => {
    const all = await revived(conversationOf(400));
    all.server.answer('conversation', { status: 503 });
    const failure = await all.session.loadEarlier().then(() => undefined, (error: unknown) => error);
    expect(failure).to.deep.include({ code: 'connection' });
    expect(all.session.snapshot.hasEarlier).to.equal(true);
    await all.session.loadEarlier();
    expect(texts(all)).to.have.length(400);
  });

  it('does not outgrow what is kept', async () => {
    const all = await revived(conversationOf(400));
    await all.session.loadEarlier();
    void all.session.send('more');
    await settled();
    await all.server.socket.finish('of it');
    await settled();
    expect(all.store.record?.messages).to.have.length(200);
    expect(all.store.record?.messages.at(-1)?.text).to.equal('of it');
  });
});

describe('A reply that streams', () => {
  it('is kept every second, for a page that ends without a word', async () => {
    const { server, store, clock, session } = await asked('How long?');
    await server.socket.stream('One');
    expect(store.record?.messages.at(-1)?.text, 'not at once').to.equal('How long?');
    await clock.pass(1_000);
    expect(store.record?.messages.at(-1)?.text).to.equal('One');
    await server.socket.stream(' two');
    await clock.pass(1_000);
    expect(store.record?.messages.at(-1)?.text).to.equal('One two');
    session.dispose();
  });
});
