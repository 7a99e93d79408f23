import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { decodeJwt } from 'jose';
import type { RelayOptions } from '../../src/relay/index.js';
import { MemoryCounter } from '../../src/relay/memory-counter.js';
import { eventually } from '../tools/eventually.js';
import { lacks } from '../tools/needs.js';
import { startRedis, type RunningRedis } from '../tools/redis.js';
import { keepLog, page, startRelayed, unlimited, type Relayed } from '../tools/relayed.js';
import { startScriptedUpstream, type ScriptedUpstream } from '../tools/scripted-upstream.js';
import { say, WireSocket, type Refused } from '../tools/wire-socket.js';

let upstream: ScriptedUpstream;
before(async () => {
  upstream = await startScriptedUpstream();
});
after(() => upstream.close());

/** Relays that end with the test. */
async function withRelays(options: readonly Partial<RelayOptions>[], run: (...relays: Relayed[]) => Promise<void>): Promise<void> {
  const relays = await Promise.all(options.map((each) => startRelayed(upstream.url, each)));
  try {
    await run(...relays);
  } finally {
    await Promise.all(relays.map((relay) => relay.close()));
  }
}

const statusOf = (outcome: WireSocket | Refused) => (outcome instanceof WireSocket ? 101 : outcome.status);

describe('limits', () => {
  test('of a visitor: 429, when to come back, and what is left, for pages to read', () =>
    withRelays([{ limits: { ...unlimited, visitor: { minute: 3, day: 100 } } }], async (relay) => {
      const token = await relay.token();
      const answers = [];
      for (let call = 0; call < 4; call += 1) answers.push(await relay.call('execute-create', token));
      assert.deepEqual(answers.map(({ status }) => status), [200, 200, 200, 429]);
      const limits = ['Limit-Minute', 'Remaining-Minute', 'Limit-Day', 'Remaining-Day'];
      const told = answers.map(({ headers }) => limits.map((name) => headers.get(`X-RateLimit-${name}`)).join(' '));
      assert.deepEqual(told, ['3 2 100 99', '3 1 100 98', '3 0 100 97', '3 0 100 96']);
      const [, , , refused] = answers;
      const wait = Number(refused?.headers.get('Retry-After'));
      assert.ok(wait > 0 && wait <= 60, String(wait));
      assert.equal(refused?.headers.get('Access-Control-Allow-Origin'), page);
      assert.match(refused?.headers.get('Access-Control-Expose-Headers') ?? '', /Retry-After.*X-RateLimit-Remaining-Day/);
      assert.deepEqual(refused?.json, { errors: [`Too many requests; try again in ${wait} s`] });
      const socket = await relay.attempt(token);
      assert.equal(statusOf(socket), 429);
      assert.ok(Number((socket as Refused).headers['retry-after']) > 0);
      // Others go on.
      assert.equal((await relay.call('execute-create', await relay.token())).status, 200);
    }));

  test('of a visitor follow the conversation, not the token', () =>
    withRelays([{ limits: { ...unlimited, visitor: { minute: 2, day: 0 } } }], async (relay) => {
      upstream.onCall = (response) => response.end('{"conversationId":"conv_1","errors":[]}');
      const { json } = await relay.call('execute-create', await relay.token());
      const id = String(json['conversationId']);
      const again = async () => relay.call('execute-create', await relay.token(123, id));
      assert.deepEqual([(await again()).status, (await again()).status], [200, 429]);
    }));

  test('of an address count what has no good token too', () =>
    withRelays([{ limits: { ...unlimited, address: { minute: 5, day: 0 } } }], async (relay) => {
      const token = await relay.token();
      const statuses = [];
      for (const holder of ['junk', '', token, 'junk', token]) statuses.push((await relay.call('execute-create', holder)).status);
      assert.deepEqual(statuses, [401, 401, 200, 401, 429]);
      assert.equal((await relay.ask({ agentId: 123 })).status, 429);
      assert.equal(statusOf(await relay.attempt('junk')), 429);
    }));

  test('of an address for a day count what is let in alone', () =>
    withRelays([{ limits: { ...unlimited, address: { minute: 0, day: 3 } } }], async (relay) => {
      const token = await relay.token();
      const statuses = [];
      for (const holder of ['junk', 'junk', token, 'junk', token, token]) statuses.push((await relay.call('execute-create', holder)).status);
      assert.deepEqual(statuses, [401, 401, 200, 401, 200, 429]);
      assert.equal((await relay.ask({ agentId: 123 })).status, 429);
    }));

  test('of newcomers hold for anonymous visitors whom nobody knows, by their address', () =>
    withRelays([{ proxies: 1, limits: { ...unlimited, newcomers: { minute: 2, day: 0 } }, authenticate: ({ headers }) => ({ ...(headers.has('Cookie') && { user: 'ada' }) }) }], async (relay) => {
      upstream.onCall = (response) => response.end('{"conversationId":"conv_1","errors":[]}');
      const ask = async (from: string, conversationId: string | null = null, more = {}) =>
        relay.ask({ agentId: 123, conversationId }, { Origin: page, 'X-Forwarded-For': from, ...more });
      const { json } = await ask('192.0.2.1');
      const id = String((await relay.call('execute-create', String(json['token']))).json['conversationId']);
      const statuses = [await ask('192.0.2.1'), await ask('192.0.2.1:4711'), await ask('192.0.2.2'), await ask('192.0.2.1', 'conv_1~made-up')].map(({ status }) => status);
      assert.deepEqual(statuses, [200, 429, 200, 429]);
      // Who comes back, or is known to the site, is nobody new.
      assert.deepEqual([(await ask('192.0.2.1', id)).status, (await ask('192.0.2.1', null, { Cookie: 'ada' })).status], [200, 200]);
    }));

  test('of an agent are not used up by whom another limit, or the site, refuses', () =>
    withRelays([{ limits: { ...unlimited, visitor: { minute: 2, day: 0 }, agent: { minute: 8, day: 0 } }, authenticate: ({ headers }) => (headers.has('X-Refused') ? null : {}) }], async (relay) => {
      const token = await relay.token();
      for (let call = 0; call < 20; call += 1) await relay.call('execute-create', token);
      for (let call = 0; call < 20; call += 1) assert.equal((await relay.ask({ agentId: 123 }, { Origin: page, 'X-Refused': 'yes' })).status, 403);
      // One token and two calls so far; another token makes four.
      const other = await relay.call('execute-create', await relay.token());
      assert.deepEqual([other.status, other.headers.get('X-RateLimit-Remaining-Minute')], [200, '1']);
      const { headers } = await relay.call('execute-create', await relay.token());
      assert.equal(headers.get('X-RateLimit-Remaining-Minute'), '1');
      assert.deepEqual((await relay.call('execute-create', await relay.token())).status, 429);
    }));

  test('of an agent hold for all its visitors', () =>
    withRelays([{ limits: { ...unlimited, agent: { minute: 3, day: 0 } } }], async (relay) => {
      const tokens = [await relay.token(), await relay.token()];
      assert.equal((await relay.call('execute-create', tokens[0] ?? '')).status, 200);
      assert.equal((await relay.call('execute-create', tokens[1] ?? '')).status, 429);
      assert.equal((await relay.ask({ agentId: 123 })).status, 429);
      assert.equal((await relay.ask({ agentId: 124 })).status, 200);
    }));

  test('count messages on a socket, and let none of those beyond through', () =>
    withRelays([{ limits: { ...unlimited, visitor: { minute: 4, day: 0 } } }], async (relay) => {
      const heard: string[] = [];
      upstream.onSocket = (socket) => socket.on('message', (data) => heard.push(String(data)));
      const token = await relay.token();
      const wire = await relay.open(token);
      for (let turn = 0; turn < 20; turn += 1) wire.send(say(123, `message ${turn}`));
      const { code, reason } = await wire.closed;
      assert.equal(code, 1013);
      assert.match(reason, /^Too many requests; try again in \d+ s$/);
      await eventually(() => heard.length === 3);
      assert.deepEqual(heard.map((text) => /message \d+/.exec(text)?.[0]), ['message 0', 'message 1', 'message 2']);
      assert.equal(statusOf(await relay.attempt(token)), 429);
    }));

  test('count messages of every kind', () =>
    withRelays([{ limits: { ...unlimited, visitor: { minute: 11, day: 0 } } }], async (relay) => {
      const heard: string[] = [];
      upstream.onSocket = (socket) => socket.on('message', (data) => heard.push(String(data)));
      const wire = await relay.open(await relay.token(), { voice: true });
      const voice = { messageType: 'VOICE', agentId: 123, outputType: 'AUDIO' };
      for (let turn = 0; turn < 200; turn += 1) wire.send(voice);
      assert.equal((await wire.closed).code, 1013);
      await eventually(() => heard.length === 10);
      // What is no good counts as well, and is not even read.
      const other = await relay.open(await relay.token());
      for (let turn = 0; turn < 200; turn += 1) other.send('[');
      assert.equal((await other.closed).code, 4400);
      assert.equal(heard.length, 10);
    }));

  test('come before anything is read', () =>
    withRelays([{ limits: { ...unlimited, visitor: { minute: 2, day: 0 } } }], async (relay) => {
      const token = await relay.token();
      const wire = await relay.open(token);
      wire.send(say(123, 'Hello'));
      wire.send('[');
      assert.equal((await wire.closed).code, 1013);
      assert.equal((await relay.call('execute', token, 'no JSON' as unknown as object)).status, 429);
    }));

  test('count what is large for more', () =>
    withRelays([{ limits: { ...unlimited, visitor: { minute: 9, day: 0 } }, bodyLimit: 8 * 1024 * 1024 }], async (relay) => {
      const token = await relay.token();
      const large = { agentId: 123, input: [{ inputType: 'AUDIO', base64EncodedData: 'A'.repeat(3.5 * 1024 * 1024) }] };
      assert.equal((await relay.call('execute', token, large)).status, 200);
      assert.equal((await relay.call('execute', token)).headers.get('X-RateLimit-Remaining-Minute'), '4');
      const wire = await relay.open(token);
      wire.send({ messageType: 'MULTIMODAL', ...large });
      assert.equal((await wire.closed).code, 1013);
    }));

  test('hold for sockets in one moment', () =>
    withRelays([{ socketsPerVisitor: 3 }], async (relay) => {
      const token = await relay.token();
      const outcomes = await Promise.all(Array.from({ length: 12 }, () => relay.attempt(token)));
      assert.equal(outcomes.filter((outcome) => statusOf(outcome) === 101).length, 3);
    }));

  test('hold for sockets at once', () =>
    withRelays([{ socketsPerVisitor: 2 }], async (relay) => {
      const token = await relay.token();
      const wires = [await relay.open(token), await relay.open(token)];
      assert.equal(statusOf(await relay.attempt(token)), 429);
      assert.equal(statusOf(await relay.attempt(await relay.token())), 101);
      wires[0]?.close();
      await eventually(async () => statusOf(await relay.attempt(token)) === 101);
    }));

  test('hold for sockets of one address, whoever they are', () =>
    withRelays([{ socketsPerAddress: 3, proxies: 1 }], async (relay) => {
      const open = async (from: string) => statusOf(await relay.attempt(await relay.token(), { headers: { 'X-Forwarded-For': from } }));
      const outcomes = [];
      for (const from of ['192.0.2.1', '192.0.2.1:99', '192.0.2.1', '192.0.2.1', '192.0.2.2', '2001:db8::1', '2001:db8::2', '[2001:db8::3]:9', '2001:db8::4']) outcomes.push(await open(from));
      assert.deepEqual(outcomes, [101, 101, 101, 429, 101, 101, 101, 101, 429]);
    }));

  test('by address look past the site’s own proxies, and believe nobody else', () =>
    withRelays([{ proxies: 1, limits: { ...unlimited, address: { minute: 1, day: 0 } } }, { limits: { ...unlimited, address: { minute: 1, day: 0 } } }], async (behind, direct) => {
      const from = async (relay: Relayed, address: string) =>
        (await relay.ask({ agentId: 123 }, { Origin: page, 'X-Forwarded-For': address })).status;
      assert.deepEqual([await from(behind, '192.0.2.1'), await from(behind, '192.0.2.1')], [200, 429]);
      assert.deepEqual([await from(behind, '192.0.2.2'), await from(behind, '192.0.2.9, 192.0.2.2')], [200, 429]);
      // One customer's IPv6 addresses are one.
      assert.deepEqual([await from(behind, '2001:db8:1:2::1'), await from(behind, '2001:DB8:1:2:ff::3')], [200, 429]);
      assert.equal(await from(behind, '2001:db8:1:3::1'), 200);
      assert.deepEqual([await from(direct, '192.0.2.3'), await from(direct, '192.0.2.4')], [200, 429]);
    }));
});

describe('counts in memory', () => {
  const windowMs = 1000;

  test('begin anew with each window, which begins with the first count', async () => {
    let now = 0;
    const counter = new MemoryCounter({ windowMs, now: () => now });
    const counts = [];
    for (const at of [0, 400, 999, 1000, 1500]) {
      now = at;
      counts.push(await counter.add('ada', 2));
    }
    assert.deepEqual(counts.map(({ spent, resetMs }) => [spent, resetMs]), [[2, 1000], [4, 600], [6, 1], [2, 1000], [4, 500]]);
  });

  test('are of so many at most: the oldest go, and who is gone takes no room', async () => {
    let now = 0;
    const counter = new MemoryCounter({ windowMs, capacity: 3, now: () => now });
    for (const key of ['a', 'b', 'c', 'a', 'd']) {
      now += 10;
      await counter.add(key, 1);
    }
    assert.equal(counter.size, 3);
    assert.deepEqual([(await counter.add('b', 1)).spent, (await counter.add('d', 1)).spent], [2, 2]);
    assert.equal((await counter.add('a', 1)).spent, 1);
    now = 5000;
    await counter.add('e', 1);
    assert.equal(counter.size, 1);
  });

  /** @returns how long so many more take where there is no room left, in ms of this process */
  const turnOver = async (capacity: number, more: number) => {
    const counter = new MemoryCounter({ windowMs: 86_400_000, capacity });
    for (let index = 0; index < capacity; index += 1) void counter.add(String(index), 1);
    const { user } = process.cpuUsage();
    for (let index = capacity; index < capacity + more; index += 1) void counter.add(String(index), 1);
    const spent = (process.cpuUsage().user - user) / 1000;
    assert.equal(counter.size, capacity);
    assert.equal((await counter.add(String(capacity + more - 1), 1)).spent, 2);
    return spent;
  };

  test('cost no more where there are very many', async () => {
    const [few, many] = [await turnOver(1_000, 60_000), await turnOver(100_000, 60_000)];
    assert.ok(many < few * 5, `${many} ms, and ${few} ms where there are few`);
  });
});

describe('limits in Redis', { skip: lacks('redis-server') }, () => {
  let redis: RunningRedis;
  before(async () => {
    redis = await startRedis();
  });
  after(() => redis.close());

  const limits = { ...unlimited, visitor: { minute: 4, day: 50 } };
  const shared = { ...limits, address: { minute: 1000, day: 0 } };
  const isReady = async (relay: Relayed) => (await fetch(`${relay.url}/readyz`)).status === 200;
  /** Only `refuse` waits for it by itself. */
  const connected = (relay: Relayed) =>
    eventually(async () => (await (await fetch(`${relay.url}/metrics`)).text()).includes('autessa_relay_store_up 1'));

  test('are shared by all copies of the relay, and do not tell there who was here', () =>
    withRelays([{ limits: shared, redisUrl: redis.url }, { limits: shared, redisUrl: redis.url }], async (one, other) => {
      await Promise.all([connected(one), connected(other)]);
      const token = await one.token();
      const statuses = [];
      for (const relay of [one, other, one, other, one, other]) statuses.push((await relay.call('execute-create', token)).status);
      assert.deepEqual(statuses, [200, 200, 200, 200, 429, 429]);
      const wire = await other.attempt(token);
      assert.equal(statusOf(wire), 429);
      const keys = await redis.ask('KEYS *');
      assert.match(keys, /autessa-relay:visitor:minute:[\w-]{22}/);
      assert.match(keys, /autessa-relay:address:minute:[\w-]{22}/);
      const { sub = '' } = decodeJwt(token);
      assert.equal(keys.includes('127.0.0.1') || keys.includes(sub.replace('visitor:', '')), false);
    }));

  for (const [withoutRedis, expected] of [
    ['memory', [200, 200, 200, 200, 429]],
    ['allow', [200, 200, 200, 200, 200]],
    ['refuse', [503, 503, 503, 503, 503]],
  ] as const) {
    test(`degrade as configured when it goes away, and come back with it: ${withoutRedis}`, () => {
      const lines: string[] = [];
      return withRelays([{ limits, withoutRedis, redisUrl: redis.url, log: keepLog(lines) }], async (relay) => {
        await connected(relay);
        const token = await relay.token();
        assert.equal((await relay.call('execute-create', token)).headers.get('X-RateLimit-Remaining-Minute'), '3');
        const wire = await relay.open(token);
        await redis.kill();
        const statuses = [];
        for (let call = 0; call < 5; call += 1) statuses.push((await relay.call('execute-create', token)).status);
        assert.deepEqual(statuses, expected);
        assert.equal(await isReady(relay), withoutRedis !== 'refuse');
        assert.equal((await fetch(`${relay.url}/healthz`)).status, 200);
        await redis.restart();
        await connected(relay);
        assert.equal(await isReady(relay), true);
        const fresh = await relay.call('execute-create', await relay.token());
        assert.deepEqual([fresh.status, fresh.headers.get('X-RateLimit-Remaining-Minute')], [200, '3']);
        assert.equal(lines.filter((line) => line.startsWith('Redis is away')).length, 1);
        wire.close();
      });
    });
  }
});

test('limits in a Redis that was never there stop nobody', () =>
  withRelays([{ limits: unlimited, redisUrl: 'redis://:a-password@127.0.0.1:1' }], async (relay) => {
    assert.equal((await relay.call('execute-create', await relay.token())).status, 200);
  }));
