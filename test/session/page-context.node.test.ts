import { afterEach, describe, it } from 'node:test';
import { expect } from 'chai';
import type { AutessaBeforeSendEvent } from '../../src/session/events.js';
import type { PromptTemplateVariables } from '../../src/protocol/content.js';
import type { Message } from '../../src/conversation/message.js';
import { emptyRecord, type ConversationRecord } from '../../src/storage/conversation-record.js';
import { checkRecord } from '../../src/storage/check-record.js';
import { settled } from '../support/fake-clock.js';
import { ScriptedServer, userLog } from '../support/scripted-server.js';
import { failureOf, FakeStore, scene, type Scene, type SceneOptions } from '../support/session.js';
import { until } from '../support/until.js';

/** What of the page goes along. */
const context = { pageUrl: 'https://example.com/', pageSelection: 'these words' };
/** The page's own, whatever they are called. */
const variables = { name: 'Ada', pageSelection: 'nothing', pageContext: { its: 'own' }, context: { its: 'own' } };
const sentVariables = { ...variables, ...context };

const open: Scene[] = [];

function begun(options: SceneOptions): Scene {
  const made = scene({ variables, ...options });
  open.push(made);
  return made;
}

/** What has no answer when the test is over has none. */
function say({ session }: Scene, text: string): void {
  session.send(text).catch(() => undefined);
}

/** A session in whose first message something goes along. */
function begin(options: SceneOptions = {}) {
  const all = begun(options);
  const add = ({ draft }: AutessaBeforeSendEvent): void => {
    draft.context = context;
  };
  all.session.addEventListener('autessa-before-send', add, { once: true });
  const variablesSent = (): (PromptTemplateVariables | undefined)[] => all.server.socket.sent.map(({ promptTemplateVariables }) => promptTemplateVariables);
  return { ...all, variablesSent };
}

/** The page after a reload, where that first message still waits; not open yet. */
async function reloaded(): Promise<Scene> {
  const store = new FakeStore();
  const before = begin({ store });
  say(before, 'one');
  await settled();
  before.session.dispose();
  // As it is read from a database or a journal.
  store.record = checkRecord(store.record);
  return begun({ store });
}

describe('AgentSession: what of the page goes along', () => {
  afterEach(() => {
    for (const { session } of open.splice(0)) session.dispose();
  });

  it('counts before a variable of the same name, stands in the transcript, and is that message’s alone', async () => {
    const all = begin();
    say(all, 'one');
    await settled();
    await all.server.socket.open('conv-1');
    await all.server.socket.finish('1');
    say(all, 'two');
    await settled();
    expect(all.variablesSent()).to.deep.equal([sentVariables, variables]);
    expect((JSON.parse(all.session.transcript('json')) as { context?: object }[]).map(({ context }) => context)).to.deep.equal([context, undefined, undefined]);
  });

  it('goes along again when the message is sent once more, with the variables of that moment', async () => {
    const all = begin();
    const failure = failureOf(all.session.send('one'));
    await settled();
    await all.server.socket.open('conv-1');
    await all.server.socket.stream('half');
    all.server.logs = [userLog('one')];
    await all.server.socket.finish('', ['no credit']);
    await failure;
    await settled();
    all.session.configure({ variables: { ...variables, name: 'Bob' } });
    all.session.retry(all.session.snapshot.messages[0]!.id).catch(() => undefined);
    await until(() => all.server.socket.sent.length === 2);
    expect(all.variablesSent()).to.deep.equal([sentVariables, { ...sentVariables, name: 'Bob' }]);
  });

  it('goes along where the message waited over a reload', async () => {
    const after = await reloaded();
    await after.session.open();
    await settled();
    await after.server.socket.open('c');
    expect(after.server.socket.sent.map(({ promptTemplateVariables }) => promptTemplateVariables)).to.deep.equal([sentVariables]);
  });

  it('goes along where another tab takes the message up', async () => {
    class SharedStore extends FakeStore {
      added: readonly Message[] = [];
      override readAdded(): Promise<readonly Message[]> {
        const { added } = this;
        this.added = [];
        return Promise.resolve(added);
      }
      override writeNow({ messages }: ConversationRecord, isWhole: boolean): void {
        if (!isWhole) this.added = messages.map((message) => checkRecord({ ...emptyRecord, messages: [message] })!.messages[0]!);
      }
    }
    const store = new SharedStore();
    const tab = { store, server: new ScriptedServer(), locks: navigator.locks, agentId: 7_900, persist: 'local' } as const;
    const leader = begun(tab);
    await leader.session.open();
    const follower = begin(tab);
    await follower.session.open();
    // Its page ends before the other one has heard of it.
    say(follower, 'one');
    follower.session.dispose();
    expect(store.added.map((message) => message.context)).to.deep.equal([context]);
    leader.session.dispose();
    const after = begun({ ...tab, server: new ScriptedServer(), variables: { ...variables, name: 'Bob' } });
    void after.session.open();
    await until(() => after.server.sockets.length === 1);
    await after.server.socket.open('c');
    await until(() => after.server.socket.sent.length === 1);
    expect(after.server.socket.sent[0]!.promptTemplateVariables).to.deep.equal({ ...sentVariables, name: 'Bob' });
  });

  it('leaves the variables as they are when the message is sent', async () => {
    const all = begin();
    say(all, 'one');
    all.session.configure({ variables: { ...variables, name: 'Bob' } });
    await settled();
    await all.server.socket.open('conv-1');
    expect(all.variablesSent()).to.deep.equal([{ ...sentVariables, name: 'Bob' }]);
  });

  for (const withContext of [true, false]) {
    it(`goes along from a tab that looks on, ${withContext ? 'with' : 'and nothing does where there is none, beside'} variables of the page’s own`, async () => {
      const tab = { server: new ScriptedServer(), locks: navigator.locks, agentId: withContext ? 7_901 : 7_902, persist: 'local' } as const;
      const leader = begun(tab);
      await leader.session.open();
      const follower = withContext ? begin(tab) : begun(tab);
      await follower.session.open();
      say(follower, 'one');
      await until(() => tab.server.sockets.length === 1);
      await tab.server.socket.open('c');
      await until(() => tab.server.socket.sent.length === 1);
      expect(tab.server.socket.sent[0]!.promptTemplateVariables).to.deep.equal(withContext ? sentVariables : variables);
      for (const { session } of [leader, follower]) {
        await until(() => session.snapshot.messages.length > 0);
        expect(session.snapshot.messages[0]!.context).to.deep.equal(withContext ? context : undefined);
      }
    });
  }

  it('goes along where the tab that looked on takes the lead with it', async () => {
    const tab = { locks: navigator.locks, agentId: 7_903, persist: 'local' } as const;
    const leader = begun({ ...tab, server: new ScriptedServer() });
    await leader.session.open();
    const follower = begin(tab);
    await follower.session.open();
    say(follower, 'one');
    leader.session.dispose();
    await until(() => follower.server.sockets.length === 1);
    await follower.server.socket.open('c');
    await until(() => follower.server.socket.sent.length === 1);
    expect(follower.variablesSent()).to.deep.equal([sentVariables]);
  });

  it('can be left out by a listener when the message is sent once more', async () => {
    const after = await reloaded();
    after.session.addEventListener('autessa-before-send', ({ draft }) => {
      expect(draft.context).to.deep.equal(context);
      draft.context = undefined;
    });
    await after.session.open();
    await settled();
    await after.server.socket.open('c');
    expect(after.server.socket.sent[0]!.promptTemplateVariables).to.deep.equal(variables);
    expect(after.session.snapshot.messages[0]).not.to.have.property('context');
  });
});
