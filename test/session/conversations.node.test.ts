import { afterEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { checkRecord } from '../../src/storage/check-record.js';
import { settled } from '../support/fake-clock.js';
import { inCall } from '../support/call-scene.js';
import { agentLog, ScriptedServer, spokenLog, userLog } from '../support/scripted-server.js';
import { failureOf, FakeStore, said, scene, type Scene, type SceneOptions } from '../support/session.js';
import { until } from '../support/until.js';

let agentId = 80_000;

/** A session in which a conversation has been had for each of the texts, the last of which is shown. */
async function after(texts: readonly string[], options: SceneOptions = {}): Promise<Scene> {
  const made = scene({ agentId: (agentId += 1), ...options });
  for (const [index, text] of texts.entries()) {
    if (index > 0) await made.session.newConversation();
    await converse(made, text, `conv-${index + 1}`);
  }
  return made;
}

async function converse({ session, server }: Scene, text: string, conversationId: string, status = 'CREATED'): Promise<void> {
  const before = server.sockets.length;
  const reply = session.send(text);
  await until(() => server.sockets.length > before);
  await server.socket.open(conversationId, status);
  await until(() => server.socket.sent.length === 1);
  await server.socket.finish(`Answer to ${text}`);
  await reply;
}

const titles = ({ session }: Pick<Scene, 'session'>) => session.conversations.map(({ title }) => title);
const closed = ({ server }: Scene) => server.requests.filter(({ name }) => name === 'execute-close').map(({ body }) => body['conversationId']);

describe('Conversations that were left', () => {
  it('are listed by their first words, the last one first, over a reload; one without words is not', async () => {
    const store = new FakeStore();
    const made = await after(['  Which\n tent? ', 'x'.repeat(200), 'Boots'], { store });
    await made.session.newConversation();
    await made.session.newConversation();
    expect(titles(made)).to.deep.equal(['Boots', 'x'.repeat(80), 'Which tent?']);
    expect(made.session.conversations[0]).to.deep.equal({ conversationId: 'conv-3', title: 'Boots', at: made.clock.now(), hasCall: false, hasUnread: false });
    await settled();
    const next = scene({ agentId, store, server: new ScriptedServer() });
    await next.session.open();
    expect([titles(next), said(next)]).to.deep.equal([titles(made), []]);
  });

  it('are opened as they were, revived by what is said, and the one that is left takes their place', async () => {
    const made = await after(['One', 'Two']);
    await made.session.openConversation('conv-1');
    await settled();
    expect([said(made), made.session.snapshot.conversationId, titles(made)]).to.deep.equal([['user:sent:One', 'agent:done:Answer to One'], 'conv-1', ['Two']]);
    const sockets = made.server.sockets.length;
    await made.clock.pass(5_000);
    expect(made.server.sockets.length, 'nothing connects for it').to.equal(sockets);
    await converse(made, 'More', 'conv-1', 'REVIVED');
    expect(new URL(made.server.socket.address).searchParams.get('conversationId')).to.equal('conv-1');
    expect(said(made)).to.deep.equal(['user:sent:One', 'agent:done:Answer to One', 'user:sent:More', 'agent:done:Answer to More']);
    expect(made.store.record?.others?.map(({ conversationId }) => conversationId)).to.deep.equal(['conv-2']);
    expect([...made.store.left.keys()].map((key) => key.split(':').at(-1))).to.deep.equal(['conv-2']);
  });

  it('are read from the server where what was kept is gone, and said to be over where the server does not know them', async () => {
    const made = await after(['One', 'Two', 'Three']);
    made.store.left.clear();
    made.server.logs = [userLog('One'), agentLog('It was so')];
    await made.session.openConversation('conv-1');
    expect(said(made)).to.deep.equal(['user:sent:One', 'agent:done:It was so']);
    made.server.answer('conversation-status', { json: { conversationId: 'conv-3', status: 'NOT_FOUND', errors: [] } });
    made.store.left.set([...made.store.left.keys()][0]!.replace('conv-3', 'conv-2'), 'damaged');
    await made.session.openConversation('conv-2');
    await settled();
    expect(made.session.snapshot.conversationId).to.equal(undefined);
  });

  it('cannot be opened where there is none: that is told, and nothing is left', async () => {
    const made = await after(['One', 'Two']);
    expect((await failureOf(made.session.openConversation('conv-9'))).code).to.equal('config');
    expect([said(made).length, titles(made)]).to.deep.equal([2, ['One']]);
    await made.session.openConversation('conv-2');
    expect([said(made)[0], titles(made)]).to.deep.equal(['user:sent:Two', ['One']]);
  });

  it('are deleted here and closed there; the one that is shown gives way to a new one', async () => {
    const made = await after(['One', 'Two', 'Three']);
    await made.session.deleteConversation('conv-1');
    expect([titles(made), closed(made).at(-1), said(made).length]).to.deep.equal([['Two'], 'conv-1', 2]);
    await made.session.deleteConversation('conv-3');
    expect([titles(made), closed(made).at(-1), said(made), made.session.snapshot.conversationId]).to.deep.equal([['Two'], 'conv-3', [], undefined]);
    await made.session.undoNewConversation();
    expect(said(made)).to.deep.equal([]);
    await made.session.deleteConversation('conv-9');
    expect([titles(made), made.store.left.size]).to.deep.equal([['Two'], 1]);
  });

  it('are marked where somebody has talked in them, over a reload too, and not where audio was sent', async () => {
    const store = new FakeStore();
    const all = await inCall({ agentId: (agentId += 1), store });
    await all.call.speak();
    await all.call.fallSilent();
    all.server.logs = [spokenLog('How are you?')];
    await all.server.socket.speak('Fine.', { isFinalChunk: true });
    await all.server.socket.finish('Fine.');
    expect(said(all)).to.deep.equal(['user:sent:How are you?', 'agent:done:Fine.']);
    all.session.stopVoice();
    await settled();
    const next = scene({ agentId, store, server: new ScriptedServer() });
    await next.session.open();
    await next.session.newConversation();
    expect(next.session.conversations).to.deep.include.members([{ conversationId: 'conv-1', title: 'How are you?', at: all.clock.now(), hasCall: true, hasUnread: false }]);
    const audio = { inputType: 'AUDIO', s3Uri: 's3://bucket/note.wav', transcription: 'A note' } as const;
    const before = next.server.sockets.length;
    const written = next.session.send([audio]);
    await until(() => next.server.sockets.length > before);
    await next.server.socket.open('conv-2');
    await until(() => next.server.socket.sent.length === 1);
    await next.server.socket.finish('I see');
    await written;
    await next.session.newConversation();
    expect(next.session.conversations.map(({ hasCall }) => hasCall)).to.deep.equal([false, true]);
  });

  it('are unread where they were left before a reply had come, which is there when they are opened', async () => {
    const made = await after(['One']);
    const reply = made.session.send('And then?');
    await until(() => made.server.socket.sent.length === 2);
    await made.server.socket.stream('It');
    made.server.logs = [userLog('One'), agentLog('Answer to One'), userLog('And then?'), agentLog('It rained')];
    await made.session.newConversation();
    expect((await failureOf(reply)).code).to.equal('aborted');
    expect(made.session.conversations.map(({ hasUnread }) => hasUnread)).to.deep.equal([true]);
    const before = made.server.sockets.length;
    await made.session.openConversation('conv-1');
    await until(() => made.server.sockets.length > before);
    await made.server.socket.open('conv-1', 'REVIVED');
    await until(() => said(made).at(-1) === 'agent:done:It rained', 'the reply is there');
    await made.session.newConversation();
    expect(made.session.conversations.map(({ hasUnread }) => hasUnread)).to.deep.equal([false]);
  });

  it('are not unread for what was never sent', async () => {
    const made = await after(['One']);
    await made.server.socket.drop(1000);
    made.session.send('And then?').catch(() => undefined);
    await until(() => said(made).at(-1) === 'user:waiting:And then?');
    await made.session.newConversation();
    expect(made.session.conversations.map(({ title, hasUnread }) => [title, hasUnread])).to.deep.equal([['One', false]]);
  });

  it('are back where leaving them is undone', async () => {
    const made = await after(['One', 'Two']);
    await made.session.newConversation();
    await made.session.undoNewConversation();
    await settled();
    expect([said(made)[0], titles(made), made.store.left.size]).to.deep.equal(['user:sent:Two', ['One'], 1]);
  });

  it('are 50 at most, and what is left over is deleted: of 1,000', async () => {
    const made = await after(['Begin']);
    const record = made.store.record!;
    const many = Array.from({ length: 1_000 }, (_, index) => ({ conversationId: `old-${index}`, title: `Old ${index}`, at: index, hasCall: false, hasUnread: false }));
    const store = new FakeStore();
    store.record = checkRecord({ ...record, others: [...many.slice(0, 2), null, { title: 'no id' }, { conversationId: 'no title' }, ...many] });
    const next = scene({ agentId, store, server: new ScriptedServer() });
    await next.session.open();
    expect([next.session.conversations.length, titles(next)[0]]).to.deep.equal([50, 'Old 0']);
    for (let at = 0; at < 60; at += 1) {
      await next.session.newConversation();
      await converse(next, `New ${at}`, `new-${at}`);
    }
    await settled();
    expect([next.session.conversations.length, titles(next)[0], store.left.size]).to.deep.equal([50, 'New 58', 50]);
  });

  it('leave nothing behind where what is stored is cleared, and are kept nowhere where they are switched off', async () => {
    const made = await after(['One', 'Two', 'Three']);
    await made.session.clearStoredData();
    expect([titles(made), made.store.left.size, made.store.record]).to.deep.equal([[], 0, undefined]);
    const off = await after(['One', 'Two'], { conversations: false });
    await settled();
    expect([titles(off), off.store.left.size, off.store.record?.others]).to.deep.equal([[], 0, undefined]);
  });

  it('and one that the site names take each other’s places', async () => {
    const store = new FakeStore();
    await after(['One', 'Two'], { store });
    await settled();
    const server = new ScriptedServer();
    server.logs = [userLog('One'), agentLog('Answer to One')];
    const next = scene({ agentId, store, server, conversationId: 'conv-1' });
    await next.session.open();
    await settled();
    expect([said(next), titles(next)]).to.deep.equal([['user:sent:One', 'agent:done:Answer to One'], ['Two']]);
  });
});

describe('Conversations that were left, in several tabs', () => {
  const open: Scene[] = [];
  afterEach(() => open.splice(0).forEach(({ session }) => session.dispose()));

  it('are the same in each; opened or deleted in one, they are so in all', async () => {
    const shared = { agentId: (agentId += 1), store: new FakeStore(), server: new ScriptedServer(), locks: navigator.locks };
    const [one, two] = [scene(shared), scene(shared)];
    open.push(one, two);
    for (const { session } of [one, two]) await session.open();
    await converse(one, 'One', 'conv-1');
    await two.session.newConversation();
    await until(() => titles(two).length === 1 && said(two).length === 0);
    await converse(one, 'Two', 'conv-2');
    await until(() => said(two).length === 2);
    await two.session.openConversation('conv-1');
    await until(() => said(one)[0] === 'user:sent:One' && said(two)[0] === 'user:sent:One', 'opened in both');
    await until(() => titles(two)[0] === 'Two');
    // The other tab has it open.
    await two.session.deleteConversation('conv-1');
    await until(() => said(one).length === 0 && said(two).length === 0, 'gone in both');
    await two.session.deleteConversation('conv-2');
    await until(() => titles(one).length === 0 && titles(two).length === 0 && shared.store.left.size === 0);
    expect(closed(one)).to.include.members(['conv-1', 'conv-2']);
  });
});
