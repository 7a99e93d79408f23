import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { after, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { socketAddress } from '../../src/protocol/addresses.js';
import { Capacity } from '../../src/relay/capacity.js';
import type { RelayOptions } from '../../src/relay/index.js';
import { eventually } from '../tools/eventually.js';
import { page, startRelayed, type Relayed } from '../tools/relayed.js';
import { startScriptedUpstream, type ScriptedUpstream } from '../tools/scripted-upstream.js';
import { say } from '../tools/wire-socket.js';

/* What is not whole yet, or not read yet, takes up bounded room for a bounded time. */

const kibi = 1024;
let upstream: ScriptedUpstream;
before(async () => {
  upstream = await startScriptedUpstream();
});
after(() => upstream.close());
beforeEach(() => {
  upstream.calls.length = 0;
  upstream.onCall = (response) => response.setHeader('Content-Type', 'application/json').end('{"errors":[]}');
  upstream.onSocket = () => undefined;
});

async function withRelay(options: Partial<RelayOptions>, run: (relay: Relayed) => Promise<void>): Promise<void> {
  const relay = await startRelayed(upstream.url, options);
  try {
    await run(relay);
  } finally {
    await relay.close();
  }
}

describe('room', () => {
  const room = () => new Capacity({ visitor: 10, address: 15, total: 20 });

  test('is there for a visitor, an address and all, each up to its share', () => {
    const capacity = room();
    const ada = capacity.hold({ visitor: 'ada', address: 'here' });
    assert.deepEqual([ada.add(10), ada.add(1)], [true, false]);
    const bob = capacity.hold({ visitor: 'bob', address: 'here' });
    assert.deepEqual([bob.add(6), bob.add(5), bob.add(1)], [false, true, false]);
    const eve = capacity.hold({ visitor: 'eve', address: 'there' });
    assert.deepEqual([eve.add(6), eve.add(5), capacity.used], [false, true, 20]);
    assert.equal(capacity.hold({}).add(1), false);
  });

  test('is given back, once', () => {
    const capacity = room();
    const first = capacity.hold({ visitor: 'ada', address: 'here' });
    first.add(10);
    first.shrinkTo(4);
    assert.equal(capacity.used, 4);
    const second = capacity.hold({ visitor: 'ada', address: 'here' });
    assert.deepEqual([second.add(7), second.add(6)], [false, true]);
    first.release();
    first.release();
    assert.deepEqual([capacity.used, second.add(4), second.add(1)], [6, true, false]);
  });
});

/** A page's socket whose bytes a test writes itself. */
async function rawSocket(relay: Relayed, token: string): Promise<{ socket: WebSocket; connection: Socket; closed: Promise<number> }> {
  const { hostname, port } = new URL(relay.url);
  const connection = connect(Number(port), hostname);
  const socket = new WebSocket(socketAddress(relay.url, { agentId: 123, token }), { origin: page, createConnection: () => connection });
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  socket.on('error', () => undefined);
  connection.on('error', () => undefined);
  await once(socket, 'open');
  return { socket, connection, closed };
}

/** The head of a masked text frame that says it is so long. */
function head(length: number, first = 0x81): Buffer {
  const bytes = Buffer.alloc(14);
  bytes.writeUInt8(first, 0);
  bytes.writeUInt8(0xff, 1);
  bytes.writeBigUInt64BE(BigInt(length), 2);
  return bytes;
}

describe('messages that never end', () => {
  test('take up no more than their visitor’s room: 1013 for the others, which let go', () =>
    withRelay({ bodyLimit: 64 * kibi, bufferLimit: 256 * kibi }, async (relay) => {
      const token = await relay.token();
      const sockets = await Promise.all(Array.from({ length: 8 }, () => rawSocket(relay, token)));
      const codes: number[] = [];
      for (const { closed } of sockets) void closed.then((code) => codes.push(code));
      for (const { connection } of sockets) connection.write(Buffer.concat([head(60 * kibi), Buffer.alloc(40 * kibi)]));
      // 128 KiB are the visitor's: three times 40 KiB.
      await eventually(() => codes.length === 5);
      assert.deepEqual(new Set(codes), new Set([1013]));
      // Another visitor is not concerned, and what those let go of can be used again.
      const other = await relay.open(await relay.token());
      const again = await rawSocket(relay, token);
      const heard = new Promise((resolve) => (upstream.onSocket = (far) => far.once('message', resolve)));
      const last = await relay.open(token);
      last.send(say(123, 'Hello'));
      await heard;
      for (const { socket } of [...sockets, again]) socket.terminate();
      other.close();
      last.close();
    }));

  test('do not include those that came whole in the end', () =>
    withRelay({ bodyLimit: 64 * kibi, bufferLimit: 256 * kibi }, async (relay) => {
      let heard = 0;
      upstream.onSocket = (far) => far.on('message', () => (heard += 1));
      const { socket, connection } = await rawSocket(relay, await relay.token());
      const text = Buffer.from(JSON.stringify(say(123, 'x'.repeat(50_000))));
      for (let count = 1; count <= 6; count += 1) {
        connection.write(Buffer.concat([head(text.length), text.subarray(0, 49_000)]));
        await new Promise((resolve) => setImmediate(resolve));
        connection.write(text.subarray(49_000));
        await eventually(() => heard === count);
      }
      socket.terminate();
    }));

  test('have a deadline: 1008', () =>
    withRelay({ timeouts: { request: 0.3 } }, async (relay) => {
      const { connection, closed } = await rawSocket(relay, await relay.token());
      connection.write(Buffer.concat([head(100), Buffer.alloc(10)]));
      const drip = setInterval(() => connection.write('x'), 50);
      assert.equal(await closed, 1008);
      clearInterval(drip);
    }));

  test('do not include the answers to pings, nor what is whole', () =>
    // A busy machine has the time that a ping takes to answer it.
    withRelay({ timeouts: { request: 0.1, ping: 0.3 } }, async (relay) => {
      let pings = 0;
      const { socket } = await rawSocket(relay, await relay.token());
      socket.on('ping', () => (pings += 1));
      socket.send(JSON.stringify(say(123, 'Hello')));
      await eventually(() => pings > 4);
      assert.equal(socket.readyState, WebSocket.OPEN);
      socket.terminate();
    }));

  test('in a thousand pieces are followed too', () =>
    withRelay({ timeouts: { request: 0.5 } }, async (relay) => {
      const { socket, connection, closed } = await rawSocket(relay, await relay.token());
      const text = Buffer.from(JSON.stringify(say(123, 'x'.repeat(900))));
      const heard = new Promise<string>((resolve) => (upstream.onSocket = (far) => far.once('message', (data) => resolve(String(data)))));
      const whole = await rawSocket(relay, await relay.token());
      // Byte by byte, with a ping in between each.
      const frames = [...text].flatMap((byte, index) => {
        const first = index === 0 ? 0x01 : index === text.length - 1 ? 0x80 : 0x00;
        return [Buffer.from([first, 0x81, 0, 0, 0, 0, byte]), ...(index % 100 === 0 ? [Buffer.from([0x89, 0x80, 0, 0, 0, 0])] : [])];
      });
      whole.connection.write(Buffer.concat(frames));
      assert.deepEqual(JSON.parse(await heard), say(123, 'x'.repeat(900)));
      connection.write(Buffer.concat(frames.slice(0, 500)));
      assert.equal(await closed, 1008);
      socket.terminate();
      assert.equal(whole.socket.readyState, WebSocket.OPEN);
      whole.socket.terminate();
    }));

  test('of control frames without end are cut: of pings and of pongs', { timeout: 60_000 }, () =>
    withRelay({}, async (relay) => {
      for (const first of [0x89, 0x8a]) {
        const { connection, closed } = await rawSocket(relay, await relay.token());
        connection.write(Buffer.concat(Array.from({ length: 200 }, () => Buffer.from([first, 0x80, 0, 0, 0, 0]))));
        assert.equal(await closed, 1006);
      }
    }));
});

describe('bodies that never end', () => {
  /** Begins a call of `execute` that says it is so long. */
  function begin(relay: Relayed, token: string, length: number, sent: number): { socket: Socket; answered: Promise<string> } {
    const { hostname, port } = new URL(relay.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.write(`POST /clients/agents/execute?resourceId=123 HTTP/1.1\r\nHost: a\r\nOrigin: ${page}\r\nAuthorization: ${token}\r\nContent-Length: ${length}\r\n\r\n`);
    socket.write(Buffer.alloc(sent, 0x20));
    return { socket, answered: once(socket, 'data').then(([data]) => String(data)) };
  }

  test('take up no more than their visitor’s room: 503 for the others, with the time to wait', () =>
    withRelay({ bodyLimit: 64 * kibi, bufferLimit: 256 * kibi }, async (relay) => {
      const token = await relay.token();
      const calls = Array.from({ length: 8 }, () => begin(relay, token, 60 * kibi, 40 * kibi));
      const answers: string[] = [];
      for (const { answered } of calls) void answered.then((answer) => answers.push(answer), () => undefined);
      await eventually(() => answers.length === 5);
      for (const answer of answers) assert.match(answer, /^HTTP\/1\.1 503 [^]*Retry-After: 5/i);
      assert.equal((await relay.call('execute', await relay.token())).status, 200);
      for (const { socket } of calls) socket.destroy();
      // What they held is there again.
      await eventually(async () => (await relay.call('execute', token, { agentId: 123, promptTemplateVariables: { x: 'x'.repeat(60 * kibi) } })).status === 200);
    }));
});

describe('answers', () => {
  test('that are large arrive whole, with their limits', () =>
    withRelay({}, async (relay) => {
      const logs = Array.from({ length: 3_000 }, (_, index) => ({ logType: 'USER', userMultimodalInputs: [{ inputType: 'TEXT', content: `${index} `.repeat(100) }] }));
      upstream.onCall = (response) => response.end(JSON.stringify({ conversation: { logs }, errors: [] }));
      const { status, json, headers } = await relay.call('execute', await relay.token());
      assert.deepEqual([status, json], [200, { conversation: { logs }, errors: [] }]);
      assert.equal(headers.get('Content-Type'), 'application/json');
    }));

  test('that are too large are not passed on: 502', () =>
    withRelay({}, async (relay) => {
      upstream.onCall = (response) => {
        response.write('{"output":"');
        for (let part = 0; part < 17; part += 1) response.write(Buffer.alloc(kibi ** 2, 0x78));
        response.end('"}');
      };
      const { status, json } = await relay.call('execute', await relay.token());
      assert.deepEqual([status, json], [502, { errors: ['The answer of the Agent API is too large'] }]);
    }));

  test('that nobody reads are let go of, and take up no more than their visitor’s room', () =>
    withRelay({ timeouts: { request: 4 } }, async (relay) => {
      // More than the buffers of a connection take.
      const text = JSON.stringify({ output: 'x'.repeat(15 * kibi ** 2) });
      upstream.onCall = (response) => response.end(text);
      const token = await relay.token();
      const { hostname, port } = new URL(relay.url);
      const ask = () => {
        const socket = connect(Number(port), hostname);
        socket.pause();
        socket.on('error', () => undefined);
        socket.write(`POST /clients/agents/execute?resourceId=123 HTTP/1.1\r\nHost: a\r\nOrigin: ${page}\r\nAuthorization: ${token}\r\nContent-Length: 15\r\n\r\n{"agentId":123}`);
        return socket;
      };
      // 16 MiB are the visitor's, so there is room for one.
      const unread = ask();
      await eventually(() => upstream.calls.length === 1);
      // Still so when the relay has all of the answer, and only its browser does not.
      await pause(1_000);
      const { status } = await relay.call('execute', token);
      if (status !== 503) unread.destroy();
      assert.equal(status, 503);
      await eventually(async () => (await relay.call('execute', token)).status === 200, 10_000);
      let read = 0;
      unread.on('data', (data) => (read += data.length)).resume();
      await once(unread, 'close');
      assert.ok(read < text.length, `${read} bytes`);
    }));
});
