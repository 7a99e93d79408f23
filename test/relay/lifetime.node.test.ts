import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import type { RelayOptions } from '../../src/relay/index.js';
import { eventually } from '../tools/eventually.js';
import { startRelayed, type Relayed } from '../tools/relayed.js';
import { startScriptedUpstream, type ScriptedUpstream } from '../tools/scripted-upstream.js';
import { say, WireSocket } from '../tools/wire-socket.js';

let upstream: ScriptedUpstream;
let far: Promise<WebSocket>;
before(async () => {
  upstream = await startScriptedUpstream();
});
after(() => upstream.close());
beforeEach(() => {
  upstream.calls.length = 0;
  far = new Promise((resolve) => (upstream.onSocket = resolve));
});

async function withRelay(options: Partial<RelayOptions>, run: (relay: Relayed) => Promise<void>): Promise<void> {
  const relay = await startRelayed(upstream.url, options);
  try {
    await run(relay);
  } finally {
    await relay.close();
  }
}

/** Stands still until a socket is open, so that a slow machine opens one before its token expires. */
function stoppedClock() {
  const start = Date.now();
  let startedAt: number | undefined;
  return {
    now: () => (startedAt === undefined ? start : start + Date.now() - startedAt),
    go: () => (startedAt = Date.now()),
  };
}

/** A socket whose token is good for less than a second from now. */
async function openBriefly(options: Partial<RelayOptions>, run: (wire: WireSocket, relay: Relayed, token: string) => Promise<void>) {
  const { now, go } = stoppedClock();
  await withRelay({ now, tokenLifetime: 1, ...options }, async (relay) => {
    const token = await relay.token();
    const wire = await relay.open(token);
    go();
    await run(wire, relay, token);
  });
}

const final = '{"conversationId":"conv_1","output":[],"errors":[]}';

describe('a socket whose token expires', () => {
  test('is closed with 4401 when nothing is going on', () =>
    openBriefly({}, async (wire) => {
      const opened = await far;
      const farClosed = new Promise((resolve) => opened.once('close', resolve));
      assert.deepEqual(await wire.closed, { code: 4401, reason: 'The token has expired' });
      assert.equal(await farClosed, 4401);
    }));

  test('may finish a reply first', () =>
    openBriefly({}, async (wire, relay, token) => {
      wire.send(say(123, 'Hello'));
      await eventually(async () => (await relay.call('execute-create', token)).status === 401);
      // The agent thinks for longer than any pause.
      await pause(1500);
      (await far).send('{"streamedOutput":{"outputType":"TEXT","content":"Hi"}}');
      (await far).send(final);
      assert.deepEqual((await wire.reply()).length, 2);
      assert.equal((await wire.closed).code, 4401);
    }));

  for (const empty of ['"streamedOutput":{"outputType":"TEXT","content":"Hi"}', '"streamedToolMessages":{"toolName":"GetWeather"}', '"status":"CREATED"']) {
    test(`takes no frame with an empty output for the end of a reply that says something else: ${empty}`, () =>
      openBriefly({}, async (wire, relay, token) => {
        wire.send(say(123, 'Hello'));
        await eventually(async () => (await relay.call('execute-create', token)).status === 401);
        (await far).send(`{"conversationId":"conv_1",${empty},"output":[],"errors":[]}`);
        // The agent thinks for longer than any pause.
        await pause(1500);
        (await far).send('{"conversationId":"conv_1","output":[{"outputType":"TEXT","content":"Hi"}],"errors":[]}');
        assert.match(String(await wire.frame()), /"output":\[\]/);
        assert.match(String(await wire.frame()), /"output":\[\{/);
        assert.equal((await wire.closed).code, 4401);
      }));
  }

  test('is closed at the end of the grace in any case', () =>
    openBriefly({ timeouts: { grace: 1 } }, async (wire) => {
      const opened = await far;
      const stream = setInterval(() => opened.send('{"streamedOutput":{"outputType":"TEXT","content":"…"}}'), 50);
      const { code } = await wire.closed;
      clearInterval(stream);
      assert.equal(code, 4401);
    }));
});

describe('a socket', () => {
  test('that nobody uses is closed with 1000', () =>
    withRelay({ timeouts: { idle: 1 } }, async (relay) => {
      const wire = await relay.open(await relay.token());
      assert.deepEqual(await wire.closed, { code: 1000, reason: 'Idle' });
    }));

  test('whose page is gone without a word is cut, and the agent’s side is closed', { timeout: 60_000 }, () =>
    withRelay({ timeouts: { ping: 0.1 } }, async (relay) => {
      const wire = await relay.open(await relay.token());
      const code = new Promise((resolve) => void far.then((opened) => opened.once('close', resolve)));
      // It reads nothing any more, so it answers no ping.
      wire.pause();
      assert.equal(await code, 1001);
    }));

  test('whose agent is gone without a word is closed with 1011', { timeout: 60_000 }, () =>
    withRelay({ timeouts: { ping: 0.1 } }, async (relay) => {
      const wire = await relay.open(await relay.token());
      (await far).pause();
      assert.equal((await wire.closed).code, 1011);
    }));

  test('that answers pings stays', () =>
    withRelay({ timeouts: { ping: 0.05 } }, async (relay) => {
      const wire = await relay.open(await relay.token());
      const opened = await far;
      let pings = 0;
      opened.on('ping', () => (pings += 1));
      await eventually(() => pings > 5);
      opened.send('still here');
      assert.equal(await wire.frame(), 'still here');
      wire.close();
    }));
});

describe('draining', () => {
  const isReady = async ({ url }: Relayed) => (await fetch(`${url}/readyz`)).status === 200;

  test('lets a reply end, turns newcomers away, and tells all to come back', () =>
    withRelay({}, async (relay) => {
      const token = await relay.token();
      const idle = await relay.open(token);
      far = new Promise((resolve) => (upstream.onSocket = resolve));
      const busy = await relay.open(token);
      const opened = await far;
      const heard = new Promise((resolve) => opened.once('message', resolve));
      busy.send(say(123, 'Hello'));
      await heard;
      assert.equal(await isReady(relay), true);
      const drained = relay.drain(20_000);
      assert.equal(await isReady(relay), false);
      assert.equal((await fetch(`${relay.url}/healthz`)).status, 200);
      const newcomer = await relay.attempt(token);
      assert.ok(!(newcomer instanceof WireSocket));
      assert.deepEqual([newcomer.status, newcomer.headers['retry-after']], [503, '1']);
      assert.deepEqual(await idle.closed, { code: 1001, reason: 'The relay is going away' });
      opened.send(final);
      assert.equal((await busy.reply()).length, 1);
      assert.equal((await busy.closed).code, 1001);
      await drained;
      await assert.rejects(fetch(`${relay.url}/healthz`));
    }));

  test('leaves every reply whole while many stream, also to those who read slowly', () =>
    withRelay({}, async (relay) => {
      const [visitors, pieces] = [60, 40];
      upstream.onSocket = (socket) =>
        socket.on('message', () => {
          let sent = 0;
          const timer = setInterval(() => {
            sent += 1;
            socket.send(sent > pieces ? final : JSON.stringify({ streamedOutput: { outputType: 'TEXT', content: 'x'.repeat(5_000), sent } }));
            if (sent > pieces) clearInterval(timer);
          }, 25);
          socket.once('close', () => clearInterval(timer));
        });
      const wires = await Promise.all(Array.from({ length: visitors }, async () => relay.open(await relay.token())));
      for (const [index, wire] of wires.entries()) {
        wire.send(say(123, 'Hello'));
        if (index % 4 === 0) wire.pause();
      }
      // All are in the midst of it.
      await Promise.all(wires.filter((_, index) => index % 4 > 0).map((wire) => wire.frame()));
      const start = performance.now();
      const drained = relay.drain(30_000);
      for (const wire of wires) wire.resume();
      const replies = await Promise.all(wires.map((wire) => wire.reply()));
      for (const [index, reply] of replies.entries()) {
        const numbers = reply.map(({ streamedOutput }) => (streamedOutput as { sent?: number } | undefined)?.sent);
        const expected = Array.from({ length: pieces }, (_, piece) => piece + 1).slice(index % 4 > 0 ? 1 : 0);
        assert.deepEqual(numbers, [...expected, undefined]);
      }
      for (const wire of wires) assert.equal((await wire.closed).code, 1001);
      await drained;
      assert.ok(performance.now() - start < 30_000);
    }));

  test('waits for requests that are under way', () =>
    withRelay({}, async (relay) => {
      const token = await relay.token();
      let answer = () => {};
      upstream.onCall = (response) => (answer = () => response.end('{"output":[],"errors":[]}'));
      const call = relay.call('execute', token);
      await eventually(() => upstream.calls.length === 1);
      const start = performance.now();
      const drained = relay.drain(60_000);
      answer();
      assert.deepEqual((await call).json, { output: [], errors: [] });
      await drained;
      // The connection, which is kept alive, does not hold it up.
      assert.ok(performance.now() - start < 30_000);
    }));

  test('ends at its deadline', () =>
    withRelay({}, async (relay) => {
      const wire = await relay.open(await relay.token());
      wire.send(say(123, 'Hello'));
      await relay.drain(100);
      assert.equal((await wire.closed).code, 1001);
    }));
});
