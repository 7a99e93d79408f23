import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { WebSocket } from 'ws';
import { eventually } from '../tools/eventually.js';
import { startRelayed, type Relayed } from '../tools/relayed.js';
import { startScriptedUpstream, type ScriptedUpstream } from '../tools/scripted-upstream.js';
import { say, type WireSocket } from '../tools/wire-socket.js';

let upstream: ScriptedUpstream;
let relayed: Relayed;
let token: string;
before(async () => {
  upstream = await startScriptedUpstream();
  relayed = await startRelayed(upstream.url);
  token = await relayed.token();
});
after(async () => {
  await relayed.close();
  await upstream.close();
});
beforeEach(() => {
  upstream.onSocket = () => undefined;
});

/** A page's socket and the one at the Agent API that it is joined to. */
async function joined(holder = token, through = relayed, voice = false): Promise<Joined> {
  const heard: Heard[] = [];
  const opened = new Promise<WebSocket>((resolve) => {
    upstream.onSocket = (socket) => {
      socket.on('message', (data, isBinary) => heard.push(isBinary ? (data as Buffer) : String(data)));
      resolve(socket);
    };
  });
  const wire = await through.open(holder, { voice });
  return { wire, far: await opened, heard };
}

type Heard = string | Buffer;

interface Joined {
  readonly wire: WireSocket;
  readonly far: WebSocket;
  /** What has reached the Agent API. */
  readonly heard: Heard[];
}

function closing(far: WebSocket): Promise<[number, string]> {
  return new Promise((resolve) => {
    far.once('close', (code, reason) => resolve([code, String(reason)]));
  });
}

describe('messages', () => {
  test('that the Agent API sends at once are not lost', async () => {
    for (let attempt = 0; attempt < 20; attempt += 1) {
      upstream.onSocket = (socket) => {
        socket.send('{"status":"CREATED","number":1}');
        socket.send('second');
      };
      const wire = await relayed.open(token);
      assert.deepEqual(await wire.message(), { status: 'CREATED', number: 1 });
      assert.equal(await wire.frame(), 'second');
      wire.close();
    }
  });

  test('keep their order and kind, both ways', async () => {
    const { wire, far, heard } = await joined(token, relayed, true);
    const bytes = (index: number) => Buffer.from(new Float32Array([index, -1]).buffer);
    for (let index = 0; index < 100; index += 1) {
      wire.send(say(123, `message ${index}`));
      wire.send(bytes(index));
      far.send(`down ${index}`);
      far.send(bytes(index));
    }
    await eventually(() => heard.length === 200);
    for (let index = 0; index < 100; index += 1) {
      assert.deepEqual(JSON.parse(String(heard[index * 2])), say(123, `message ${index}`));
      assert.deepEqual(heard[index * 2 + 1], bytes(index));
      assert.equal(await wire.frame(), `down ${index}`);
      assert.deepEqual(await wire.frame(), bytes(index));
    }
    wire.close();
  });

  test('all arrive at a page that was slow to read', async () => {
    const { wire, far } = await joined();
    wire.pause();
    const count = 100;
    for (let index = 0; index < count; index += 1) far.send(Buffer.alloc(128 * 1024, index));
    far.send('last');
    wire.resume();
    for (let index = 0; index < count; index += 1) assert.equal((await wire.frame())?.at(-1), index);
    assert.equal(await wire.frame(), 'last');
    wire.close();
  });
});

describe('variables', () => {
  test("the site's win, environment variables are dropped, for MULTIMODAL and VOICE", async () => {
    const pinned = await startRelayed(upstream.url, { authenticate: () => ({ variables: { customerName: 'Ada' } }) });
    try {
      const { wire, heard } = await joined(await pinned.token(), pinned, true);
      const promptTemplateVariables = { customerName: 'Mallory', mood: 'good' };
      const theirs = { promptTemplateVariables, environmentVariables: { A: 1 } };
      const voice = { messageType: 'VOICE', agentId: 123, outputType: 'AUDIO' };
      wire.send({ ...say(123, 'Hello'), ...theirs });
      wire.send({ ...voice, ...theirs });
      wire.send(say(123, 'None'));
      await eventually(() => heard.length === 3);
      const ours = { promptTemplateVariables: { customerName: 'Ada', mood: 'good' } };
      assert.deepEqual(heard.map((text) => JSON.parse(String(text)) as unknown), [
        { ...say(123, 'Hello'), ...ours },
        { ...voice, ...ours },
        { ...say(123, 'None'), promptTemplateVariables: { customerName: 'Ada' } },
      ]);
      wire.close();
    } finally {
      await pinned.close();
    }
  });

  test('cannot be slipped past in text that is read in two ways', async () => {
    const { wire, heard } = await joined();
    wire.send('{"messageType":"MULTIMODAL","agentId":123,"environmentVariables":{"A":1},"input":[],"x":1,"agentId":123}');
    await eventually(() => heard.length === 1);
    assert.equal(heard[0], '{"messageType":"MULTIMODAL","agentId":123,"input":[]}');
    wire.close();
  });
});

describe('a message closes both sides', () => {
  for (const [what, message, code] of [
    ['for another agent', say(124, 'Hello'), 4403],
    ['for an agent as text', { ...say(123, 'Hello'), agentId: '123' }, 4403],
    ['for no agent', { messageType: 'MULTIMODAL' }, 4403],
    ['of another kind', { messageType: 'ADMIN', agentId: 123 }, 4400],
    ['of voice where there is none', { messageType: 'VOICE', agentId: 123 }, 4400],
    ['of audio where there is none', new Uint8Array(64), 4400],
    ['that is no JSON', '{agentId:123}', 4400],
    ['that is nested too deeply', `{"messageType":"MULTIMODAL","agentId":123,"input":${'['.repeat(5_000)}${']'.repeat(5_000)}}`, 4400],
    ['that is no object', '[123]', 4400],
  ] as const) {
    test(what, async () => {
      const { wire, far, heard } = await joined();
      const farClosed = closing(far);
      wire.send(message);
      assert.equal((await wire.closed).code, code);
      assert.equal((await farClosed)[0], code);
      assert.deepEqual(heard, []);
    });
  }
});

describe('closing', () => {
  for (const [code, reason] of [
    [1000, 'The conversation is over'],
    [1001, ''],
    [1008, 'Policy'],
    [1009, ''],
    [1011, 'Failed'],
    [4401, 'Expired'],
  ] as const) {
    test(`by the Agent API with ${code} reaches the page`, async () => {
      const { wire, far } = await joined();
      far.close(code, reason);
      assert.deepEqual(await wire.closed, { code, reason });
    });

    test(`by the page with ${code} reaches the Agent API`, async () => {
      const { wire, far } = await joined();
      const closed = closing(far);
      wire.close(code, reason);
      assert.deepEqual(await closed, [code, reason]);
    });
  }

  test('without a code stays without one', async () => {
    const first = await joined();
    first.far.close();
    assert.deepEqual(await first.wire.closed, { code: 1005, reason: '' });
    const second = await joined();
    const closed = closing(second.far);
    second.wire.close();
    assert.deepEqual(await closed, [1005, '']);
  });

  test('by a cut connection has a code that may be sent', async () => {
    const first = await joined();
    first.far.send('last words');
    first.far.terminate();
    assert.equal(await first.wire.frame(), 'last words');
    assert.deepEqual(await first.wire.closed, { code: 1011, reason: 'Connection to the agent lost' });
    const second = await joined();
    const closed = closing(second.far);
    second.wire.terminate();
    assert.deepEqual(await closed, [1001, '']);
  });

  test('of the relay tells both sides', async () => {
    const going = await startRelayed(upstream.url);
    const { wire, far } = await joined(await going.token(), going);
    const closed = closing(far);
    await going.close();
    assert.deepEqual(await wire.closed, { code: 1001, reason: 'The relay is going away' });
    assert.equal((await closed)[0], 1001);
  });

  test('of a page that sends too much leaves no connection', async () => {
    const small = await startRelayed(upstream.url, { bodyLimit: 1000 });
    try {
      const { wire, far } = await joined(await small.token(), small);
      const closed = closing(far);
      wire.send(say(123, 'x'.repeat(2000)));
      assert.equal((await wire.closed).code, 1009);
      assert.equal((await closed)[0], 1001);
    } finally {
      await small.close();
    }
  });
});
