import { afterEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { AgentError } from '../../src/base/errors.js';
import { inCall, type CallScene } from '../support/call-scene.js';
import { fakeContext } from '../support/fake-call.js';
import { FakeClock, settled } from '../support/fake-clock.js';
import { FakeStore, scene, type Scene, type SceneOptions } from '../support/session.js';
import { ScriptedServer } from '../support/scripted-server.js';
import { until } from '../support/until.js';

/* A page that is loaded again in the midst of a call, and what the next one makes of it. */

const open: Scene[] = [];
const marks = () => Object.keys(sessionStorage).filter((name) => name.startsWith('autessa-agent:preference:call:'));

interface Tab extends SceneOptions {
  readonly store: FakeStore;
  readonly clock: FakeClock;
}

/** A tab in which there is a call. Its page ends without a word: nothing of it is disposed before the test is over. */
async function caller(options: SceneOptions = {}): Promise<CallScene & { readonly tab: Tab }> {
  const tab = { store: new FakeStore(), clock: new FakeClock(), ...options };
  const made = await inCall(tab);
  open.push(made);
  await settled();
  return { ...made, tab };
}

/** The next page in the same tab. */
async function reloaded({ server = new ScriptedServer(), ...tab }: Tab): Promise<Scene> {
  const made = scene({ ...tab, server });
  open.push(made);
  await made.session.open();
  return made;
}

const offer = ({ session }: Pick<Scene, 'session'>) => session.snapshot.interruptedCall;

afterEach(() => {
  for (const { session } of open.splice(0).toReversed()) session.dispose();
  sessionStorage.clear();
});

describe('A call that a reload cut off', () => {
  it('is offered by the next page too where the browser keeps the page with the call in it, which ends', async () => {
    const all = await caller({ persist: 'session' });
    all.hide();
    all.putAway();
    await settled();
    const page = await reloaded(all.tab);
    expect(offer(page)?.endedBy).to.equal('reload');
  });

  for (const persist of ['local', 'session'] as const) {
    it(`is offered to be taken up again, and never begun by itself: ${persist}`, async () => {
      const { tab } = await caller({ persist });
      let calls = 0;
      const page = await reloaded({
        ...tab,
        openCall: () => {
          calls += 1;
          throw new AgentError('mic-denied', 'provoked');
        },
      });
      expect(offer(page)?.conversationId).to.equal('conv-1');
      expect([calls, page.session.snapshot.voiceState]).to.deep.equal([0, 'off']);
      await page.session.startVoice(fakeContext()).catch(() => undefined);
      expect([calls, offer(page)]).to.deep.equal([1, undefined]);
      // It could not begin: the next page offers it once more.
      expect(offer(await reloaded(tab))).not.to.equal(undefined);
    });
  }

  it('is offered no more once it is on again, and has been ended', async () => {
    const { tab } = await caller();
    const again = await inCall({ ...tab, before: ({ session }) => session.open() });
    open.push(again);
    expect([offer(again), marks().length]).to.deep.equal([undefined, 1]);
    again.session.stopVoice();
    await settled();
    expect(marks()).to.deep.equal([]);
    expect(offer(await reloaded(tab))).to.equal(undefined);
  });

  it('is not offered to whoever has declined', async () => {
    const { tab } = await caller();
    const page = await reloaded(tab);
    offer(page)?.forget();
    expect([offer(page), marks()]).to.deep.equal([undefined, []]);
    expect(offer(await reloaded(tab))).to.equal(undefined);
  });

  it('is offered for five minutes after it was last on', async () => {
    const { tab, call } = await caller();
    await tab.clock.pass(10 * 60_000);
    await call.speak();
    await tab.clock.pass(5 * 60_000 - 1);
    expect(offer(await reloaded(tab))).not.to.equal(undefined);
    await tab.clock.pass(1);
    expect(offer(await reloaded(tab))).to.equal(undefined);
    expect(marks()).to.deep.equal([]);
  });

  it('is offered, too, where nothing had been said for long when the page ended', async () => {
    const { tab, hide } = await caller();
    await tab.clock.pass(10 * 60_000);
    hide();
    expect(offer(await reloaded(tab))).not.to.equal(undefined);
  });

  it('goes on in the conversation that the server has put in the place of its own, and is marked there alone', async () => {
    const { server, clock } = await caller();
    await server.socket.drop();
    await clock.pass(1_000);
    await server.socket.open('conv-2');
    expect(marks()).to.deep.equal(['autessa-agent:preference:call:conv-2']);
  });

  it('is not offered where its mark comes from a clock that was ahead, nor beside a call that was quicker than the storage', async () => {
    const { tab } = await caller();
    const quick = await inCall(tab);
    open.push(quick);
    expect(offer(quick)).to.equal(undefined);
    sessionStorage.setItem('autessa-agent:preference:call:conv-1', String(tab.clock.now() + 1));
    expect(offer(await reloaded(tab))).to.equal(undefined);
  });

  for (const [how, end] of [
    ['the person', ({ session }) => session.stopVoice()],
    ['a trouble', ({ call }) => void call.tell({ type: 'trouble', error: new AgentError('mic-missing', 'provoked'), isFatal: true })],
    ['the end of the session', ({ session }) => session.dispose()],
  ] satisfies readonly [string, (made: CallScene) => void][]) {
    it(`is none where ${how} has ended it`, async () => {
      const made = await caller();
      expect(marks()).to.have.length(1);
      end(made);
      await settled();
      expect(marks()).to.deep.equal([]);
      expect(offer(await reloaded(made.tab))).to.equal(undefined);
    });
  }

  it('belongs to its conversation: in another one it is not offered, and it is cleared with everything else', async () => {
    const { tab } = await caller();
    expect(offer(await reloaded({ ...tab, store: new FakeStore(), conversationId: 'another' }))).to.equal(undefined);
    const page = await reloaded(tab);
    await page.session.clearStoredData();
    expect(marks()).to.deep.equal([]);
  });

  it('leaves no mark where nothing is to be kept, before there is a conversation, or where the browser keeps nothing', async () => {
    await caller({ persist: 'none' });
    expect(marks()).to.deep.equal([]);
    const { tab } = await caller();
    expect(offer(await reloaded({ ...tab, persist: 'none' }))).to.equal(undefined);
    const own = Object.getOwnPropertyDescriptor(globalThis, 'sessionStorage')!;
    Object.defineProperty(globalThis, 'sessionStorage', { configurable: true, get: () => { throw new DOMException('blocked', 'SecurityError'); } });
    try {
      const made = await caller();
      expect(made.session.snapshot.voiceState).to.equal('listening');
      expect(offer(await reloaded(made.tab))).to.equal(undefined);
      made.session.stopVoice();
    } finally {
      Object.defineProperty(globalThis, 'sessionStorage', own);
    }
  });

  it('is offered in its tab also where another one talks with the server by now, until there is a call there', async () => {
    const agentId = 9_300;
    const server = new ScriptedServer();
    const { tab } = await caller({ agentId, server });
    // The page that has ended holds no lock.
    const other = await inCall({ ...tab, agentId, server, locks: navigator.locks, before: ({ session }) => session.open() });
    open.push(other);
    other.session.stopVoice();
    await settled();
    sessionStorage.setItem('autessa-agent:preference:call:conv-1', String(tab.clock.now()));
    const page = await reloaded({ ...tab, agentId, server, locks: navigator.locks });
    expect(offer(page)?.conversationId).to.equal('conv-1');
    void other.session.startVoice(fakeContext()).catch(() => undefined);
    await until(() => page.session.snapshot.isCallElsewhere, 'a call elsewhere');
    expect([offer(page), marks()]).to.deep.equal([undefined, []]);
  });
});
