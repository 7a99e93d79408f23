import { expect } from '@open-wc/testing';
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
