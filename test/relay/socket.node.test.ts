import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { WebSocket } from 'ws';
import { eventually } from '../tools/eventually.js';
import { page, realKey, startRelayed, type Relayed } from '../tools/relayed.js';
import { startScriptedUpstream, type ScriptedUpstream } from '../tools/scripted-upstream.js';
import { say, type WireSocket } from '../tools/wire-socket.js';

let upstream: ScriptedUpstream;
let relayed: Relayed;
let token: string;
const logged: string[] = [];
before(async () => {
  upstream = await startScriptedUpstream();
  relayed = await startRelayed(upstream.url, { log: (text) => logged.push(text) });
  token = await relayed.token();
});
after(async () => {
  await relayed.close();
  await upstream.close();
});
beforeEach(() => {
  upstream.handshakes.length = 0;
  upstream.verify = () => true;
  upstream.onSocket = () => undefined;
});

/** A page's socket and the one at the Agent API that it is joined to. */
async function joined(holder = token, through = relayed): Promise<{ wire: WireSocket; far: WebSocket; heard: Heard[] }> {
  const heard: Heard[] = [];
  const opened = new Promise<WebSocket>((resolve) => {
    upstream.onSocket = (socket) => {
      socket.on('message', (data, isBinary) => heard.push(isBinary ? (data as Buffer) : String(data)));
      resolve(socket);
    };
  });
  const wire = await through.open(holder);
  return { wire, far: await opened, heard };
}
type Heard = string | Buffer;

function closing(far: WebSocket): Promise<[number, string]> {
  return new Promise((resolve) => {
    far.once('close', (code, reason) => resolve([code, String(reason)]));
  });
}

describe('the handshake', () => {
  test('goes on with the real key and the documented parameters alone', async () => {
    const wire = await relayed.open(token, { conversationId: 'conv 1', voice: true, query: '&admin=true&authorization=x' });
    const query = new URL(upstream.handshakes[0] ?? '', upstream.url);
    assert.equal(query.pathname, '/ws/clients/agents/execute');
    assert.deepEqual(Object.fromEntries(query.searchParams), {
      authorization: realKey,
      resourceId: '123',
      conversationId: 'conv 1',
      voiceModeEnabled: 'true',
    });
    wire.close();
  });

  test('leaves out what was not asked for', async () => {
    (await relayed.open(token)).close();
    assert.equal(upstream.handshakes[0], `/ws/clients/agents/execute?authorization=${realKey}&resourceId=123`);
  });

  for (const [what, more, status] of [
    ['another agent', { resourceId: 124 }, 403],
    ['another page', { origin: 'https://evil.example' }, 403],
    ['no page', { origin: null }, 403],
  ] as const) {
    test(`is refused for ${what}, and the Agent API is not troubled`, async () => {
      const refused = await relayed.attempt(token, more);
      assert.equal('status' in refused && refused.status, status);
      assert.deepEqual(upstream.handshakes, []);
    });
  }

  for (const status of [401, 403, 404, 429, 503]) {
    test(`has the Agent API's status ${status}`, async () => {
      upstream.verify = (refuse) => {
        refuse(status, { 'Retry-After': '9', 'X-RateLimit-Limit-Minute': '3', 'Set-Cookie': 'a=b' });
        return false;
      };
      const refused = await relayed.attempt(token);
      assert.ok('status' in refused);
      assert.deepEqual([refused.status, refused.body], [status, { errors: ['scripted'] }]);
      const { 'retry-after': retryAfter, 'x-ratelimit-limit-minute': limit, 'set-cookie': cookie } = refused.headers;
      assert.deepEqual([retryAfter, limit, cookie], ['9', '3', undefined]);
    });
  }

  test('is refused with 502 when the Agent API is away', async () => {
    const former = await startScriptedUpstream();
    await former.close();
    const away = await startRelayed(former.url, { log: (text) => logged.push(text) });
    try {
      const refused = await away.attempt(await away.token());
      assert.ok('status' in refused);
      assert.deepEqual([refused.status, refused.body], [502, { errors: ['The Agent API cannot be reached'] }]);
      assert.ok(logged.includes('socket refused: 502'));
      assert.ok(!logged.some((text) => text.includes(realKey) || text.includes(token)));
    } finally {
      await away.close();
    }
  });

  test('for another path is refused with 404', async () => {
    const result = await fetch(`${relayed.url}/ws/other`, { headers: { Origin: page } });
    assert.equal(result.status, 404);
    const { status, socket } = await rawUpgrade(relayed.url, '/ws/other');
    socket.destroy();
    assert.equal(status, 'HTTP/1.1 404 Not Found');
  });

  test('that a client breaks leaves no connection to the Agent API', async () => {
    let far: WebSocket | undefined;
    upstream.onSocket = (socket) => (far = socket);
    const path = `/ws/clients/agents/execute?authorization=${token}&resourceId=123`;
    const { status, socket } = await rawUpgrade(relayed.url, path);
    assert.equal(status, 'HTTP/1.1 400 Bad Request');
    socket.destroy();
    await eventually(() => far?.readyState === far?.CLOSED);
  });
});

describe('messages', () => {
  test('that the Agent API sends at once are not lost', async () => {
    for (let attempt = 0; attempt < 20; attempt += 1) {
      upstream.onSocket = (socket) => {
        socket.send('{"status":"CREATED","conversationId":"conv_1"}');
        socket.send('second');
      };
      const wire = await relayed.open(token);
      assert.deepEqual(await wire.message(), { status: 'CREATED', conversationId: 'conv_1' });
      assert.equal(await wire.frame(), 'second');
      wire.close();
    }
  });

  test('keep their order and kind, both ways', async () => {
    const { wire, far, heard } = await joined();
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

  test('wait at their source while the page does not read', async () => {
    const { wire, far } = await joined();
    wire.pause();
    const chunk = Buffer.alloc(256 * 1024, 7);
    const count = 160;
    for (let index = 0; index < count; index += 1) far.send(chunk);
    // The relay has stopped reading once the far side cannot get rid of what it has, and that no longer shrinks.
    let last = -1;
    const stuck = await eventually(() => {
      const { bufferedAmount } = far;
      const same = bufferedAmount === last;
      last = bufferedAmount;
      return same && bufferedAmount;
    });
    assert.ok(stuck > 10 * 1024 * 1024, `${stuck} bytes wait at the Agent API`);
    wire.resume();
    for (let index = 0; index < count; index += 1) assert.equal((await wire.frame())?.length, chunk.length);
    wire.close();
  });
});

describe('variables', () => {
  test("the site's win, environment variables are dropped, for MULTIMODAL and VOICE", async () => {
    const pinned = await startRelayed(upstream.url, { authenticate: () => ({ variables: { customerName: 'Ada' } }) });
    try {
      const { wire, heard } = await joined(await pinned.token(), pinned);
      const theirs = { promptTemplateVariables: { customerName: 'Mallory', mood: 'good' }, environmentVariables: { A: 1 } };
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
    wire.send('{"agentId":123,"environmentVariables":{"A":1},"x":1,"agentId":123}');
    await eventually(() => heard.length === 1);
    assert.equal(heard[0], '{"agentId":123,"x":1}');
    wire.close();
  });
});

describe('a message closes both sides', () => {
  for (const [what, message, code] of [
    ['for another agent', say(124, 'Hello'), 4403],
    ['for an agent as text', { ...say(123, 'Hello'), agentId: '123' }, 4403],
    ['for no agent', { messageType: 'VOICE' }, 4403],
    ['that is no JSON', '{agentId:123}', 4400],
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

/** A handshake without `Sec-WebSocket-Key`. @returns the first line of the answer */
function rawUpgrade(origin: string, path: string) {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  const lines = [`GET ${path} HTTP/1.1`, `Host: ${hostname}`, `Origin: ${page}`, 'Upgrade: websocket', 'Connection: Upgrade'];
  socket.write([...lines, '', ''].join('\r\n'));
  return new Promise<{ status: string; socket: typeof socket }>((resolve, reject) => {
    socket.once('error', reject);
    socket.once('data', (data) => resolve({ status: String(data).split('\r\n', 1)[0] ?? '', socket }));
  });
}
