import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { Message } from '../../src/conversation/message.js';
import type { AutessaBeforeSendEvent, AutessaErrorEvent } from '../../src/session/events.js';
import { settled } from '../support/fake-clock.js';
import { agentLog, userLog } from '../support/scripted-server.js';
import { asked, failureOf, FakeStore, said, scene, type Scene } from '../support/session.js';

const types = ({ events }: Scene) => events.map(({ type }) => type);
const errors = ({ events }: Scene) => events.filter(({ type }) => type === 'autessa-error').map((event) => (event as AutessaErrorEvent).error.code);

describe('AgentSession: a turn', () => {
  it('does nothing before it is asked to', async () => {
    const { server, clock } = scene();
    await settled();
    expect([server.requests.length, server.sockets.length, clock.running]).to.deep.equal([0, 0, 0]);
  });

  it('connects, sends as documented, streams, and resolves with the finished reply', async () => {
    const all = await asked('Hi', { variables: { customerName: 'John' }, environmentVariables: { PLACE: 'Seattle' } });
    const { server, session, reply } = all;
    expect(server.socket.address.pathname).to.equal('/ws/clients/agents/execute');
    expect(Object.fromEntries(server.socket.address.searchParams)).to.deep.equal({ authorization: 'token-1', resourceId: '7' });
    expect(server.socket.sent).to.deep.equal([
      {
        messageType: 'MULTIMODAL', agentId: 7, executionOutputMode: 'TEXT', input: [{ inputType: 'TEXT', content: 'Hi' }],
        environmentVariables: { PLACE: 'Seattle' }, promptTemplateVariables: { customerName: 'John' },
      },
    ]);
    expect([session.snapshot.state, session.snapshot.conversationId]).to.deep.equal(['responding', 'conv-1']);
    await server.socket.stream('Hel', 'lo');
    await settled();
    expect(said(all)).to.deep.equal(['user:sent:Hi', 'agent:streaming:Hello']);
    await server.socket.finish('Hello!');
    expect((await reply as Message).text).to.equal('Hello!');
    expect(said(all)).to.deep.equal(['user:sent:Hi', 'agent:done:Hello!']);
    expect(session.snapshot.state).to.equal('ready');
    expect(types(all).filter((type) => type === 'autessa-message')).to.have.length(2);
  });

  it('keeps the snapshot frozen, and the identity of what did not change', async () => {
    const { session, server } = await asked('Hi');
    const [question] = session.snapshot.messages;
    await server.socket.stream('a');
    await settled();
    expect(session.snapshot.messages[0]).to.equal(question);
    expect(Object.isFrozen(session.snapshot) && Object.isFrozen(session.snapshot.messages)).to.equal(true);
  });

  it('tells subscribers once for all that happens in one go', async () => {
    const { session } = scene();
    let told = 0;
    session.subscribe(() => (told += 1));
    void session.send('a');
    void session.send('b');
    await Promise.resolve();
    expect(told).to.equal(1);
    expect(session.snapshot.messages).to.have.length(2);
  });

  it('sends one message at a time, the others in their order', async () => {
    const all = await asked('one');
    void all.session.send('two');
    void all.session.send('three');
    await settled();
    expect(said(all)).to.deep.equal(['user:sent:one', 'user:waiting:two', 'user:waiting:three']);
    await all.server.socket.finish('1');
    expect(said(all)).to.deep.equal(['user:sent:one', 'agent:done:1', 'user:sent:two', 'user:waiting:three']);
    await all.server.socket.finish('2');
    await all.server.socket.finish('3');
    expect(all.server.socket.sent.map(({ input }) => input[0])).to.deep.equal(['one', 'two', 'three'].map((content) => ({ inputType: 'TEXT', content })));
    expect(said(all)).to.deep.equal(['user:sent:one', 'agent:done:1', 'user:sent:two', 'agent:done:2', 'user:sent:three', 'agent:done:3']);
  });

  it('fails with "agent" where the final message has errors, keeps what was streamed, and asks again on retry', async () => {
    const all = await asked('Hi');
    await all.server.socket.stream('half');
    all.server.logs = [userLog('Hi')];
    await all.server.socket.finish('', ['no credit']);
    expect((await failureOf(all.reply)).code).to.equal('agent');
    await settled();
    expect(errors(all)).to.deep.equal(['agent']);
    expect(said(all)).to.deep.equal(['user:sent:Hi', 'agent:failed:half']);
    const again = all.session.retry(all.session.snapshot.messages[1]!.id);
    await settled();
    expect(said(all)).to.deep.equal(['user:sent:Hi']);
    await all.server.socket.finish('Fine');
    expect((await again)?.text).to.equal('Fine');
    expect(all.server.socket.sent).to.have.length(2);
  });

  it('shows tools, and tells of them', async () => {
    const all = await asked('Weather?');
    const tool = { responseType: 'EXECUTE_TOOL', toolName: 'GetWeather', invocationId: 'i', publicVars: { city: 'Seattle' }, streamMessage: 'EXECUTION START: GetWeather' };
    await all.server.socket.say({ streamedToolMessages: tool });
    await all.server.socket.say({ streamedToolMessages: { ...tool, responseType: 'THINKING', invocationId: 'k' } });
    await all.server.socket.finish('Sunny');
    expect(said(all)).to.deep.equal(['user:sent:Weather?', 'tool:done:GetWeather', 'agent:done:Sunny']);
    expect(types(all).filter((type) => type === 'autessa-tool')).to.have.length(2);
  });

  it('tells what was said before a tool from what is said after it, however soon one follows the other', async () => {
    const all = await asked('Weather?');
    const tool = { responseType: 'EXECUTE_TOOL', toolName: 'GetWeather', invocationId: 'i', publicVars: {}, streamMessage: 'EXECUTION START: GetWeather' };
    // In the same frame.
    void all.server.socket.stream('Let me look.');
    void all.server.socket.say({ streamedToolMessages: tool });
    await all.server.socket.stream('Sunny');
    await all.server.socket.finish('Let me look.Sunny');
    expect(said(all)).to.deep.equal(['user:sent:Weather?', 'tool:done:GetWeather', 'agent:done:Let me look.\n\nSunny']);
    expect(all.session.snapshot.messages[1]?.tool?.textBefore).to.equal('Let me look.\n\n'.length);
    const reply = (await all.reply) as { readonly text: string };
    expect(reply.text, 'the reply is one').to.equal('Let me look.\n\nSunny');
  });

  it('hands on what it does not know, and goes on', async () => {
    const all = await asked('Hi');
    await all.server.socket.say('garbage');
    await all.server.socket.say({ news: 1 });
    await all.server.socket.say({ conversationId: 'conv-1', status: 'AGAIN', errors: [] });
    await all.server.socket.finish('Fine');
    expect(types(all).filter((type) => type === 'autessa-server-message')).to.have.length(3);
    expect(said(all)).to.deep.equal(['user:sent:Hi', 'agent:done:Fine']);
  });

  it('takes a final message that nobody waits for for no second answer: it stands below', async () => {
    const all = await asked('Hi');
    await all.server.socket.finish('1');
    await all.server.socket.finish('2');
    expect(said(all)).to.deep.equal(['user:sent:Hi', 'agent:done:1', 'agent:done:2']);
  });

  it('lets a listener of autessa-before-send edit, or prevent', async () => {
    const { session, server } = scene();
    session.addEventListener('autessa-before-send', (event: AutessaBeforeSendEvent) => {
      if ((event.input[0] as { content: string }).content === 'no') return event.preventDefault();
      event.input = [{ inputType: 'TEXT', content: 'edited' }];
      event.variables = { ...event.variables, added: 1 };
    });
    expect((await failureOf(session.send('no'))).code).to.equal('aborted');
    expect(session.snapshot.messages).to.have.length(0);
    void session.send('yes');
    await settled();
    await server.socket.open('c');
    expect(server.socket.sent[0]).to.deep.include({ input: [{ inputType: 'TEXT', content: 'edited' }], promptTemplateVariables: { added: 1 } });
  });

  it('sends nothing of the page that a listener of autessa-before-send leaves in another form than by names', async () => {
    const { session, server } = scene();
    session.addEventListener('autessa-before-send', (event: AutessaBeforeSendEvent) => Object.assign(event.draft, { context: 'no' }));
    void session.send('yes');
    await settled();
    await server.socket.open('c');
    expect(server.socket.sent[0]).to.deep.include({ promptTemplateVariables: {} });
    expect(session.snapshot.messages[0]?.context).to.equal(undefined);
  });

  it('sends each message with the settings of that moment', async () => {
    const all = await asked('one', { variables: { n: 1 } });
    all.session.configure({ variables: { n: 2 }, replyMode: 'AUDIO' });
    void all.session.send('two');
    await settled();
    await all.server.socket.finish('1');
    expect(all.server.socket.sent[1]).to.deep.include({ promptTemplateVariables: { n: 2 }, executionOutputMode: 'AUDIO' });
  });

  it('creates the conversation by REST where a version is asked for', async () => {
    const { session, server } = scene({ version: { versionState: 'DRAFT' } });
    void session.send('Hi');
    await settled();
    expect(server.requests.find(({ name }) => name === 'execute-create')?.body).to.deep.equal({ agentId: 7, version: { versionState: 'DRAFT' } });
    expect(server.socket.address.searchParams.get('conversationId')).to.equal('created');
  });
});

describe('AgentSession: stopping', () => {
  it('frees the person at once and drops what still arrives', async () => {
    const all = await asked('one');
    await all.server.socket.stream('par');
    all.session.stop();
    expect(said(all)).to.deep.equal(['user:sent:one', 'agent:stopped:par']);
    expect((await all.reply as Message).status).to.equal('stopped');
    await all.server.socket.stream('tial');
    await all.server.socket.finish('partial');
    expect(said(all)).to.deep.equal(['user:sent:one', 'agent:stopped:par']);
    void all.session.send('two');
    await settled();
    expect(all.server.sockets).to.have.length(1);
    await all.server.socket.finish('2');
    expect(said(all).at(-1)).to.equal('agent:done:2');
  });

  it('reconnects where the next message comes before the end of the stopped reply', async () => {
    const all = await asked('one');
    all.server.logs = [userLog('one')];
    all.session.stop();
    void all.session.send('two');
    await settled();
    const [first, second] = all.server.sockets;
    expect(first?.isClosedByClient).to.equal(true);
    expect(second?.address.searchParams.get('conversationId')).to.equal('conv-1');
    await second?.open('conv-1', 'REVIVED');
    await settled();
    await second?.finish('2');
    expect(said(all)).to.deep.equal(['user:sent:one', 'agent:stopped:', 'user:sent:two', 'agent:done:2']);
  });
});

describe('AgentSession: a lost connection', () => {
  it('comes back with the same conversation', async () => {
    const all = await asked('one');
    await all.server.socket.finish('1');
    await all.server.socket.drop();
    expect(all.session.snapshot.state).to.equal('reconnecting');
    await all.clock.pass(1_000);
    expect(all.server.socket.address.searchParams.get('conversationId')).to.equal('conv-1');
    await all.server.socket.open('conv-1', 'REVIVED');
    expect([all.session.snapshot.state, all.session.snapshot.error]).to.deep.equal(['ready', undefined]);
    expect(errors(all)).to.deep.equal(['connection']);
  });

  it('1: shows the reply that the log has', async () => {
    const all = await asked('one');
    await all.server.socket.stream('par');
    all.server.logs = [userLog('one'), agentLog('partial, and the rest')];
    await all.server.socket.drop();
    expect(said(all)).to.deep.equal(['user:sent:one', 'agent:streaming:par']);
    await all.clock.pass(1_000);
    await all.server.socket.open('conv-1', 'REVIVED');
    await settled();
    expect(said(all)).to.deep.equal(['user:sent:one', 'agent:done:partial, and the rest']);
    expect((await all.reply as Message).text).to.equal('partial, and the rest');
    expect(all.server.socket.sent).to.have.length(0);
  });

  it('2: waits for a reply that the log does not have yet, then offers a retry', async () => {
    const all = await asked('one');
    all.server.logs = [userLog('one')];
    await all.server.socket.drop();
    await all.clock.pass(1_000);
    await all.server.socket.open('conv-1', 'REVIVED');
    await all.clock.pass(1_500);
    all.server.logs.push(agentLog('late'));
    await all.clock.pass(2_000);
    expect(said(all)).to.deep.equal(['user:sent:one', 'agent:done:late']);

    const never = await asked('one');
    never.server.logs = [userLog('one')];
    await never.server.socket.drop();
    await never.clock.pass(1_000);
    await never.server.socket.open('conv-1', 'REVIVED');
    await never.clock.pass(20_000);
    expect(said(never)).to.deep.equal(['user:sent:one', 'agent:failed:']);
    expect(never.server.count('conversation')).to.equal(5);
    expect((await failureOf(never.reply)).code).to.equal('connection');
  });

  it('3: sends again, once, what never arrived', async () => {
    const all = await asked('one');
    await all.server.socket.drop();
    await all.clock.pass(1_000);
    await all.server.socket.open('conv-1', 'REVIVED');
    expect(all.server.socket.sent).to.have.length(0);
    // The server's log may lag behind by 3 s.
    await all.clock.pass(3_000);
    expect(all.server.socket.sent).to.have.length(1);
    await all.server.socket.finish('1');
    expect(said(all)).to.deep.equal(['user:sent:one', 'agent:done:1']);
  });

  it('does not take an earlier message of the same words for the lost one', async () => {
    const all = await asked('yes');
    await all.server.socket.finish('good');
    void all.session.send('yes');
    await settled();
    all.server.logs = [userLog('yes'), agentLog('good')];
    await all.server.socket.drop();
    await all.clock.pass(1_000);
    await all.server.socket.open('conv-1', 'REVIVED');
    await all.clock.pass(3_000);
    expect(all.server.socket.sent).to.have.length(1);
  });

  it('takes the log at its second word only: what was on its way may get into it late', async () => {
    const all = await asked('one');
    await all.server.socket.drop();
    await all.clock.pass(1_000);
    await all.server.socket.open('conv-1', 'REVIVED');
    all.server.logs = [userLog('one'), agentLog('1')];
    await all.clock.pass(1_000);
    expect(said(all)).to.deep.equal(['user:sent:one', 'agent:done:1']);
    expect(all.server.socket.sent).to.have.length(0);
  });

  it('does not send again what was answered in part', async () => {
    const all = await asked('one');
    await all.server.socket.stream('par');
    await all.server.socket.drop();
    await all.clock.pass(1_000);
    await all.server.socket.open('conv-1', 'REVIVED');
    await all.clock.pass(20_000);
    expect(all.server.socket.sent).to.have.length(0);
    expect(said(all)).to.deep.equal(['user:sent:one', 'agent:failed:par']);
  });

  it('does not come back without a pause where the server closes in good order, again and again', async () => {
    const all = scene();
    void all.session.send('one').catch(() => undefined);
    await settled();
    for (let close = 0; close < 10; close += 1) {
      all.server.socket.accept();
      await all.server.socket.drop(1000);
    }
    expect(all.server.sockets).to.have.length(1);
    await all.clock.pass(1_000);
    expect(all.server.sockets).to.have.length(2);
  });

  it('does not send for ever what every connection loses', async () => {
    const all = await asked('one');
    for (let loss = 0; loss < 3; loss += 1) {
      await all.server.socket.drop();
      await all.clock.pass(1_000);
      await all.server.socket.open('conv-1', 'REVIVED');
      await all.clock.pass(3_000);
    }
    expect(said(all)).to.deep.equal(['user:sent:one', 'agent:failed:']);
    expect(all.server.sockets.flatMap(({ sent }) => sent)).to.have.length(3);
  });

  it('gives up after a while, and says of each message that it was not delivered', async () => {
    const all = scene();
    all.server.answer('execute-create', ...Array.from({ length: 9 }, () => ({ status: 0 })));
    const first = failureOf(all.session.send('one'));
    void all.session.send('two').catch(() => undefined);
    await settled();
    for (let attempt = 0; attempt < 6; attempt += 1) {
      await all.server.socket.drop();
      await all.clock.pass(1_000);
    }
    expect(all.session.snapshot.state).to.equal('failed');
    expect(said(all)).to.deep.equal(['user:failed:one', 'user:failed:two']);
    expect((await first).code).to.equal('connection');
    expect(all.clock.running).to.equal(0);
    void all.session.retry(all.session.snapshot.messages[0]!.id);
    await settled();
    await all.server.socket.open('c');
    expect(all.server.socket.sent).to.have.length(1);
  });

  it('goes on when the network is back, and not before', async () => {
    const all = await asked('one');
    await all.server.socket.finish('1');
    all.setOnline(false);
    await all.server.socket.drop();
    expect(all.session.snapshot.state).to.equal('offline');
    await all.clock.pass(60_000);
    expect(all.server.sockets).to.have.length(1);
    all.setOnline(true);
    await settled();
    await all.server.socket.open('conv-1', 'REVIVED');
    expect(all.session.snapshot.state).to.equal('ready');
  });

  it('takes a close in good order for rest, and connects again with the next message', async () => {
    const all = await asked('one');
    await all.server.socket.finish('1');
    await all.server.socket.drop(1000);
    expect(all.session.snapshot.state).to.equal('idle');
    expect(errors(all)).to.deep.equal([]);
    void all.session.send('two');
    await settled();
    expect(all.server.sockets).to.have.length(2);
  });

  it('is not sought while nobody looks and nothing is awaited', async () => {
    const all = await asked('one');
    await all.server.socket.finish('1');
    all.session.setVisible(false);
    await all.server.socket.drop();
    expect([all.session.snapshot.state, all.clock.running]).to.deep.equal(['idle', 0]);
  });

  it('asks for a new token once where the server refuses the old one, then fails', async () => {
    const all = await asked('one');
    await all.server.socket.drop(4401);
    await settled();
    expect(all.server.socket.address.searchParams.get('authorization')).to.equal('token-2');
    await all.server.socket.open('conv-1', 'REVIVED');
    await all.server.socket.drop(4401);
    expect(all.session.snapshot.state).to.equal('failed');
    expect(all.session.snapshot.error?.code).to.equal('auth');
  });

  it('waits as long as a 429 says, then goes on by itself', async () => {
    const all = scene();
    all.server.answer('token', { status: 429, json: {}, headers: { 'Retry-After': '7' } });
    void all.session.send('one');
    await settled();
    expect([all.session.snapshot.state, all.session.snapshot.retryAt]).to.deep.equal(['limited', all.clock.now() + 7_000]);
    void all.session.send('two');
    await all.clock.pass(6_900);
    expect(all.server.count('token')).to.equal(1);
    await all.clock.pass(200);
    await all.server.socket.open('c');
    expect(all.server.socket.sent).to.have.length(1);
  });

  it('fails an attempt that brings no status message in 10 s', async () => {
    const all = scene();
    void all.session.send('one').catch(() => undefined);
    await settled();
    all.server.socket.accept();
    await all.clock.pass(9_900);
    expect(all.server.socket.isClosedByClient).to.equal(false);
    await all.clock.pass(1_200);
    expect(all.server.sockets).to.have.length(2);
  });

  it('fails where the status message has errors', async () => {
    const all = scene();
    const failure = failureOf(all.session.send('one'));
    await settled();
    all.server.socket.accept();
    await all.server.socket.say({ conversationId: 'c', status: 'CREATED', errors: ['agent is not published'] });
    expect((await failure).code).to.equal('agent');
    expect(said(all)).to.deep.equal(['user:failed:one']);
  });
});

describe('AgentSession: a reload', () => {
  it('shows what was said, checks the conversation, and revives it', async () => {
    const store = new FakeStore();
    const before = await asked('one', { store });
    await before.server.socket.finish('1');
    before.session.dispose();
    const after = scene({ store });
    await after.session.open();
    expect(said(after)).to.deep.equal(['user:sent:one', 'agent:done:1']);
    expect(after.server.requests.map(({ name }) => name)).to.contain('conversation-status');
    await settled();
    expect(after.server.socket.address.searchParams.get('conversationId')).to.equal('conv-1');
    await after.server.socket.open('conv-1', 'REVIVED');
    expect(after.session.snapshot.state).to.equal('ready');
    expect(after.events.find(({ type }) => type === 'autessa-conversation')).to.deep.include({ conversationId: 'conv-1', origin: 'revived' });
  });

  it('settles a reply that was under way', async () => {
    const store = new FakeStore();
    const before = await asked('one', { store });
    await before.server.socket.stream('par');
    before.session.dispose();
    const after = scene({ store });
    after.server.logs = [userLog('one'), agentLog('partial')];
    await after.session.open();
    await settled();
    await after.server.socket.open('conv-1', 'REVIVED');
    await settled();
    expect(said(after)).to.deep.equal(['user:sent:one', 'agent:done:partial']);
    expect(after.server.socket.sent).to.have.length(0);
  });

  it('sends what was waiting, once', async () => {
    const store = new FakeStore();
    const before = scene({ store });
    void before.session.send('one').catch(() => undefined);
    await settled();
    before.session.dispose();
    const after = scene({ store });
    await after.session.open();
    await settled();
    await after.server.socket.open('c');
    expect(after.server.socket.sent).to.have.length(1);
  });

  it('starts afresh, and says so once, where the server knows the conversation no more', async () => {
    const store = new FakeStore();
    const before = await asked('one', { store });
    await before.server.socket.finish('1');
    before.session.dispose();
    const after = scene({ store });
    after.server.answer('conversation-status', { json: { conversationId: 'conv-1', status: 'NOT_FOUND', errors: [] } });
    await after.session.open();
    expect(said(after)).to.deep.equal(['user:sent:one', 'agent:done:1', 'notice:done:conversation-replaced']);
    void after.session.send('two');
    await settled();
    expect(after.server.socket.address.searchParams.has('conversationId')).to.equal(false);
    await after.server.socket.open('conv-2');
    expect(said(after).filter((each) => each.startsWith('notice'))).to.have.length(1);
  });

  it('says so once, and goes on, where reviving brings another conversation', async () => {
    const store = new FakeStore();
    const before = await asked('one', { store });
    await before.server.socket.finish('1');
    before.session.dispose();
    const after = scene({ store });
    await after.session.open();
    await settled();
    await after.server.socket.open('conv-2', 'CREATED');
    expect(after.session.snapshot.conversationId).to.equal('conv-2');
    expect(said(after).at(-1)).to.equal('notice:done:conversation-replaced');
    expect(after.events.find(({ type }) => type === 'autessa-conversation')).to.deep.include({ conversationId: 'conv-2', origin: 'replaced' });
  });

  it('reads a conversation that the site names from the server', async () => {
    const all = scene({ conversationId: 'elsewhere' });
    all.server.logs = [userLog('one'), agentLog('1')];
    await all.session.open();
    expect(said(all)).to.deep.equal(['user:sent:one', 'agent:done:1']);
  });
});

describe('AgentSession: ending', () => {
  it('closes the conversation on the server, and begins a new one with the next message', async () => {
    const all = await asked('one');
    await all.server.socket.finish('1');
    await all.session.endConversation();
    expect(all.session.snapshot.state).to.equal('ended');
    expect(all.server.requests.at(-1)).to.deep.include({ name: 'execute-close', body: { agentId: 7, conversationId: 'conv-1' } });
    void all.session.send('two');
    await settled();
    expect(all.server.socket.address.searchParams.has('conversationId')).to.equal(false);
  });

  it('leaves a conversation for a new one', async () => {
    const all = await asked('one');
    void all.session.newConversation();
    await settled();
    expect([all.session.snapshot.state, said(all).length, all.store.record?.messages, all.store.record?.conversationId]).to.deep.equal(['idle', 0, [], undefined]);
    expect(all.server.count('execute-close')).to.equal(1);
    expect((await failureOf(all.reply)).code).to.equal('aborted');
  });

  it('takes a conversation up again only when the server has closed it, lest it be closed in the midst of a reply', async () => {
    const all = await asked('one');
    await all.server.socket.finish('1');
    let close!: () => void;
    all.server.answer('execute-close', { json: new Promise((resolve) => (close = () => resolve({ conversationId: 'conv-1', errors: [] }))) });
    void all.session.newConversation();
    void all.session.undoNewConversation();
    const reply = all.session.send('two');
    await settled();
    expect(said(all)).to.deep.equal(['user:sent:one', 'agent:done:1', 'user:waiting:two']);
    expect(all.server.sockets).to.have.length(1);
    close();
    await settled();
    expect(all.server.socket.address.searchParams.get('conversationId')).to.equal('conv-1');
    await all.server.socket.open('conv-1', 'REVIVED');
    await all.server.socket.finish('2');
    expect((await reply).text).to.equal('2');
  });

  it('keeps a consent that was given before what is stored has been read', async () => {
    const { store, session: earlier } = await asked('one');
    store.record = { ...store.record!, consent: 'An earlier text' };
    earlier.dispose();
    const { session } = scene({ consent: 'May we?', store });
    await session.acceptConsent();
    await settled();
    expect([session.snapshot.isConsentNeeded, store.record?.consent, session.snapshot.messages[0]?.text]).to.deep.equal([false, 'May we?', 'one']);
    session.dispose();
  });

  it('sends nothing, and asks for nothing, before consent; and remembers it', async () => {
    const store = new FakeStore();
    const all = scene({ consent: 'May we?', store });
    await all.session.open();
    expect(all.session.snapshot.isConsentNeeded).to.equal(true);
    expect((await failureOf(all.session.send('one'))).code).to.equal('aborted');
    await all.session.prepare();
    expect(all.server.requests).to.have.length(0);
    await all.session.acceptConsent();
    void all.session.send('one');
    await settled();
    expect(all.server.sockets).to.have.length(1);
    const after = scene({ consent: 'May we?', store });
    await after.session.open();
    expect(after.session.snapshot.isConsentNeeded).to.equal(false);
    const other = scene({ consent: 'May we do more?', store });
    await other.session.open();
    expect(other.session.snapshot.isConsentNeeded).to.equal(true);
  });

  it('forgets everything on clearStoredData', async () => {
    const all = await asked('one');
    await all.session.clearStoredData();
    expect([all.store.record, said(all).length]).to.deep.equal([undefined, 0]);
  });

  it('leaves nothing running when disposed of', async () => {
    const all = await asked('one');
    all.session.dispose();
    await settled();
    expect([all.clock.running, all.server.socket.isClosedByClient, all.store.isClosed]).to.deep.equal([0, true, true]);
    await all.clock.pass(60_000);
    expect(all.server.sockets).to.have.length(1);
  });
});
