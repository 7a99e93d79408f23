import { describe, it } from 'node:test';
import { expect } from 'chai';
import { settled } from '../support/fake-clock.js';
import { agentLog, userLog } from '../support/scripted-server.js';
import { asked, FakeStore, said, scene } from '../support/session.js';

/** What a reload finds: one message and its reply. */
async function stored(): Promise<FakeStore> {
  const store = new FakeStore();
  const before = await asked('one', { store });
  await before.server.socket.finish('1');
  before.session.dispose();
  return store;
}

describe('AgentSession: what is wanted before its code has come', () => {
  it('is done in the order in which it was wanted', async () => {
    const after = scene({ store: await stored() });
    const leaving = after.session.newConversation();
    const reply = after.session.send('two');
    await leaving;
    await settled();
    await after.server.socket.open('conv-2');
    await after.server.socket.finish('2');
    expect((await reply).text).to.equal('2');
    expect(said(after)).to.deep.equal(['user:sent:two', 'agent:done:2']);
    expect(after.server.count('execute-close')).to.equal(1);
  });

  it('leaves nothing of a message that came before it', async () => {
    const after = scene({ store: await stored() });
    const two = after.session.send('two').catch(({ code }: { code: string }) => code);
    await after.session.clearStoredData();
    await settled();
    expect([await two, said(after), after.store.record, after.server.sockets.length]).to.deep.equal(['aborted', [], undefined, 0]);
  });

  it('is not done, and says so, where the session ends first', async () => {
    const after = scene({ store: await stored() });
    const leaving = after.session.newConversation().catch(({ code }: { code: string }) => code);
    after.session.dispose();
    expect(await leaving).to.equal('aborted');
    await settled();
    expect(after.store.record?.messages).to.have.length(2);
  });
});

describe('AgentSession: what comes after all was to be forgotten', () => {
  it('is not its end: there is nothing to keep when it is disposed of', async () => {
    const all = await asked('one');
    await all.session.clearStoredData();
    const kept: unknown[] = [];
    all.store.writeNow = (record) => void kept.push(record);
    all.session.dispose();
    expect(kept).to.deep.equal([]);
  });

  it('is kept: a message', async () => {
    const all = await asked('one');
    await all.server.socket.finish('1');
    await all.session.newConversation();
    await settled();
    all.setOnline(false);
    const cleared = all.session.clearStoredData();
    const two = all.session.send('two');
    two.catch(() => undefined);
    await cleared;
    await settled();
    expect(all.store.record?.messages.map(({ text }) => text)).to.deep.equal(['two']);
    all.session.dispose();
  });

  it('is kept: consent', async () => {
    const all = scene({ consent: 'May we?' });
    await all.session.clearStoredData();
    const cleared = all.session.clearStoredData();
    void all.session.acceptConsent();
    await cleared;
    await settled();
    expect([all.session.snapshot.isConsentNeeded, all.store.record?.consent]).to.deep.equal([false, 'May we?']);
    all.session.dispose();
  });
});

describe('AgentSession: another version of the agent', () => {
  const draft = { versionState: 'DRAFT' } as const;

  it('is asked in a conversation of its own, below what was said before', async () => {
    const all = await asked('one');
    await all.server.socket.finish('1');
    all.session.configure({ variables: { name: 'John' } });
    await settled();
    expect(all.session.snapshot.conversationId, 'other settings change nothing').to.equal('conv-1');
    all.server.answer('execute-create', { json: { conversationId: 'conv-2', errors: [] } });
    all.session.configure({ version: draft });
    all.session.configure({ version: { ...draft } });
    await settled();
    expect(said(all)).to.deep.equal(['user:sent:one', 'agent:done:1', 'notice:done:version-changed']);
    expect(all.server.count('execute-close')).to.equal(1);
    void all.session.send('two').catch(() => undefined);
    await settled();
    expect(all.server.socket.address.searchParams.get('conversationId')).to.equal('conv-2');
    expect(all.server.count('execute-create')).to.equal(1);
  });

  it('lets what waits be answered by it', async () => {
    const all = await asked('one');
    void all.session.send('two').catch(() => undefined);
    all.server.answer('execute-create', { json: { conversationId: 'conv-2', errors: [] } });
    all.session.configure({ version: draft });
    await settled();
    await all.server.socket.open('conv-2');
    await all.server.socket.finish('2');
    expect(said(all)).to.deep.equal(['user:sent:one', 'agent:stopped:', 'notice:done:version-changed', 'user:sent:two', 'agent:done:2']);
  });

  it('is noticed after a reload, and only where it is another one', async () => {
    const store = new FakeStore();
    const comesBack = async (version: typeof draft | undefined, isOther: boolean) => {
      const after = scene({ store, version });
      await after.session.open();
      await settled();
      expect(said(after).filter((each) => each.includes('version-changed'))).to.have.length(isOther ? 1 : 0);
      expect(after.session.snapshot.conversationId === undefined).to.equal(isOther);
      after.session.dispose();
    };
    const before = await asked('one', { store });
    await before.server.socket.finish('1');
    before.session.dispose();
    await comesBack(undefined, false);
    await comesBack(draft, true);
    await comesBack(draft, true);
  });
});

describe('AgentSession: a conversation that is left', () => {
  it('does not come back with the log that was asked for before', async () => {
    const all = scene({ conversationId: 'conv-1' });
    let answer!: () => void;
    const conversation = { conversationId: 'conv-1', version: '1', closeDate: null, logs: [userLog('one'), agentLog('1')] };
    all.server.answer('conversation', { json: new Promise((resolve) => (answer = () => resolve({ conversation, errors: [] }))) });
    const opening = all.session.open();
    await settled();
    await all.session.newConversation();
    answer();
    await opening;
    await settled();
    expect([said(all), all.session.snapshot.conversationId, all.server.sockets.length]).to.deep.equal([[], undefined, 0]);
  });
});
