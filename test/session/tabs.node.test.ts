import { afterEach, describe, it } from 'node:test';
import { expect } from 'chai';
import type { CallOptions } from '../../src/audio/call.js';
import type { AgentError } from '../../src/base/errors.js';
import type { AutessaMessageEvent } from '../../src/session/events.js';
import { FakeCall, fakeContext } from '../support/fake-call.js';
import { settled } from '../support/fake-clock.js';
import { agentLog, ScriptedServer, userLog } from '../support/scripted-server.js';
import { FakeStore, said, scene, type Scene, type SceneOptions } from '../support/session.js';
import { until } from '../support/until.js';

/* Each session here is a tab of its own: locks and channels are the browser's, and work as between tabs. */

let next = 7_000;
const open: Scene[] = [];

/** A function that opens tabs with the same conversation. */
function browser() {
  const agentId = (next += 1);
  const store = new FakeStore();
  const server = new ScriptedServer();
  const begin = (options: SceneOptions = {}): Scene => {
    const made = scene({ agentId, store, server, locks: navigator.locks, ...options });
    open.push(made);
    return made;
  };
  return {
    store,
    server,
    begin,
    async tab(): Promise<Scene> {
      const made = begin();
      await made.session.open();
      return made;
    },
  };
}

afterEach(() => {
  for (const { session } of open.splice(0)) session.dispose();
});

describe('Several tabs', () => {
  it('show the same conversation, through one connection; what is sent in either is answered in both', async () => {
    const { tab, server } = browser();
    const [one, two] = [await tab(), await tab()];
    const first = one.session.send('from one');
    await until(() => server.sockets.length === 1);
    await server.socket.open('conv-1');
    await server.socket.stream('Hel');
    await until(() => said(two).at(-1) === 'agent:streaming:Hel', 'live');
    const second = two.session.send('from two');
    await until(() => said(one).at(-1) === 'user:waiting:from two');
    await server.socket.finish('Hello one');
    expect((await first).text).to.equal('Hello one');
    await server.socket.finish('Hello two');
    expect((await second).text).to.equal('Hello two');
    await until(() => said(two).length === 4);
    expect(said(two)).to.deep.equal(said(one));
    expect(two.session.snapshot.conversationId).to.equal('conv-1');
    expect([server.sockets.length, server.socket.sent.length]).to.deep.equal([1, 2]);
  });

  it('say nothing aloud of what was asked in one that looks on: it is read in both', async () => {
    const { begin, server } = browser();
    let played = 0;
    const openPlayback = () => ({ play: () => void (played += 1), endReply: () => undefined, close: () => Promise.resolve() });
    const [one, two] = [begin({ replyMode: 'AUDIO', openPlayback }), begin({ replyMode: 'AUDIO', openPlayback })];
    for (const { session } of [one, two]) await session.open();
    const open = () => [...one.contexts, ...two.contexts].filter((context) => context?.state !== 'closed');
    const reply = two.session.send('from two');
    await until(() => server.sockets.length === 1);
    await server.socket.open('conv-1');
    await until(() => server.socket.sent.length === 1);
    await server.socket.speak('A long');
    await until(() => said(two).at(-1) === 'agent:streaming:A long');
    two.session.stop();
    await until(() => said(two).at(-1) === 'agent:stopped:A long');
    expect((await reply).status).to.equal('stopped');
    await server.socket.finish('A long story');
    const [{ id } = { id: '' }] = two.session.snapshot.messages;
    const again = two.session.retry(id);
    await until(() => server.socket.sent.length === 2);
    await until(() => open().length === 0, 'nothing is heard');
    await server.socket.speak('Once more');
    await server.socket.finish('Once more');
    await again;
    await until(() => said(two).at(-1) === 'agent:done:Once more');
    expect([said(one), open().length, played]).to.deep.equal([said(two), 0, 0]);
    // In the tab that talks with the server they are said.
    const own = one.session.send('from one');
    expect(open()).to.have.length(1);
    await until(() => server.socket.sent.length === 3);
    await server.socket.speak('Aloud');
    await server.socket.finish('Aloud');
    await own;
    expect(played).to.equal(1);
  });

  it('keep the identity of what did not change, and tell each page once of what happened', async () => {
    const { tab, server } = browser();
    const [one, two] = [await tab(), await tab()];
    void one.session.send('hi');
    await until(() => server.sockets.length === 1);
    await server.socket.open('conv-1');
    await until(() => said(two)[0] === 'user:sent:hi');
    const [kept] = two.session.snapshot.messages;
    await server.socket.stream('a');
    await until(() => said(two).at(-1) === 'agent:streaming:a');
    expect(two.session.snapshot.messages[0]).to.equal(kept);
    await server.socket.finish('ab');
    const told = ({ events }: Scene) =>
      events.filter(({ type }) => type === 'autessa-message').map((event) => (event as AutessaMessageEvent).message.text);
    await until(() => told(two).length === 2);
    expect(told(two)).to.deep.equal(told(one));
    expect(two.session.snapshot.state).to.equal('ready');
  });

  it('go on in the next one when the first is closed, in the midst of a reply', async () => {
    const { tab, server } = browser();
    const [one, two] = [await tab(), await tab()];
    void one.session.send('hi').catch(() => undefined);
    await until(() => server.sockets.length === 1);
    await server.socket.open('conv-1');
    await server.socket.stream('Hal');
    await until(() => said(two).at(-1) === 'agent:streaming:Hal');
    server.logs = [userLog('hi'), agentLog('Half and whole')];
    one.session.dispose();
    await until(() => server.sockets.length === 2, 'it takes over');
    expect(said(two)[0]).to.equal('user:sent:hi');
    await server.socket.open('conv-1', 'REVIVED');
    await until(() => said(two).at(-1) === 'agent:done:Half and whole', 'settled');
    expect(said(two)).to.have.length(2);
    const reply = two.session.send('more');
    await until(() => server.socket.sent.length === 1);
    await server.socket.finish('of it');
    expect((await reply).text).to.equal('of it');
  });

  it('go on in the third when the first two are closed, one after the other', async () => {
    const { tab, server } = browser();
    const [one, two, three] = [await tab(), await tab(), await tab()];
    const first = one.session.send('from one');
    await until(() => server.sockets.length === 1);
    await server.socket.open('conv-1');
    await server.socket.finish('Hello one');
    await first;
    await until(() => said(three).length === 2);
    one.session.dispose();
    const second = two.session.send('from two');
    await until(() => server.sockets.length === 2);
    await server.socket.open('conv-1');
    await until(() => server.socket.sent.length > 0);
    await server.socket.finish('Hello two');
    await second;
    await until(() => said(three).length === 4);
    two.session.dispose();
    const third = three.session.send('from three');
    await until(() => server.sockets.length === 3, 'a connection of the third');
    await server.socket.open('conv-1');
    await until(() => server.socket.sent.length > 0);
    await server.socket.finish('Hello three');
    expect((await third).text).to.equal('Hello three');
  });

  it('take over from one that is frozen, with what was said here meanwhile, once', async () => {
    const { tab, server } = browser();
    const [one, two] = [await tab(), await tab()];
    await settled();
    // A frozen page holds its lock, and hears nothing.
    BroadcastChannel.prototype.postMessage = freeze(thaw);
    try {
      const reply = two.session.send('is anybody there?');
      await two.clock.pass(1_000);
      await until(() => server.sockets.length === 1, 'it takes over');
      await server.socket.open('conv-1');
      await until(() => server.socket.sent.length === 1);
      await server.socket.finish('I am');
      expect((await reply).text).to.equal('I am');
    } finally {
      BroadcastChannel.prototype.postMessage = thaw;
    }
    // The one that was frozen sees that it is not its turn any more.
    await until(() => said(one).at(-1) === 'agent:done:I am', 'it looks on');
    void one.session.send('and me');
    await until(() => server.socket.sent.length === 2);
    expect(server.sockets).to.have.length(1);
  });

  for (const others of [0, 1]) {
    it(`put away, hold no lock; taken out again, they show what was said meanwhile on another page (${others} more open)`, async () => {
      const { tab, store, server } = browser();
      const one = await tab();
      const reply = one.session.send('on A');
      await until(() => server.sockets.length === 1);
      await server.socket.open('conv-1');
      await until(() => server.socket.sent.length === 1);
      await server.socket.finish('heard on A');
      await reply;
      const two = others === 1 ? await tab() : undefined;
      one.hide();
      one.putAway();
      await until(async () => two !== undefined || (await navigator.locks.query()).held?.length === 0, 'it is let go of');
      // The next page of the site.
      const page = await tab();
      expect(said(page)).to.deep.equal(['user:sent:on A', 'agent:done:heard on A']);
      const next = page.session.send('on B');
      await until(() => server.sockets.length > 1);
      await server.socket.open('conv-1', 'REVIVED');
      await until(() => server.socket.sent.length === 1);
      await server.socket.finish('heard on B');
      await next;
      page.session.dispose();
      one.awaken();
      await until(() => said(one).at(-1) === 'agent:done:heard on B', 'it is shown');
      expect(said(one)).to.deep.equal(['user:sent:on A', 'agent:done:heard on A', 'user:sent:on B', 'agent:done:heard on B']);
      expect(store.record?.messages).to.have.length(4);
    });
  }

  it('hand over what was typed before it was clear which of them talks with the server', async () => {
    const { tab, begin, server } = browser();
    const one = await tab();
    const two = begin();
    const reply = two.session.send('early');
    await until(() => server.sockets.length === 1);
    await server.socket.open('conv-1');
    await until(() => server.socket.sent.length === 1);
    await server.socket.finish('bird');
    expect((await reply).text).to.equal('bird');
    expect(said(one)).to.deep.equal(['user:sent:early', 'agent:done:bird']);
    expect(server.sockets).to.have.length(1);
  });

  it('stop, retry and begin anew from either', async () => {
    const { tab, server } = browser();
    const [one, two] = [await tab(), await tab()];
    void one.session.send('hi').catch(() => undefined);
    await until(() => server.sockets.length === 1);
    await server.socket.open('conv-1');
    await until(() => said(two).length === 1);
    two.session.stop();
    await until(() => said(one).at(-1) === 'agent:stopped:');
    void two.session.newConversation();
    await until(() => said(one).length === 0 && said(two).length === 0);
    void two.session.undoNewConversation();
    await until(() => said(two).length === 2);
    await two.session.clearStoredData();
    await until(() => said(one).length === 0);
  });

  /** The first of some tabs waits for a reply, and what the last one says waits behind that. */
  async function waiting(count: 2 | 3) {
    const { tab, server } = browser();
    const one = await tab();
    for (let others = 2; others < count; others += 1) await tab();
    const last = await tab();
    void one.session.send('first').catch(() => undefined);
    await until(() => server.sockets.length === 1);
    await server.socket.open('conv-1');
    await until(() => server.socket.sent.length === 1);
    const reply = last.session.send('second').then(({ text }) => text, (error: AgentError) => error.code);
    await until(() => said(last).at(-1) === 'user:waiting:second');
    /** The first is closed, and another one goes on. */
    const close = async () => {
      server.logs = [userLog('first'), agentLog('One')];
      one.session.dispose();
      await until(() => server.sockets.length === 2, 'it takes over');
      await server.socket.open('conv-1', 'REVIVED');
      await until(() => said(last).includes('agent:done:One'));
    };
    return { server, one, last, reply, close };
  }

  it('take back what waits in one that looks on: when that takes the lead, it is not sent', async () => {
    const { server, last, reply, close } = await waiting(2);
    await last.session.cancel(last.session.snapshot.messages.at(-1)!.id);
    expect(await reply).to.equal('aborted');
    await close();
    void last.session.send('third').catch(() => undefined);
    await until(() => server.socket.sent.length > 0);
    expect(server.socket.sent.map(({ input }) => input)).to.deep.equal([[{ inputType: 'TEXT', content: 'third' }]]);
    expect(said(last)).to.deep.equal(['user:sent:first', 'agent:done:One', 'user:sent:third']);
  });

  it('leave what waits with its conversation', async () => {
    const { server, one, last, reply } = await waiting(2);
    void one.session.newConversation();
    expect(await reply).to.equal('aborted');
    one.session.dispose();
    const next = last.session.send('third').then(({ text }) => text);
    await until(() => server.sockets.length === 2);
    await server.socket.open('conv-2');
    await until(() => server.socket.sent.length === 1);
    await server.socket.finish('Three');
    expect([await next, said(last)]).to.deep.equal(['Three', ['user:sent:third', 'agent:done:Three']]);
  });

  it('go on with what waits in one that looks on, and goes on doing so', async () => {
    const { server, reply, close } = await waiting(3);
    await close();
    await until(() => server.socket.sent.length === 1);
    await server.socket.finish('Two');
    expect(await reply).to.equal('Two');
  });

  it('are each on their own where there are no locks', async () => {
    const { store, server } = browser();
    const [one, two] = [scene({ store, server }), scene({ store, server })];
    await Promise.all([one.session.open(), two.session.open()]);
    void two.session.send('hi').catch(() => undefined);
    await until(() => server.sockets.length === 1);
    expect(said(one)).to.deep.equal([]);
  });

  it('leave nothing running', async () => {
    const { tab, server } = browser();
    const [one, two] = [await tab(), await tab()];
    void one.session.send('hi').catch(() => undefined);
    await until(() => server.sockets.length === 1);
    await server.socket.open('conv-1');
    await until(() => said(two).length === 1);
    one.session.dispose();
    two.session.dispose();
    await settled();
    expect([one.clock.running, two.clock.running]).to.deep.equal([0, 0]);
    const held = (await navigator.locks.query()).held?.filter(({ name }) => name?.includes(String(next)));
    expect(held).to.deep.equal([]);
  });
});

const thaw = BroadcastChannel.prototype.postMessage;

/** What is asked of a frozen tab is never answered. */
function freeze(post: typeof thaw): typeof thaw {
  return function postMessage(this: BroadcastChannel, message: { kind: string }) {
    if (message.kind !== 'ask') post.call(this, message);
  };
}

describe('A tab that is gone within milliseconds', () => {
  it('keeps no lock, however far it had come: the next one talks with the server', async () => {
    for (let turns = 0; turns < 12; turns += 1) {
      const { tab, begin, server } = browser();
      const gone = begin();
      const opening = gone.session.open().catch(() => undefined);
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      gone.session.dispose();
      await opening;
      // Sessions of other tests have locks of their own.
      const isFree = async (): Promise<boolean> => !(await navigator.locks.query()).held?.some(({ name }) => name?.includes(String(next)));
      await until(isFree, `nobody holds the lock that was asked for ${turns} turns before`);
      const successor = await tab();
      const reply = successor.session.send('hi');
      await until(() => server.sockets.length === 1, 'the next one connects');
      await server.socket.open('conv-1');
      await server.socket.finish('Hello');
      expect((await reply).text).to.equal('Hello');
      successor.session.dispose();
    }
  });
});

describe('A call in several tabs', () => {
  it('belongs to the tab in which it began, whichever talked with the server before', async () => {
    const { server, begin } = browser();
    const calls: FakeCall[] = [];
    const openCall = (options: CallOptions) => {
      const call = new FakeCall(options);
      calls.push(call);
      return call;
    };
    const [one, two] = [begin({ openCall }), begin({ openCall })];
    await one.session.open();
    await two.session.open();
    void one.session.send('hi');
    await until(() => server.sockets.length === 1);
    await server.socket.open('conv-1');
    await server.socket.finish('Hello');
    await until(() => said(two).length === 2);
    // The tab that looked on calls, and then the other one.
    for (const [caller, other] of [[two, one], [one, two]] as const) {
      const count = calls.length;
      void caller.session.startVoice(fakeContext());
      await until(() => calls.length > count);
      await until(() => server.socket.readyState === 0);
      await server.socket.open('conv-1', 'REVIVED');
      await calls.at(-1)?.become({ phase: 'live' });
      expect(caller.session.snapshot.voiceState).to.equal('listening');
      await until(() => other.session.snapshot.isCallElsewhere);
      expect([other.session.snapshot.voiceState, other.session.voice, caller.session.snapshot.isCallElsewhere]).to.deep.equal(['off', undefined, false]);
      expect(calls.slice(0, -1).every(({ snapshot }) => snapshot.phase === 'closed')).to.equal(true);
      expect(said(caller)).to.deep.equal(['user:sent:hi', 'agent:done:Hello']);
    }
    one.session.stopVoice();
    await until(() => !two.session.snapshot.isCallElsewhere);
  });
});
