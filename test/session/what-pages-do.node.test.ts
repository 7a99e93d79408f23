import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { Message } from '../../src/conversation/message.js';
import { settled } from '../support/fake-clock.js';
import { agentLog, userLog } from '../support/scripted-server.js';
import { asked, failureOf, FakeStore, said, scene } from '../support/session.js';

describe('AgentSession: what pages do', () => {
  it('fails a message that cannot be written, and goes on with the next', async () => {
    const all = scene({ variables: { count: 10n } });
    const failure = failureOf(all.session.send('one'));
    await settled();
    await all.server.socket.open('c');
    expect((await failure).code).to.equal('config');
    all.session.configure({ variables: {} });
    void all.session.send('two');
    await settled();
    await all.server.socket.finish('2');
    expect(said(all)).to.deep.equal(['user:sent:one', 'agent:failed:', 'user:sent:two', 'agent:done:2']);
  });

  it('refuses what is nothing to send', async () => {
    const { session, server } = scene();
    for (const nothing of ['', '  \n', [], [null], [{ inputType: 'TEXT', content: ' ' }], 5, undefined]) {
      expect((await failureOf(session.send(nothing as string))).code).to.equal('config');
    }
    expect([session.snapshot.messages.length, server.sockets.length]).to.deep.equal([0, 0]);
  });

  it('lets listeners call anything: a new conversation, in the moment in which a reply is finished', async () => {
    const all = await asked('one');
    all.session.addEventListener('autessa-message', ({ message }) => {
      if (message.role === 'agent') void all.session.newConversation();
    });
    await all.server.socket.finish('1');
    expect((await all.reply as Message).text).to.equal('1');
    await settled();
    expect([all.session.snapshot.state, said(all).length]).to.deep.equal(['idle', 0]);
    void all.session.send('two');
    await settled();
    await all.server.socket.open('conv-2');
    expect(all.server.socket.sent).to.have.length(1);
  });

  it('lets listeners call anything: stop, in the moment in which a message is sent', async () => {
    const all = scene();
    all.session.addEventListener('autessa-message', ({ message }) => {
      if (message.text === 'one') all.session.stop();
    });
    void all.session.send('one');
    await settled();
    await all.server.socket.open('c');
    await settled();
    expect(all.session.snapshot.state).to.equal('ready');
    await all.server.socket.finish('1');
    void all.session.send('two');
    await settled();
    await all.server.socket.finish('2');
    expect(said(all).at(-1)).to.equal('agent:done:2');
  });

  it('lets listeners call anything: dispose, in the moment in which it connects', async () => {
    const all = scene();
    all.session.addEventListener('autessa-state', () => all.session.dispose());
    const failure = failureOf(all.session.send('one'));
    expect((await failure).code).to.equal('aborted');
    await settled();
    await all.session.reconnect();
    expect([all.clock.running, all.server.sockets.filter(({ isClosedByClient }) => !isClosedByClient).length]).to.deep.equal([0, 0]);
  });

  it('does not hammer a server while somebody types', async () => {
    const all = scene();
    await all.session.prepare();
    await settled();
    await all.server.socket.drop();
    for (let key = 0; key < 20; key += 1) await all.session.prepare();
    await settled();
    expect(all.server.sockets).to.have.length(1);
  });

  it('does not send a finished message again', async () => {
    const all = await asked('one');
    await all.server.socket.finish('1');
    expect(await all.session.retry(all.session.snapshot.messages[0]!.id)).to.equal(undefined);
    expect(said(all)).to.deep.equal(['user:sent:one', 'agent:done:1']);
  });

  it('takes a retried message and one under way up again after a reload, each once', async () => {
    const store = new FakeStore();
    const all = await asked('one', { store });
    await all.server.socket.finish('', ['broke']);
    void all.session.send('two').catch(() => undefined);
    await settled();
    void all.session.retry(all.session.snapshot.messages[0]!.id).catch(() => undefined);
    all.session.dispose();
    const after = scene({ store });
    after.server.logs = [userLog('one'), userLog('two'), agentLog('2')];
    await after.session.open();
    await settled();
    await after.server.socket.open('conv-1', 'REVIVED');
    await settled();
    expect(after.server.socket.sent.map(({ input }) => (input[0] as { content: string }).content)).to.deep.equal(['one']);
  });

  it('keeps what was typed before the storage had answered, though the page goes', async () => {
    const store = new FakeStore();
    const before = await asked('one', { store });
    await before.server.socket.finish('1');
    before.session.dispose();
    const between = scene({ store });
    void between.session.send('two').catch(() => undefined);
    between.session.dispose();
    await settled();
    expect(store.record?.messages.map(({ text }) => text)).to.deep.equal(['one', '1', 'two']);
  });

  it('leaves a stored conversation for a new one before the storage has answered', async () => {
    const store = new FakeStore();
    const before = await asked('one', { store });
    await before.server.socket.finish('1');
    before.session.dispose();
    const after = scene({ store });
    void after.session.newConversation();
    await after.session.open();
    await settled();
    expect([said(after).length, after.session.snapshot.conversationId, store.record?.messages, store.record?.others?.length]).to.deep.equal([0, undefined, [], 1]);
    expect(after.server.count('execute-close')).to.equal(1);
  });

  it('lets no token into an event', async () => {
    const all = await asked('one');
    await all.server.socket.say({ sessionToken: 'SECRET', news: 1 });
    await settled();
    expect(JSON.stringify(all.events.at(-1), (_, value: unknown) => value)).not.to.contain('SECRET');
    expect((all.events.at(-1) as Event & { raw: unknown }).raw).to.deep.equal({ news: 1 });
  });
});
