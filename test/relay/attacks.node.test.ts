import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, randomBytes } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Agent, request } from 'node:http';
import { connect, Socket } from 'node:net';
import { after, before, beforeEach, describe, mock, test } from 'node:test';
import { SignJWT, UnsecuredJWT } from 'jose';
import { WebSocket } from 'ws';
import { socketPath } from '../../src/protocol/addresses.js';
import { eventually } from '../tools/eventually.js';
import { keepLog, page, realKey, secret, startRelayed, type Relayed } from '../tools/relayed.js';
import { startScriptedUpstream, type ScriptedUpstream } from '../tools/scripted-upstream.js';
import { say, WireSocket, type Refused } from '../tools/wire-socket.js';

/*
 * What somebody may try against a relay on the internet. Each attempt ends in a documented status or close code, the
 * Agent API hears nothing of it, and the relay goes on: after each test it still serves a visitor.
 */

let upstream: ScriptedUpstream;
let relayed: Relayed;
let token: string;
const logged: string[] = [];
before(async () => {
  upstream = await startScriptedUpstream();
  relayed = await startRelayed(upstream.url, { log: keepLog(logged), bodyLimit: 256 * 1024, timeouts: { head: 2, request: 2 } });
  token = await relayed.token();
});
after(async () => {
  await relayed.close();
  await upstream.close();
});
beforeEach(() => {
  upstream.calls.length = 0;
  upstream.handshakes.length = 0;
  upstream.onSocket = (socket) => socket.on('message', (data) => socket.send(String(data)));
});

/** The relay is as it was before. */
async function stillServes(): Promise<void> {
  const fresh = await relayed.token();
  assert.equal((await relayed.call('execute-create', fresh)).status, 200);
  const wire = await relayed.open(fresh);
  wire.send(say(123, 'Hello'));
  assert.equal((await wire.message())['messageType'], 'MULTIMODAL');
  wire.close();
}

const nothingHappened = () => assert.deepEqual([upstream.calls, upstream.handshakes], [[], []]);

describe('tokens', () => {
  const key = new TextEncoder().encode(secret);
  const claims = { agent: 123, origin: page, sub: 'user:ada', variables: {}, iss: 'autessa-agent-relay', aud: 'autessa-agent' };
  const inAMinute = Math.floor(Date.now() / 1000) + 60;
  const sign = (payload: object = {}, signingKey: Parameters<SignJWT['sign']>[0] = key, alg = 'HS256') =>
    new SignJWT({ ...claims, exp: inAMinute, ...payload }).setProtectedHeader({ alg }).sign(signingKey);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');

  const attempts: ReadonlyArray<readonly [what: string, make: () => string | Promise<string>]> = [
    ['forged with another secret', () => sign({}, randomBytes(32))],
    ['expired', () => sign({ exp: inAMinute - 61 })],
    ['unsigned', () => new UnsecuredJWT({ ...claims, exp: inAMinute }).encode()],
    ['of no algorithm, with a signature', async () => `${part({ alg: 'none' })}.${(await sign()).split('.').slice(1).join('.')}`],
    ['of another algorithm', () => sign({}, key, 'HS384')],
    ['signed with a private key of their own', () => sign({}, privateKey, 'EdDSA')],
    ['signed with a public key as if it were the secret', () => sign({}, Buffer.from(publicKey.export({ type: 'spki', format: 'pem' })))],
    ['with a key in its header', async () => `${part({ alg: 'HS256', jwk: { kty: 'oct', k: 'AAAA' } })}.${part({ ...claims, exp: inAMinute })}.${createHmac('sha256', Buffer.alloc(3)).update('x').digest('base64url')}`],
    ['that must not be ignored (crit)', () => new SignJWT({ ...claims, exp: inAMinute }).setProtectedHeader({ alg: 'HS256', crit: ['x'], x: 1 }).sign(key, { crit: { x: false } })],
    ['for another audience', () => sign({ aud: 'somebody-else' })],
    ['not valid yet', () => sign({ nbf: inAMinute })],
    ['with an agent as text', () => sign({ agent: '123' })],
    ['that is the API key', () => realKey],
    ['that is long', () => `${'a'.repeat(5000)}.${'b'.repeat(5000)}.c`],
  ];
  for (const [what, make] of attempts) {
    test(`${what}: 401, by REST and at the handshake`, async () => {
      const forged = await make();
      assert.equal((await relayed.call('execute', forged)).status, 401);
      assert.equal(((await relayed.attempt(forged)) as Refused).status, 401);
      nothingHappened();
    });
  }
  test('the same one, made well, is let in', async () => assert.equal((await relayed.call('execute', await sign())).status, 200));

  test('replayed elsewhere: 403 for another page, another agent; twice at home: taken, and counted', async () => {
    for (const more of [{ origin: 'https://evil.example' }, { origin: 'null' }, { origin: null }, { resourceId: 124 }]) {
      assert.equal((await relayed.call('execute', token, { agentId: 123 }, more)).status, 403);
      assert.equal(((await relayed.attempt(token, more)) as Refused).status, 403);
    }
    nothingHappened();
    assert.deepEqual([(await relayed.call('execute', token)).status, (await relayed.call('execute', token)).status], [200, 200]);
  });
});

/** Sends bytes as they are. @returns all that comes back until the connection ends or `until` is in it */
function raw(bytes: string | Buffer, until?: RegExp): Promise<string> {
  const { hostname, port } = new URL(relayed.url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    let heard = '';
    socket.on('data', (data) => {
      heard += data.toString('latin1');
      if (until?.test(heard)) socket.destroy();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(heard));
  });
}

const statusLine = /^HTTP\/1\.1 (\d+)/;
const head = (line: string, ...headers: string[]) => [line, 'Host: relay.example', `Origin: ${page}`, ...headers, '', ''].join('\r\n');
const status = async (bytes: string) => Number(statusLine.exec(await raw(bytes, /\r\n\r\n/))?.[1]);

describe('paths', () => {
  const calls: ReadonlyArray<readonly [path: string, status: number]> = [
    ['/clients/agents/../agents/execute?resourceId=123', 200],
    ['/clients/agents/../../admin?resourceId=123', 404],
    ['/clients/agents/%2e%2e%2f%2e%2e%2fadmin?resourceId=123', 404],
    ['/clients/agents/execute%00?resourceId=123', 404],
    ['/clients/agents/execute/../../keys?resourceId=123', 404],
    ['/clients/agents/execute/?resourceId=123', 404],
    ['//evil.example/clients/agents/execute?resourceId=123', 404],
    ['/clients/agents//execute?resourceId=123', 404],
    ['/clients/agents/Execute?resourceId=123', 404],
    ['/clients/agents/constructor?resourceId=123', 404],
    ['/clients/agents/execute?resourceId=124&resourceId=123', 403],
    ['/clients/agents/execute?resourceId=123%20', 403],
    ['/clients/agents/execute?resourceId=0123', 403],
    ['/clients/agents/execute?resourceId=123.0', 403],
    ['/clients/agents/execute?resourceId[]=123', 403],
    ['http://evil.example/clients/agents/execute?resourceId=123', 200],
    ['/.env', 404],
    ['/%', 404],
  ];
  for (const [path, expected] of calls) {
    test(`${path}: ${expected}`, async () => {
      const body = '{"agentId":123}';
      const bytes = head(`POST ${path} HTTP/1.1`, `Authorization: ${token}`, `Content-Length: ${body.length}`) + body;
      assert.equal(await status(bytes), expected);
      // What is let in goes to the one operation that was asked for, for the one agent, and nowhere else.
      const allowed = expected === 200 ? ['/clients/agents/execute?resourceId=123'] : [];
      assert.deepEqual(upstream.calls.map((call) => call.path), allowed);
    });
  }

  for (const path of [`${socketPath}/..`, `${socketPath}%2f`, `/x/..${socketPath}`, '//', '/ws/clients/agents/execute/../../keys']) {
    test(`a handshake for ${path}: 404`, async () => {
      const upgrade = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='];
      assert.equal(await status(head(`GET ${path}?authorization=${token}&resourceId=123 HTTP/1.1`, ...upgrade)), 404);
      nothingHappened();
    });
  }
});

describe('headers', () => {
  const lines: ReadonlyArray<readonly [what: string, bytes: string, expected: number]> = [
    ['two lengths', head('POST /token HTTP/1.1', 'Content-Length: 2', 'Content-Length: 3') + '{}', 400],
    ['a length and chunks (smuggling)', head('POST /token HTTP/1.1', 'Content-Length: 2', 'Transfer-Encoding: chunked') + '0\r\n\r\n', 400],
    ['a line feed inside', head('POST /token HTTP/1.1', 'X-A: 1\nX-B : 2', 'Content-Length: 0'), 400],
    ['too many', head('POST /token HTTP/1.1', `X-A: ${'a'.repeat(20_000)}`), 431],
    ['no host', `POST /token HTTP/1.1\r\nOrigin: ${page}\r\nContent-Length: 2\r\n\r\n{}`, 400],
    ['a host that is none', `POST /token HTTP/1.1\r\nHost: a b/c?d\r\nOrigin: ${page}\r\nContent-Length: 2\r\n\r\n{}`, 400],
    ['not HTTP', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\r\n\r\n', 400],
  ];
  for (const [what, bytes, expected] of lines) test(`${what}: ${expected}`, async () => assert.equal(await status(bytes), expected));

  test('in what is passed on stay where they are', async () => {
    const evil = 'conv\r\nX-Injected: yes\r\n\r\n';
    assert.equal(((await relayed.attempt(token, { conversationId: evil })) as Refused).status, 404);
    const answer = await relayed.call('conversation-status', token, { agentId: 123, conversationId: evil });
    assert.deepEqual([answer.status, answer.headers.get('X-Injected')], [200, null]);
    nothingHappened();
    await relayed.ask({ agentId: 123 }, { Origin: page, 'X-Forwarded-For': "1'; DROP TABLE", 'X-Forwarded-Proto': 'javascript' });
    const { json } = await relayed.ask({ agentId: 123 }, { Origin: page, 'X-Forwarded-Proto': 'javascript' });
    assert.equal(json['apiBase'], relayed.url);
  });
});

describe('sizes', () => {
  /** Sends chunks without end; counts how much the relay took. */
  async function pour(headers: readonly string[]): Promise<{ answer: string; poured: number }> {
    const { hostname, port } = new URL(relayed.url);
    const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
    let poured = 0;
    let answer = '';
    const socket: Socket = connect(Number(port), hostname, () => {
      socket.write(head(headers[0] ?? '', ...headers.slice(1), 'Transfer-Encoding: chunked'));
      const more = () => {
        while (!socket.destroyed && poured < 64 * 1024 * 1024) {
          poured += chunk.length;
          if (!socket.write(chunk)) return void socket.once('drain', more);
        }
        return undefined;
      };
      more();
    });
    socket.on('data', (data) => (answer += String(data)));
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('close', resolve));
    return { answer, poured };
  }

  test('a body without end and without a token: 401, and hardly any of it is read', async () => {
    const { answer, poured } = await pour(['POST /clients/agents/execute?resourceId=123 HTTP/1.1']);
    assert.equal(statusLine.exec(answer)?.[1], '401');
    assert.ok(poured < 16 * 1024 * 1024, `${poured} bytes`);
  });

  test('a body without end with a token: 413', async () => {
    const { answer, poured } = await pour(['POST /clients/agents/execute?resourceId=123 HTTP/1.1', `Authorization: ${token}`]);
    assert.equal(statusLine.exec(answer)?.[1], '413');
    assert.ok(poured < 16 * 1024 * 1024, `${poured} bytes`);
    nothingHappened();
  });

  test('a request for a token without end: 413', async () => {
    const { answer } = await pour(['POST /token HTTP/1.1']);
    assert.equal(statusLine.exec(answer)?.[1], '413');
  });

  test('a length that is a lie: 413, unread', async () => {
    assert.equal(await status(head('POST /token HTTP/1.1', 'Content-Length: 99999999999')), 413);
  });

  test('JSON as deep as it goes: 400', async () => {
    const deep = '['.repeat(20_000) + ']'.repeat(20_000);
    for (const body of [deep, `{"agentId":123,"input":${deep}}`]) {
      const lines = [`Authorization: ${token}`, `Content-Length: ${body.length}`];
      assert.equal(await status(head('POST /clients/agents/execute?resourceId=123 HTTP/1.1', ...lines) + body), 400);
    }
    nothingHappened();
  });

  test('a frame that is too large: 1009', async () => {
    const wire = await relayed.open(token);
    wire.send(say(123, 'x'.repeat(300 * 1024)));
    assert.equal((await wire.closed).code, 1009);
    const voice = await relayed.open(token, { voice: true });
    voice.send(Buffer.alloc(256 * 1024 - 4));
    voice.send(Buffer.alloc(256 * 1024 + 4));
    assert.equal((await voice.closed).code, 1009);
  });

  test('more audio than anybody can say: 1008; frames that are tiny and many: the same', async () => {
    for (const [size, count] of [[64_000, 1000], [1, 20_000]] as const) {
      let heard = 0;
      upstream.onSocket = (socket) => socket.on('message', () => (heard += 1));
      const wire = await relayed.open(token, { voice: true });
      for (let frame = 0; frame < count; frame += 1) wire.send(Buffer.alloc(size));
      assert.equal((await wire.closed).code, 1008);
      assert.ok(heard < count, String(heard));
    }
  });

  test('frames that are broken: 1002, 1007', async () => {
    for (const [frame, code] of [
      [Buffer.from([0x83, 0x80, 0, 0, 0, 0]), 1002],
      [Buffer.from([0xc1, 0x80, 0, 0, 0, 0]), 1002],
      [Buffer.from([0x81, 0x01, 0x41]), 1002],
      [Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0xff]), 1007],
    ] as const) {
      const { hostname, port, host } = new URL(relayed.url);
      const connection = connect(Number(port), hostname);
      const address = `ws://${host}${socketPath}?authorization=${token}&resourceId=123`;
      const socket = new WebSocket(address, { origin: page, createConnection: () => connection });
      await new Promise((resolve) => socket.once('open', resolve));
      const closed = new Promise((resolve) => socket.once('close', resolve));
      connection.write(frame);
      assert.equal(await closed, code);
    }
  });
});

describe('slowness', () => {
  test('a head that never ends: the connection is closed', async () => {
    assert.match(await raw('POST /token HTTP/1.1\r\nHost: a\r\nX-A: '), /^HTTP\/1\.1 408/);
  });

  test('a page that does not read does not fill the memory', async () => {
    const flood = 64;
    const chunk = 1024 * 1024;
    let left = 0;
    upstream.onSocket = (socket) => {
      for (let count = 0; count < flood; count += 1) socket.send(Buffer.alloc(chunk));
      left = socket.bufferedAmount;
      const look = setInterval(() => (left = socket.bufferedAmount), 20);
      socket.once('close', () => clearInterval(look));
    };
    const wire = await relayed.open(token);
    wire.pause();
    let last = -1;
    // What the relay takes comes to an end long before the flood does.
    await eventually(async () => {
      const isStill = left === last;
      last = left;
      await new Promise((resolve) => setTimeout(resolve, 100));
      return isStill;
    });
    assert.ok(left > (flood / 2) * chunk, `${left} bytes wait at the agent’s side`);
    wire.resume();
    for (let count = 0; count < flood; count += 1) assert.equal((await wire.frame())?.length, chunk);
    wire.close();
  });

  test('a client that was refused and does not leave is cut', async () => {
    const { hostname, port } = new URL(relayed.url);
    const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
    socket.write(head(`GET ${socketPath} HTTP/1.1`, 'Connection: Upgrade', 'Upgrade: websocket'));
    let heard = '';
    socket.on('data', (data) => (heard += String(data)));
    await new Promise((resolve) => socket.once('end', resolve));
    assert.equal(statusLine.exec(heard)?.[1], '401');
    const cut = new Promise((resolve) => socket.once('error', resolve));
    const chatter = setInterval(() => socket.write('still here'), 50);
    await cut;
    clearInterval(chatter);
    socket.destroy();
  });

  test('handshakes that are left halfway leave nothing', async () => {
    upstream.verify = () => false;
    const { hostname, port } = new URL(relayed.url);
    const handshake = head(`GET ${socketPath}?authorization=${token}&resourceId=123 HTTP/1.1`, 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==');
    for (let count = 0; count < 15; count += 1) connect(Number(port), hostname).on('error', () => undefined).end(handshake).destroySoon();
    await eventually(() => upstream.handshakes.length === 0 || upstream.handshakes.length === 15);
    upstream.verify = () => true;
    await eventually(async () => {
      const wire = await relayed.attempt(token);
      if (!(wire instanceof WireSocket)) return false;
      wire.close();
      return true;
    });
  });
});

describe('numbers', () => {
  test('500 junk requests: each has its status, and the relay goes on', async () => {
    const statuses: number[] = [];
    const kinds = ['/token', '/clients/agents/execute?resourceId=123', '/', '/metrics', '/clients/agents/%ff?resourceId=x'];
    const methods = ['POST', 'GET', 'PUT', 'OPTIONS', 'DELETE'];
    const agent = new Agent({ keepAlive: true, maxSockets: 4 });
    const before = process.memoryUsage().rss;
    const ask = (index: number) =>
      new Promise<void>((resolve, reject) => {
        const headers = { Authorization: randomBytes(9).toString('hex'), ...(index % 3 === 0 && { Origin: 'null' }) };
        const asked = request(new URL(kinds[index % kinds.length]!, relayed.url), { agent, method: methods[index % 7 % 5]!, headers }, (answer) => {
          statuses.push(answer.statusCode!);
          answer.resume().once('end', resolve);
        });
        asked.once('error', reject).end(randomBytes(index % 60));
      });
    await Promise.all(Array.from({ length: 500 }, (_, index) => ask(index)));
    agent.destroy();
    const documented = new Set([200, 204, 400, 401, 403, 404, 405]);
    assert.deepEqual(statuses.filter((code) => !documented.has(code)), []);
    nothingHappened();
    const grown = (process.memoryUsage().rss - before) / 1024 / 1024;
    assert.ok(grown < 200, `${grown.toFixed(0)} MiB`);
  });

  test('requests that do not wait for their answers: the connection is closed, unread', async () => {
    const lines = ['Content-Length: 0', `Authorization: ${token}`];
    const answers = await raw(head('POST /clients/agents/execute?resourceId=123 HTTP/1.1', ...lines).repeat(50));
    assert.equal(answers, '');
    nothingHappened();
  });

  test('a handshake that does not wait for the answer before it: the connection is closed, unanswered', async () => {
    const body = '{"agentId":123}';
    const upgrade = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='];
    const handshake = head(`GET ${socketPath}?authorization=${token}&resourceId=123 HTTP/1.1`, ...upgrade);
    const call = head('POST /clients/agents/execute?resourceId=123 HTTP/1.1', `Authorization: ${token}`, `Content-Length: ${body.length}`) + body;
    assert.equal(await raw(call + handshake, /\r\n\r\n/), '');
    assert.deepEqual(upstream.handshakes, []);
    // Whoever waits may upgrade the connection on which they were answered.
    const { hostname, port } = new URL(relayed.url);
    const socket = connect(Number(port), hostname, () => socket.write(call));
    let heard = '';
    const answers = () => heard.match(/HTTP\/1\.1 \d+/g) ?? [];
    socket.on('data', (data) => {
      if (answers().length === 0) socket.write(handshake);
      heard += String(data);
      if (answers().length === 2) socket.destroy();
    });
    await new Promise((resolve) => socket.once('close', resolve));
    assert.deepEqual(answers(), ['HTTP/1.1 200', 'HTTP/1.1 101']);
  });

  const thousands = (request: string) => request.repeat(Math.ceil(200_000 / request.length));
  for (const [what, bytes] of Object.entries({
    'of the usual kind': () => thousands(head('GET / HTTP/1.1')),
    'that Node refuses by itself': () => thousands('GET / HTTP/1.1\r\n\r\n'),
    'that expect what is not there': () => thousands(head('GET / HTTP/1.1', 'Expect: more')),
    'behind a body': () => head('POST /clients/agents/execute?resourceId=123 HTTP/1.1', `Authorization: ${token}`, 'Content-Length: 100000') + ' '.repeat(100_000) + thousands('GET / HTTP/1.1\r\n\r\n'),
  })) {
    test(`thousands of requests in one go, ${what}: few are looked at`, async () => {
      let made = 0;
      const count = () => void (made += 1);
      subscribe('http.server.request.start', count);
      try {
        await raw(bytes());
      } finally {
        unsubscribe('http.server.request.start', count);
      }
      assert.ok(made > 1 && made < 100, String(made));
      await stillServes();
    });
  }

  test('a large body comes in large pieces all the same, and so does a message', async () => {
    let pieces = 0;
    const { push } = Socket.prototype;
    const spy = mock.method(Socket.prototype, 'push', function (this: Socket, ...given: Parameters<typeof push>) {
      pieces += 1;
      return push.apply(this, given);
    });
    try {
      const body = JSON.stringify({ agentId: 123 }).padEnd(60_000);
      assert.equal(await status(head('POST /clients/agents/execute?resourceId=123 HTTP/1.1', `Authorization: ${token}`, `Content-Length: ${body.length}`) + body), 200);
      assert.ok(pieces < 40, String(pieces));
      upstream.onSocket = (socket) => socket.on('message', () => socket.send('{}'));
      const wire = await relayed.open(token, { voice: true });
      pieces = 0;
      wire.send(Buffer.alloc(200 * 1024));
      await wire.message();
      wire.close();
      assert.ok(pieces < 100, String(pieces));
    } finally {
      spy.mock.restore();
    }
  });

  test('a body in crumbs: the connection is closed, whether it has a token or not; in pieces it is read', async () => {
    const body = JSON.stringify({ agentId: 123 }).padEnd(3_000);
    for (const line of ['POST /token HTTP/1.1', 'POST /clients/agents/execute?resourceId=123 HTTP/1.1']) {
      const begin = head(line, 'Transfer-Encoding: chunked', `Authorization: ${token}`);
      assert.equal(await raw(begin + [...body].map((crumb) => `1\r\n${crumb}\r\n`).join('') + '0\r\n\r\n'), '');
      const pieces = body.match(/.{1,1000}/g)!.map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`);
      assert.equal(await status(`${begin}${pieces.join('')}0\r\n\r\n`), 200);
    }
    assert.deepEqual(upstream.calls.map((call) => call.path), ['/clients/agents/execute?resourceId=123']);
  });

  for (const [line, status] of [['POST /token', 403], ['POST /', 404], ['PUT /token', 405], ['OPTIONS /token', 204], ['GET /healthz', 200]] as const) {
    test(`a body behind its answer, ${line}: ${status}, and the connection is closed with it`, async () => {
      const answer = await raw(`${line} HTTP/1.1\r\nHost: relay.example\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n \r\n`, /\r\n\r\n/);
      assert.equal(Number(statusLine.exec(answer)?.[1]), status);
      assert.match(answer, /^connection: close\r$/im);
    });
  }

  test('400 handshakes at once without a token: 401 each', async () => {
    const outcomes = await Promise.all(Array.from({ length: 400 }, () => relayed.attempt('junk')));
    assert.deepEqual(new Set(outcomes.map((outcome) => (outcome as Refused).status)), new Set([401]));
    nothingHappened();
  });
});

test('after all that it serves, and its log holds no secret', async () => {
  await stillServes();
  const found = [realKey, secret, token].filter((each) => logged.some((line) => line.includes(each)));
  assert.deepEqual(found, []);
});
