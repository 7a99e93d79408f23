import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { AutessaMessageEvent } from '../../src/session/events.js';
import { settled } from '../support/fake-clock.js';
import { agentLog, userLog } from '../support/scripted-server.js';
import { asked, said, scene, type Scene } from '../support/session.js';

/*
 * What the agent says without having been asked: a greeting, news, or one reply more.
 */

const finished = ({ events }: Scene): string[] =>
  events.filter(({ type }) => type === 'autessa-message').map((event) => (event as AutessaMessageEvent).message).map(({ role, text }) => `${role}:${text}`);

/** A session that is connected, and in which nobody has said anything. */
async function connected(options?: Parameters<typeof scene>[0]): Promise<Scene> {
  const all = scene(options);
  void all.session.prepare();
  await settled();
  await all.server.socket.open('conv-1');
  return all;
}

describe('A greeting', () => {
  it('is shown as it comes and as a whole, told to the page, and kept', async () => {
    const all = await connected();
    await all.server.socket.stream('Good ', 'day');
    expect(said(all)).to.deep.equal(['agent:streaming:Good day']);
    await all.server.socket.finish('Good day!');
    expect(said(all)).to.deep.equal(['agent:done:Good day!']);
    expect(finished(all)).to.deep.equal(['agent:Good day!']);
    expect(all.session.snapshot.state).to.equal('ready');
    await all.clock.pass(1_000);
    expect((await all.store.read())?.messages.map(({ text }) => text)).to.deep.equal(['Good day!']);
  });

  it('is shown where it comes as a whole alone', async () => {
    const all = await connected();
    await all.server.socket.finish('Good day!');
    expect(said(all)).to.deep.equal(['agent:done:Good day!']);
  });

  it('stays as it came where its end says nothing more', async () => {
    const all = await connected();
    await all.server.socket.stream('Good day');
    await all.server.socket.finish('');
    expect(said(all)).to.deep.equal(['agent:done:Good day']);
  });

  it('goes on above what is said meanwhile, which has its own reply', async () => {
    const all = await connected();
    await all.server.socket.stream('Good ');
    const reply = all.session.send('one');
    await settled();
    expect(all.server.socket.sent).to.have.length(1);
    await all.server.socket.stream('day');
    await all.server.socket.finish('Good day');
    await all.server.socket.stream('1');
    expect(said(all)).to.deep.equal(['agent:done:Good day', 'user:sent:one', 'agent:streaming:1']);
    await all.server.socket.finish('1');
    expect((await reply).text).to.equal('1');
  });

  it('whose end is never told is over when it has been silent for a while, and something is asked', async () => {
    const all = await connected();
    await all.server.socket.stream('Good day');
    void all.session.send('one');
    await all.clock.pass(1_100);
    await all.server.socket.stream('1');
    await all.server.socket.finish('1');
    expect(said(all)).to.deep.equal(['agent:done:Good day', 'user:sent:one', 'agent:done:1']);
    expect(finished(all)).to.deep.equal(['user:one', 'agent:Good day', 'agent:1']);
  });

  it('that breaks off with its connection is shown as far as it came', async () => {
    const all = await connected();
    await all.server.socket.stream('Good ');
    const reply = all.session.send('one');
    await settled();
    await all.server.socket.drop();
    expect(said(all)).to.deep.equal(['agent:interrupted:Good ', 'user:sent:one']);
    all.server.logs = [agentLog('Good day'), userLog('one'), agentLog('1')];
    await all.clock.pass(1_000);
    await all.server.socket.open('conv-1', 'REVIVED');
    await settled();
    expect((await reply).text).to.equal('1');
    expect(said(all)).to.deep.equal(['agent:interrupted:Good ', 'user:sent:one', 'agent:done:1']);
  });

  it('stands in no way of the log, by which a lost turn is found again', async () => {
    const all = await connected();
    await all.server.socket.finish('Good day');
    void all.session.send('one');
    await settled();
    await all.server.socket.drop();
    all.server.logs = [agentLog('Good day'), userLog('one'), agentLog('1')];
    await all.clock.pass(1_000);
    await all.server.socket.open('conv-1', 'REVIVED');
    await settled();
    expect(said(all)).to.deep.equal(['agent:done:Good day', 'user:sent:one', 'agent:done:1']);
  });

  it('that comes only after the first message loses nothing of the reply to that', async () => {
    const all = await asked('one');
    await all.server.socket.finish('Good day');
    await all.server.socket.stream('The ', 'reply');
    await all.server.socket.finish('The reply');
    expect(said(all)).to.deep.equal(['user:sent:one', 'agent:done:Good day', 'agent:done:The reply']);
    void all.session.send('two');
    await settled();
    await all.server.socket.finish('2');
    expect(said(all).slice(3)).to.deep.equal(['user:sent:two', 'agent:done:2']);
  });

  it('that a server says whenever it is connected with is shown once', async () => {
    const all = await connected();
    await all.server.socket.finish('Good day');
    void all.session.send('one');
    await settled();
    await all.server.socket.finish('1');
    await all.server.socket.drop();
    await all.clock.pass(1_000);
    await all.server.socket.open('conv-1', 'REVIVED');
    await all.server.socket.stream('Good ', 'day');
    await all.server.socket.finish('Good day');
    expect(said(all)).to.deep.equal(['agent:done:Good day', 'user:sent:one', 'agent:done:1']);
  });

  it('is there again after a reload, and not twice', async () => {
    const all = await connected();
    await all.server.socket.finish('Good day');
    void all.session.send('one');
    await settled();
    await all.server.socket.finish('1');
    await all.clock.pass(1_000);
    all.session.dispose();
    all.server.logs = [agentLog('Good day'), userLog('one'), agentLog('1')];
    const next = scene({ store: all.store, server: all.server, clock: all.clock });
    await next.session.open();
    await next.clock.pass(1_000);
    expect(said(next)).to.deep.equal(['agent:done:Good day', 'user:sent:one', 'agent:done:1']);
  });
});

describe('A greeting of a conversation that is left', () => {
  for (const [name, leave] of [
    ['cleared', ({ session }: Scene) => session.clearStoredData()],
    ['left for another', async ({ session }: Scene) => session.newConversation()],
  ] as const) {
    it(`is gone with it, where it is ${name} in its midst`, async () => {
      const all = await connected();
      await all.server.socket.stream('Good ');
      await leave(all);
      await settled();
      expect(said(all)).to.deep.equal([]);
    });
  }
});

describe('What an agent says of its own accord after a reply', () => {
  it('is shown after it', async () => {
    const all = await asked('one');
    await all.server.socket.finish('1');
    await all.server.socket.stream('Anything ', 'else?');
    await all.server.socket.finish('Anything else?');
    expect(said(all)).to.deep.equal(['user:sent:one', 'agent:done:1', 'agent:done:Anything else?']);
  });

  it('cannot be asked for once more', async () => {
    const all = await asked('one');
    await all.server.socket.finish('1');
    await all.server.socket.stream('Anything ');
    await all.server.socket.drop();
    const { id, status } = all.session.snapshot.messages.at(-1)!;
    expect(status).to.equal('interrupted');
    expect(await all.session.retry(id)).to.equal(undefined);
  });

  it('is nothing new where it is a late piece of that reply, however it is cut', async () => {
    const all = await asked('one');
    await all.server.socket.stream('It is ');
    await all.server.socket.finish('It is sunny');
    await all.server.socket.stream('sun', 'ny');
    expect(said(all)).to.deep.equal(['user:sent:one', 'agent:done:It is sunny']);
  });

  it('is shown whole, though it begins like a piece of that reply', async () => {
    const all = await asked('one');
    await all.server.socket.finish('It is sunny');
    await all.server.socket.stream('It is', ' raining');
    expect(said(all)).to.deep.equal(['user:sent:one', 'agent:done:It is sunny', 'agent:streaming:It is raining']);
  });

  it('is what is left of a stopped reply, and is not shown', async () => {
    const all = await asked('one');
    await all.server.socket.stream('It is ');
    all.session.stop();
    await all.server.socket.stream('rai', 'ning');
    await all.server.socket.finish('It is raining');
    expect(said(all)).to.deep.equal(['user:sent:one', 'agent:stopped:It is ']);
  });
});

describe('A final message that comes twice', () => {
  it('says nothing new', async () => {
    const all = await asked('one');
    await all.server.socket.stream('1');
    await all.server.socket.finish('1');
    await all.server.socket.finish('1');
    expect(said(all)).to.deep.equal(['user:sent:one', 'agent:done:1']);
  });
});
