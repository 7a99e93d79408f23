import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { AutessaToolEvent } from '../../src/session/tool-event.js';
import { settled } from '../support/fake-clock.js';
import { agentLog, userLog } from '../support/scripted-server.js';
import { asked, failureOf, said, scene, type Scene } from '../support/session.js';

/*
 * What servers do that the API document permits, or does not rule out, and that the simulator does not do by itself.
 */

const text = (content: string) => ({ outputType: 'TEXT', content });
const tool = (more: object = {}) => ({
  streamedToolMessages: { responseType: 'EXECUTE_TOOL', toolName: 'GetWeather', invocationId: 'call_0', publicVars: {}, streamMessage: 'EXECUTION START: GetWeather', ...more },
});
const phases = ({ events }: Scene) => events.filter(({ type }) => type === 'autessa-tool').map((event) => (event as AutessaToolEvent).phase);

/** A session whose first socket is being opened for a message. */
async function opening(options?: Parameters<typeof scene>[0]): Promise<Scene & { readonly reply: Promise<unknown> }> {
  const all = scene(options);
  const reply = all.session.send('one');
  reply.catch(() => undefined);
  await settled();
  all.server.socket.accept();
  return { ...all, reply };
}

describe('A server whose status message', () => {
  it('has a number for an id, is understood, and asked to go on with it', async () => {
    const all = await opening();
    await all.server.socket.say({ conversationId: 1234, status: 'CREATED', errors: [] });
    await all.server.socket.finish('1');
    expect(said(all)).to.deep.equal(['user:sent:one', 'agent:done:1']);
    await all.server.socket.drop(1000);
    void all.session.send('two');
    await settled();
    expect(all.server.socket.address.searchParams.get('conversationId')).to.equal('1234');
  });

  it('has an empty output, is understood', async () => {
    const all = await opening();
    await all.server.socket.say({ conversationId: 'c', status: 'CREATED', output: [], errors: [''] });
    await all.server.socket.finish('1');
    expect(said(all)).to.deep.equal(['user:sent:one', 'agent:done:1']);
  });

  for (const status of [{ conversationId: null, status: null }, {}]) {
    it(`has errors and nothing else (${JSON.stringify(status)}), is not asked again by itself`, async () => {
      const all = await opening();
      await all.server.socket.say({ ...status, errors: ['Agent 7 is not published'] });
      const { code, message } = await failureOf(all.reply);
      expect([code, message]).to.deep.equal(['agent', 'Agent 7 is not published']);
      await all.clock.pass(60_000);
      expect([all.server.sockets.length, all.session.snapshot.state]).to.deep.equal([1, 'failed']);
    });
  }

  for (const conversationId of ['conv-1', null]) {
    it(`says by an error that the conversation is gone (${conversationId}), begins a new one, and that is said`, async () => {
      const all = await asked('one');
      await all.server.socket.finish('1');
      await all.server.socket.drop(1000);
      const reply = all.session.send('two');
      await settled();
      all.server.socket.accept();
      await all.server.socket.say({ conversationId, status: 'NOT_FOUND', errors: ['Conversation not found'] });
      await all.clock.pass(0);
      expect(all.server.socket.address.searchParams.has('conversationId')).to.equal(false);
      await all.server.socket.open('conv-2');
      await all.server.socket.finish('2');
      await reply;
      expect(said(all)).to.deep.equal(['user:sent:one', 'agent:done:1', 'notice:done:conversation-replaced', 'user:sent:two', 'agent:done:2']);
    });
  }

  it('says by an error that the conversation is gone before anything was answered, begins a new one', async () => {
    const all = await asked('one');
    await all.server.socket.drop(1006);
    await all.clock.pass(1_000);
    all.server.socket.accept();
    await all.server.socket.say({ conversationId: 'conv-1', status: 'NOT_FOUND', errors: ['Conversation not found'] });
    await all.clock.pass(0);
    expect(all.server.socket.address.searchParams.has('conversationId')).to.equal(false);
    all.session.dispose();
  });
});

describe('A server whose status message has no id', () => {
  for (const conversationId of [null, '']) {
    it(`(${JSON.stringify(conversationId)}) is talked with in a conversation that it creates by REST`, async () => {
      const all = await opening();
      await all.server.socket.say({ status: 'CONNECTED' });
      expect(all.server.count('execute-create')).to.equal(0);
      await all.server.socket.say({ conversationId, status: 'CREATED', errors: [] });
      await all.clock.pass(0);
      expect([all.server.count('execute-create'), all.server.sockets.length, all.server.socket.address.searchParams.get('conversationId')]).to.deep.equal([1, 2, 'created']);
      all.server.socket.accept();
      await all.server.socket.say({ conversationId, status: 'IN_PROGRESS', errors: [] });
      await all.server.socket.finish('1');
      expect([said(all), all.session.snapshot.conversationId]).to.deep.equal([['user:sent:one', 'agent:done:1'], 'created']);
      expect(all.events.filter(({ type }) => type === 'autessa-error')).to.deep.equal([]);
      all.session.dispose();
    });
  }

  it('goes on with the conversation that it was asked for', async () => {
    const all = await asked('one');
    await all.server.socket.finish('1');
    await all.server.socket.drop(1000);
    void all.session.send('two');
    await settled();
    all.server.socket.accept();
    await all.server.socket.say({ conversationId: null, status: 'REVIVED', errors: [] });
    await all.server.socket.finish('2');
    expect([said(all), all.session.snapshot.conversationId]).to.deep.equal([['user:sent:one', 'agent:done:1', 'user:sent:two', 'agent:done:2'], 'conv-1']);
    all.session.dispose();
  });

  it('and creates none by REST has no agent that can be talked with: it is asked again a few times, and that is said', async () => {
    const all = await opening();
    all.server.answer('execute-create', ...Array.from({ length: 9 }, () => ({ json: { conversationId: null, errors: [] } })));
    for (let attempt = 0; attempt < 9 && all.server.socket.readyState < 3; attempt += 1) {
      await all.server.socket.say({ conversationId: null, status: 'CREATED', errors: [] });
      await all.clock.pass(1_000);
      if (all.server.socket.readyState === 0) all.server.socket.accept();
    }
    expect((await failureOf(all.reply)).code).to.equal('protocol');
    expect([all.server.sockets.length, all.session.snapshot.state]).to.deep.equal([6, 'failed']);
  });
});

describe('A byte order mark', () => {
  it('before what a server says is none of that', async () => {
    const all = await opening();
    for (const each of [{ conversationId: 'c', status: 'CREATED', errors: [] }, { streamedOutput: text('1') }, { output: [text('12')], errors: [] }]) await all.server.socket.say(`\ufeff${JSON.stringify(each)}`);
    expect(said(all)).to.deep.equal(['user:sent:one', 'agent:done:12']);
    all.session.dispose();
  });
});

describe('A server that says something of its own accord', () => {
  for (const [name, ...words] of [
    ['greets', { streamedOutput: text('Hello') }, { conversationId: 'c', output: [text('Hello')], errors: [] }],
    ['reports an error', { errors: ['No memory'] }],
    ['uses a tool', tool()],
  ] as const) {
    it(`and ${name} before it has been asked has answered nothing`, async () => {
      const all = await opening();
      const keepOn: (() => void)[] = [];
      all.store.write = () => new Promise((resolve) => void keepOn.push(resolve));
      await all.server.socket.say({ conversationId: 'c', status: 'CREATED', errors: [] });
      // What will be sent is being kept meanwhile.
      for (const each of words) await all.server.socket.say(each);
      for (const each of keepOn) each();
      await settled();
      expect(all.server.socket.sent).to.have.length(1);
      await all.server.socket.finish('1');
      expect(said(all)).to.deep.equal([...(name === 'greets' ? ['agent:done:Hello'] : []), 'user:sent:one', 'agent:done:1']);
    });
  }
});

describe('A frame that says several things', () => {
  it('is a piece of the reply, though it has what was said so far as its output', async () => {
    const all = await asked('one');
    void all.session.send('two');
    await settled();
    await all.server.socket.say({ streamedOutput: text('It '), output: [text('It ')] });
    await all.server.socket.say({ streamedOutput: text('is sunny'), output: [text('It is sunny')], errors: ['slow'] });
    expect(said(all).slice(0, 2)).to.deep.equal(['user:sent:one', 'agent:streaming:It is sunny']);
    await all.server.socket.finish('It is sunny');
    await all.server.socket.finish('2');
    expect(said(all)).to.deep.equal(['user:sent:one', 'agent:done:It is sunny', 'user:sent:two', 'agent:done:2']);
  });

  it('is the status with the first piece of a reply', async () => {
    const all = await opening();
    await all.server.socket.say({ conversationId: 'c', status: 'CREATED', errors: [], streamedOutput: text('') });
    await all.server.socket.finish('1');
    expect(said(all)).to.deep.equal(['user:sent:one', 'agent:done:1']);
  });

  it('tells of a tool that is asked after a piece of the reply', async () => {
    const all = await asked('one');
    await all.server.socket.say({ streamedOutput: text('Let me look.'), ...tool() });
    expect(said(all).slice(1)).to.deep.equal(['tool:streaming:GetWeather', 'agent:streaming:Let me look.\n\n']);
  });
});

describe('Calls of tools', () => {
  it('whose ids begin anew with each reply have begun', async () => {
    for (const invocationId of ['call_0', null]) {
      const all = await asked('one');
      await all.server.socket.say(tool({ invocationId }));
      await all.server.socket.finish('1');
      void all.session.send('two');
      await settled();
      await all.server.socket.say(tool({ invocationId }));
      await all.server.socket.say(tool({ invocationId, streamMessage: 'half done' }));
      await all.server.socket.finish('2');
      expect(phases(all)).to.deep.equal(['started', 'started', 'updated']);
      expect(said(all)).to.deep.equal(['user:sent:one', 'tool:done:GetWeather', 'agent:done:1', 'user:sent:two', 'tool:done:GetWeather', 'agent:done:2']);
    }
  });

  it('without an id, and opened by other words than the documented ones, are told apart by their names', async () => {
    const all = await asked('one');
    await all.server.socket.say(tool({ invocationId: null, streamMessage: 'Looking' }));
    await all.server.socket.finish('1');
    void all.session.send('two');
    await settled();
    await all.server.socket.say(tool({ invocationId: null, streamMessage: 'Counting', toolName: 'GetStock' }));
    await all.server.socket.finish('2');
    expect(said(all)).to.deep.equal(['user:sent:one', 'tool:done:GetWeather', 'agent:done:1', 'user:sent:two', 'tool:done:GetStock', 'agent:done:2']);
  });

  it('of which something comes after their reply are not shown in the next one', async () => {
    const all = await asked('one');
    await all.server.socket.say(tool());
    await all.server.socket.finish('1');
    void all.session.send('two');
    await settled();
    await all.server.socket.say(tool({ streamMessage: 'EXECUTION END: GetWeather' }));
    await all.server.socket.finish('2');
    expect(phases(all)).to.deep.equal(['started', 'updated']);
    expect(said(all)).to.deep.equal(['user:sent:one', 'tool:done:GetWeather', 'agent:done:1', 'user:sent:two', 'agent:done:2']);
  });
});

describe('A log', () => {
  it('that gets what was said with the reply alone is no reason to say it twice to a slow agent', async () => {
    const all = await asked('one');
    await all.clock.pass(59_000);
    expect(all.server.sockets).to.have.length(1);
    await all.server.socket.finish('1');
    expect(all.server.sockets.map(({ sent }) => sent.length)).to.deep.equal([1]);
    expect(said(all)).to.deep.equal(['user:sent:one', 'agent:done:1']);
  });

  it('that gets it with the reply alone is no reason to end one that has begun, and pauses', async () => {
    const all = await asked('one');
    await all.server.socket.stream('Let me look.');
    await all.clock.pass(100_000);
    expect([all.server.sockets.length, said(all).at(-1)]).to.deep.equal([1, 'agent:streaming:Let me look.']);
    await all.server.socket.finish('Let me look. Rain.');
    expect(said(all)).to.deep.equal(['user:sent:one', 'agent:done:Let me look. Rain.']);
  });

  it('that has been seen to get it at once is believed at once', async () => {
    const all = await asked('one');
    all.server.logs = [userLog('one')];
    await all.clock.pass(15_000);
    await all.server.socket.finish('1');
    all.server.logs = [userLog('one'), agentLog('1')];
    void all.session.send('two');
    await settled();
    await all.clock.pass(15_000);
    expect(all.server.sockets).to.have.length(2);
  });

  it('that has shown after a loss that it gets it at once is believed at once', async () => {
    const all = await asked('one');
    all.server.logs = [userLog('one')];
    await all.server.socket.drop();
    await all.clock.pass(1_000);
    await all.server.socket.open('conv-1', 'REVIVED');
    await all.clock.pass(10_000);
    all.server.logs = [userLog('one'), agentLog('1')];
    await all.clock.pass(10_000);
    expect(said(all)).to.deep.equal(['user:sent:one', 'agent:done:1']);
    void all.session.send('two');
    await settled();
    const { length } = all.server.sockets;
    await all.clock.pass(15_000);
    expect(all.server.sockets).to.have.length(length + 1);
  });

  it('that writes a reply in another way than the server said it has shown nothing by that', async () => {
    const all = await asked('one');
    await all.server.socket.finish('**1**');
    all.server.logs = [userLog('one'), agentLog('1')];
    void all.session.send('two');
    await settled();
    await all.clock.pass(59_000);
    expect(all.server.sockets).to.have.length(1);
    await all.server.socket.finish('2');
    all.server.logs = [userLog('one'), agentLog('1'), userLog('two'), agentLog('2')];
    void all.session.send('three');
    await settled();
    await all.clock.pass(59_000);
    expect(all.server.sockets.map(({ sent }) => sent.length)).to.deep.equal([3]);
  });

  it('that writes what was said in its own way is understood', async () => {
    const all = await asked('Cafe\u0301  au\nlait\0');
    all.server.logs = [userLog('Caf\u00e9 au\r\nlait'), agentLog('1')];
    await all.server.socket.drop();
    await all.clock.pass(1_000);
    await all.server.socket.open('conv-1', 'REVIVED');
    await settled();
    expect(said(all).at(-1)).to.equal('agent:done:1');
    expect(all.server.sockets.map(({ sent }) => sent.length)).to.deep.equal([1, 0]);
  });
});

describe('By REST', () => {
  for (const [what, answers] of [
    ['is not found, with an error', { 'conversation-status': { status: 404, json: { conversationId: 'conv-1', status: 'NOT_FOUND', errors: ['Conversation not found'] } } }],
    ['cannot be opened again', { 'conversation-status': { json: { conversationId: 'conv-1', status: 'CLOSED', errors: [] } }, 'revive-conversation': { json: { conversationId: null, status: null, errors: ['It has expired'] } } }],
  ] as const) {
    it(`a conversation that ${what} is followed by a new one`, async () => {
      const all = await asked('one');
      await all.server.socket.finish('1');
      await all.server.socket.drop(1000);
      const reply = all.session.send('two');
      await settled();
      for (const [name, answer] of Object.entries(answers)) all.server.answer(name, answer, answer);
      all.server.answer('execute-create', { json: { conversationId: 77, errors: [] } });
      all.server.answer('execute', { json: { output: [text('2')], errors: [] } });
      for (let time = 0; time < 2; time += 1) {
        await all.server.socket.drop();
        await all.clock.pass(1_000);
      }
      await reply;
      expect(said(all)).to.deep.equal(['user:sent:one', 'agent:done:1', 'notice:done:conversation-replaced', 'user:sent:two', 'agent:done:2']);
      expect(all.server.requests.at(-1)?.body['conversationId']).to.equal('77');
    });
  }
});
