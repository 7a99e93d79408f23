import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { socketAddress } from '../../src/protocol/addresses.js';
import { restAddress } from '../../src/protocol/operations.js';
import { clientAddress, isLocal } from '../../src/relay/address.js';
import { eventually } from '../tools/eventually.js';
import { end, endWithThisProcess } from '../tools/processes.js';
import { page, startRelayed, type Relayed } from '../tools/relayed.js';
import { startScriptedUpstream, type ScriptedUpstream } from '../tools/scripted-upstream.js';
import { post } from '../tools/simulated.js';
import { say, WireSocket } from '../tools/wire-socket.js';

let upstream: ScriptedUpstream;
before(async () => {
  upstream = await startScriptedUpstream();
});
after(() => upstream.close());

describe('who runs it', () => {
  let relayed: Relayed;
  before(async () => {
    relayed = await startRelayed(upstream.url, { metricsToken: 'for prometheus', publicUrl: 'https://relay.example' });
  });
  after(() => relayed.close());
  const known = { Authorization: 'Bearer for prometheus' };
  const get = (path: string, headers: Record<string, string> = known) => fetch(relayed.url + path, { headers });

  test('learns that it is alive and ready', async () => {
    for (const path of ['/healthz', '/readyz']) assert.equal((await get(path)).status, 200);
  });

  test('reads what it does, by the numbers', async () => {
    const token = await relayed.token();
    await relayed.call('execute-create', token);
    await relayed.call('execute-create', 'junk');
    await post(`${relayed.url}/clients/agents/made-up-${Date.now()}`, 'POST', {});
    upstream.onSocket = (socket) => socket.on('message', () => socket.send('12345'));
    const wire = await relayed.open(token);
    wire.send(say(123, 'Hello'));
    await wire.frame();
    const read = async () => (await get('/metrics')).text();
    assert.match(await read(), /^autessa_relay_sockets 1$/m);
    wire.close(4000 + Math.floor(Math.random() * 300));
    await eventually(async () => /^autessa_relay_sockets 0$/m.test(await read()));
    const text = await read();
    for (const line of [
      'autessa_relay_request_seconds_count{route="token",status="200"} 1',
      'autessa_relay_request_seconds_count{route="execute-create",status="200"} 1',
      'autessa_relay_request_seconds_count{route="execute-create",status="401"} 1',
      'autessa_relay_request_seconds_count{route="unknown",status="404"} 1',
      'autessa_relay_handshakes_total{status="101"} 1',
      'autessa_relay_messages_total{to="agent"} 1',
      'autessa_relay_message_bytes_total{to="browser"} 5',
      'autessa_relay_socket_closes_total{by="browser",code="4xxx"} 1',
    ]) {
      assert.ok(text.split('\n').includes(line), `${line}\n${text}`);
    }
  });

  test('alone reads the numbers: with the token where there is one, else from the same machine', async () => {
    const status = async (headers: Record<string, string>) => (await get('/metrics', headers)).status;
    assert.deepEqual([await status({}), await status(known), await status({ Authorization: 'Bearer for nobody' })], [403, 200, 403]);
    const open = await startRelayed(upstream.url);
    try {
      const local = async (headers: Record<string, string>) => (await fetch(`${open.url}/metrics`, { headers })).status;
      assert.deepEqual([await local({}), await local({ 'X-Forwarded-For': '127.0.0.1' }), await local({ Forwarded: '' }), await local({ ...known, 'X-Forwarded-For': '' })], [200, 403, 403, 403]);
      assert.equal((await fetch(`${open.url}/metrics`, { headers: { Origin: page } })).headers.get('Access-Control-Allow-Origin'), null);
    } finally {
      await open.close();
    }
  });

  test('finds the headers that a browser needs to be careful', async () => {
    const { headers } = await relayed.ask({ agentId: 123 });
    const said = ['X-Content-Type-Options', 'Referrer-Policy', 'X-Frame-Options', 'Cache-Control', 'Strict-Transport-Security'].map((name) => headers.get(name));
    assert.deepEqual(said, ['nosniff', 'no-referrer', 'DENY', 'no-store', 'max-age=31536000']);
    assert.match(headers.get('Content-Security-Policy') ?? '', /default-src 'none'/);
    assert.equal(headers.get('Access-Control-Allow-Credentials'), null);
  });
});

test('addresses are told apart as networks are', () => {
  assert.equal(clientAddress('::ffff:192.0.2.1', null, 0), '192.0.2.1');
  assert.equal(clientAddress('2001:db8::1', null, 0), '2001:db8:0:0');
  assert.equal(clientAddress('fe80::1%eth0', null, 0), 'fe80:0:0:0');
  assert.equal(clientAddress('::1', '192.0.2.7', 0), '0:0:0:0');
  assert.equal(clientAddress('10.0.0.1', '1.1.1.1, 192.0.2.7', 1), '192.0.2.7');
  assert.equal(clientAddress('10.0.0.1', '192.0.2.7, 10.0.0.9', 2), '192.0.2.7');
  assert.equal(clientAddress('10.0.0.1', null, 1), '10.0.0.1');
  assert.equal(clientAddress(undefined, null, 0), undefined);
  // As proxies write them: with a port, in brackets, mapped to IPv6 in either way.
  for (const written of ['192.0.2.7:4711', '[192.0.2.7]', '::ffff:192.0.2.7', '[::ffff:192.0.2.7]:4711', '::FFFF:C000:207', ' 192.0.2.7 ']) {
    assert.equal(clientAddress('10.0.0.1', `1.1.1.1,${written}`, 1), '192.0.2.7', written);
  }
  for (const written of ['2001:db8:1:2::1', '[2001:db8:1:2::1]', '[2001:DB8:1:2:a:b:c:d]:4711', '2001:0db8:0001:2::192.0.2.7', '2001:db8:1:2:3:4:5:6%eth0']) {
    assert.equal(clientAddress('10.0.0.1', written, 1), '2001:db8:1:2', written);
  }
  for (const nothing of ['', ' ', '1.1.1.1,', 'unknown', '_hidden', '1.1.1.1, 192.0.2.7.8', '[]', '[]:1', '[::1', 'example.com']) {
    assert.equal(clientAddress('10.0.0.1', nothing, 1), '10.0.0.1', nothing);
  }
  assert.equal(clientAddress('10.0.0.1', '192.0.2.7', 2), '10.0.0.1');
  const direct = new Headers();
  const judged = ['127.0.0.1', '::1', '::ffff:127.1.2.3', '10.1.2.3', '192.168.0.1', '128.0.0.1', '::2', 'fd00::1', 'localhost', undefined];
  assert.deepEqual(judged.map((address) => isLocal(address, direct)), [true, true, true, false, false, false, false, false, false, false]);
  for (const name of ['Forwarded', 'X-Forwarded-For']) assert.equal(isLocal('127.0.0.1', new Headers({ [name]: '' })), false);
});

describe('the command', () => {
  const secrets = {
    AUTESSA_API_KEY: 'key-that-nobody-may-see',
    RELAY_SECRET: 'secret-that-nobody-may-see-in-any-log',
    RELAY_OTHER_SECRET: 'other-secret-that-nobody-may-see-either',
    RELAY_METRICS_TOKEN: 'metrics-token-that-nobody-may-see',
    REDIS_URL: 'redis://:redis-password-nobody-may-see@127.0.0.1:1',
  };

  test('logs what happens, and drains when it is told to stop; no log holds a secret or a word of anybody', async () => {
    const command = fileURLToPath(new URL('../../src/relay/cli.ts', import.meta.url));
    const env = { PATH: '', ...secrets, AUTESSA_API_BASE: upstream.url, RELAY_ORIGINS: page, RELAY_AGENTS: '123', PORT: '0', HOST: '127.0.0.1' };
    const child = endWithThisProcess(spawn(process.execPath, ['--import', 'tsx', command], { env }));
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += String(data)));
    try {
      const url = await eventually(() => /Relay listening on (http:\S+)/.exec(output)?.[1], 20_000);
      upstream.onSocket = (socket) => {
        socket.send('{"conversationId":"conv_nobody-may-see","status":"CREATED","errors":[]}');
        socket.on('message', () => socket.send('{"output":[{"outputType":"TEXT","content":"answer-nobody-may-see"}],"errors":["error-nobody-may-see"]}'));
      };
      upstream.onCall = (response) => response.writeHead(401).end('{"errors":["The key key-that-nobody-may-see is wrong"]}');
      const { json } = await post(`${url}/token`, 'POST', { agentId: 123 }, { Origin: page, Cookie: 'cookie-nobody-may-see' });
      const token = String(json['token']);
      const words = { promptTemplateVariables: { name: 'variable-nobody-may-see' }, input: [{ inputType: 'TEXT', content: 'words-nobody-may-see' }] };
      await post(restAddress(url, 'execute', 123), 'POST', { agentId: 123, ...words }, { Authorization: token, Origin: page });
      await post(restAddress(url, 'execute', 123), 'POST', 'words-nobody-may-see {', { Authorization: token, Origin: page });
      await post(restAddress(url, 'execute', 123), 'POST', {}, { Authorization: 'token-nobody-may-see', Origin: page });
      await WireSocket.attempt(socketAddress(url, { agentId: 123, token: 'token-nobody-may-see' }), { origin: page });
      const wire = await WireSocket.open(socketAddress(url, { agentId: 123, token }), { origin: page });
      await wire.message();
      wire.send(say(123, 'words-nobody-may-see', words));
      await wire.reply();
      child.kill('SIGTERM');
      assert.deepEqual(await wire.closed, { code: 1001, reason: 'The relay is going away' });
      assert.deepEqual(await once(child, 'close'), [0, null]);
      const entries = output.trim().split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as { msg: string; level: number });
      const told = new Set(entries.map(({ msg }) => msg));
      for (const message of ['Request', 'The Agent API refused the key', 'Redis is away', 'Socket refused', 'Socket closed', 'Draining']) {
        assert.ok(told.has(message), `${message}\n${output}`);
      }
      const found = ['nobody-may-see', token, token.split('.')[1] ?? '', page].filter((secret) => output.includes(secret));
      assert.deepEqual(found, [], output);
    } finally {
      await end(child);
    }
  });

  test('ends at once when it is told twice', async () => {
    const relayed = await startRelayed(upstream.url);
    const wire = await relayed.open(await relayed.token());
    wire.send(say(123, 'Hello'));
    const drained = relayed.drain(60_000);
    await relayed.close();
    assert.equal((await wire.closed).code, 1001);
    await drained;
  });
});

test('a request whose head never ends is answered with 408', async () => {
  const relayed = await startRelayed(upstream.url, { timeouts: { head: 1, request: 1 } });
  try {
    const { hostname, port } = new URL(relayed.url);
    const slow = request({ hostname, port, method: 'POST', path: '/token', headers: { Origin: page, 'Transfer-Encoding': 'chunked' } });
    slow.on('error', () => undefined);
    slow.write('{');
    const [response] = (await once(slow, 'response')) as [{ statusCode: number; resume: () => void }];
    response.resume();
    assert.equal(response.statusCode, 408);
    slow.destroy();
  } finally {
    await relayed.close();
  }
});
