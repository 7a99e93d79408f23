import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { WebSocket } from 'ws';
import { eventually } from '../tools/eventually.js';
import { keepLog, page, realKey, startRelayed, type Relayed } from '../tools/relayed.js';
import { startScriptedUpstream, type ScriptedUpstream } from '../tools/scripted-upstream.js';

let upstream: ScriptedUpstream;
let relayed: Relayed;
let token: string;
const logged: string[] = [];
before(async () => {
  upstream = await startScriptedUpstream();
  relayed = await startRelayed(upstream.url, { authenticate: () => ({ ownsConversation: true }), log: keepLog(logged) });
  token = await relayed.token(123, 'conv 1');
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

describe('the handshake', () => {
  test('goes on with the real key and the documented parameters alone', async () => {
    const query = '&admin=true&authorization=x';
    const wire = await relayed.open(token, { conversationId: 'conv 1', voice: true, query });
    const { pathname, searchParams } = new URL(upstream.handshakes[0] ?? '', upstream.url);
    assert.equal(pathname, '/ws/clients/agents/execute');
    assert.deepEqual(Object.fromEntries(searchParams), {
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
    const away = await startRelayed(former.url, { log: keepLog(logged) });
    try {
      const refused = await away.attempt(await away.token());
      assert.ok('status' in refused);
      assert.deepEqual([refused.status, refused.body], [502, { errors: ['The Agent API cannot be reached'] }]);
      assert.ok(logged.includes('Socket refused {"status":502}'));
      assert.ok(!logged.some((text) => text.includes(realKey) || text.includes(token)));
    } finally {
      await away.close();
    }
  });

  test('for another path is refused with 404', async () => {
    const result = await fetch(`${relayed.url}/ws/other`, { headers: { Origin: page } });
    assert.equal(result.status, 404);
    for (const path of ['/ws/other', '//', '/ws/clients/agents/execute/']) {
      const { status, socket } = await rawUpgrade(relayed.url, path);
      socket.destroy();
      assert.equal(status, 'HTTP/1.1 404 Not Found', path);
    }
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

/** A handshake without `Sec-WebSocket-Key`. @returns the first line of the answer */
function rawUpgrade(origin: string, path: string) {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  const headers = [`Host: ${hostname}`, `Origin: ${page}`, 'Upgrade: websocket', 'Connection: Upgrade'];
  socket.write([`GET ${path} HTTP/1.1`, ...headers, '', ''].join('\r\n'));
  return new Promise<{ status: string; socket: typeof socket }>((resolve, reject) => {
    socket.once('error', reject);
    socket.once('data', (data) => resolve({ status: String(data).split('\r\n', 1)[0] ?? '', socket }));
  });
}
