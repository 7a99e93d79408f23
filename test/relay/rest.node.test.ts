import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { operationNames } from '../../src/protocol/operations.js';
import { eventually } from '../tools/eventually.js';
import { keepLog, page, realKey, startRelayed, type Relayed } from '../tools/relayed.js';
import { startScriptedUpstream, type ScriptedUpstream } from '../tools/scripted-upstream.js';

let upstream: ScriptedUpstream;
let relayed: Relayed;
let token: string;
const logged: string[] = [];
before(async () => {
  upstream = await startScriptedUpstream();
  relayed = await startRelayed(upstream.url, {
    authenticate: () => ({ variables: { customerName: 'Ada' }, ownsConversation: true }),
    bodyLimit: 100_000,
    allowVersion: true,
    log: keepLog(logged),
  });
  token = await relayed.token(123, 'conv_1');
});
after(async () => {
  await relayed.close();
  await upstream.close();
});
beforeEach(() => {
  upstream.calls.length = 0;
  upstream.onCall = (response) => json(response, 200, { errors: [] });
});

const json = (response: Parameters<ScriptedUpstream['onCall']>[0], status: number, body: object) =>
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));

describe('forwarding', () => {
  const version = { versionState: 'DRAFT' };
  const promptTemplateVariables = { customerName: 'Ada' };
  const expected: Readonly<Record<string, object>> = {
    'execute-create': { agentId: 123, version },
    execute: { agentId: 123, conversationId: 'conv_1', input: [], version, promptTemplateVariables },
    'generate-audio-upload-link': {},
  };
  for (const operation of operationNames) {
    test(`${operation} goes on with the real key and the documented fields alone`, async () => {
      const body = { agentId: 123, conversationId: 'conv_1', input: [], version: { versionState: 'DRAFT' }, more: 1 };
      const { status } = await relayed.call(operation, token, body);
      assert.equal(status, 200);
      const [call] = upstream.calls;
      assert.deepEqual([call?.path, call?.authorization], [`/clients/agents/${operation}?resourceId=123`, realKey]);
      assert.deepEqual(call?.body, expected[operation] ?? { agentId: 123, conversationId: 'conv_1' });
      assert.equal(JSON.stringify(call?.headers).includes(token), false);
    });
  }

  test('the upload link needs no agentId', async () => {
    assert.equal((await relayed.call('generate-audio-upload-link', token, {})).status, 200);
    assert.equal((await relayed.call('generate-audio-upload-link', token, { agentId: 124 })).status, 403);
  });

  test('status, JSON and rate limits come back, other headers do not', async () => {
    upstream.onCall = (response) => {
      response.writeHead(429, {
        'Content-Type': 'application/json',
        'Retry-After': '7',
        'X-RateLimit-Limit-Minute': '10',
        'X-RateLimit-Remaining-Minute': '0',
        'X-RateLimit-Limit-Day': '1000',
        'X-RateLimit-Remaining-Day': '900',
        'Set-Cookie': 'upstream=1',
        Server: 'upstream',
      });
      response.end('{"errors":["Too many"]}');
    };
    const { status, json: body, headers } = await relayed.call('execute', token);
    assert.deepEqual([status, body, headers.get('Retry-After')], [429, { errors: ['Too many'] }, '7']);
    const names = ['Limit-Minute', 'Remaining-Minute', 'Limit-Day', 'Remaining-Day'];
    assert.deepEqual(names.map((name) => headers.get(`X-RateLimit-${name}`)), ['10', '0', '1000', '900']);
    assert.deepEqual([headers.get('Set-Cookie'), headers.get('Server')], [null, null]);
    assert.equal(headers.get('Access-Control-Allow-Origin'), page);
    assert.match(headers.get('Access-Control-Expose-Headers') ?? '', /Retry-After.*X-RateLimit-Remaining-Day/);
  });

  test('a limit is a number, and only the time to wait may be a date', async () => {
    const date = 'Wed, 21 Oct 2026 07:28:00 GMT';
    upstream.onCall = (response) => response.writeHead(429, { 'Retry-After': date, 'X-RateLimit-Limit-Minute': date, 'X-RateLimit-Limit-Day': '1 2' }).end('{"errors":[]}');
    const { headers } = await relayed.call('execute', token);
    assert.equal(headers.get('Retry-After'), date);
    for (const name of ['Minute', 'Day']) assert.notEqual(headers.get(`X-RateLimit-Limit-${name}`), name === 'Minute' ? date : '1 2');
  });

  for (const status of [400, 401, 403, 404, 500, 503]) {
    test(`${status} comes back as it is`, async () => {
      upstream.onCall = (response) => json(response, status, { errors: [`Scripted ${status}`] });
      const answer = await relayed.call('execute', token);
      assert.deepEqual([answer.status, answer.json], [status, { errors: [`Scripted ${status}`] }]);
    });
  }

  for (const [status, expected] of [[200, 502], [201, 502], [404, 404], [503, 503]] as const) {
    test(`an answer of ${status} that is no JSON object is told of as ${expected}, without its text`, async () => {
      for (const body of ['<p>Sign in', '', '[1]', '"text"']) {
        upstream.onCall = (response) => response.writeHead(status, { 'Content-Type': 'text/html' }).end(body);
        const answer = await relayed.call('execute', token);
        assert.deepEqual([answer.status, answer.json], [expected, { errors: ['The Agent API gave no JSON object'] }]);
        assert.deepEqual([answer.headers.get('Content-Type'), answer.headers.get('X-Content-Type-Options')], ['application/json', 'nosniff']);
      }
    });
  }
});

describe('variables', () => {
  test("the site's win over the browser's; environment variables are dropped", async () => {
    const promptTemplateVariables = { customerName: 'Mallory', mood: 'good' };
    const body = { agentId: 123, input: [], promptTemplateVariables, environmentVariables: { SECRET: 'x' } };
    await relayed.call('execute', token, body);
    assert.deepEqual(upstream.calls[0]?.body, {
      agentId: 123,
      input: [],
      promptTemplateVariables: { customerName: 'Ada', mood: 'good' },
    });
  });

  test('environment variables pass where the site allows them; nothing pinned leaves the browser its own', async () => {
    const open = await startRelayed(upstream.url, { allowEnvironmentVariables: true });
    try {
      const body = { agentId: 123, promptTemplateVariables: { mood: 'good' }, environmentVariables: { PLACE: 'here' } };
      await open.call('execute', await open.token(), body);
      assert.deepEqual(upstream.calls[0]?.body, body);
      await open.call('execute', await open.token(), { agentId: 123 });
      assert.deepEqual(upstream.calls[1]?.body, { agentId: 123 });
    } finally {
      await open.close();
    }
  });
});

describe('refusals', () => {
  test('of another agent or page', async () => {
    const other = { agentId: 124 };
    const refused = async (status: number, ...call: [object?, object?]) =>
      assert.equal((await relayed.call('execute', token, ...call)).status, status);
    await refused(403, other);
    await refused(403, { agentId: '123' });
    await refused(403, {});
    await refused(403, other, { resourceId: 124 });
    await refused(403, { agentId: 123 }, { resourceId: 124 });
    await refused(403, { agentId: 123 }, { origin: 'https://evil.example' });
    await refused(403, { agentId: 123 }, { origin: null });
    await refused(400, []);
    assert.deepEqual(upstream.calls, []);
  });

  test('of an operation that is not documented, and of other methods', async () => {
    const address = (operation: string) => `${relayed.url}/clients/agents/${operation}?resourceId=123`;
    const headers = { Authorization: token, Origin: page };
    for (const operation of ['delete', 'execute-create%2f..%2fkeys', 'EXECUTE', '__proto__']) {
      const { status } = await fetch(address(operation), { method: 'POST', headers, body: '{"agentId":123}' });
      assert.equal(status, 404, operation);
    }
    const get = await fetch(address('conversation'), { headers });
    assert.deepEqual([get.status, await get.json()], [405, { errors: ['Only POST is allowed'] }]);
    assert.deepEqual(upstream.calls, []);
  });

  test('of a body that is too large', async () => {
    const { status, json: body } = await relayed.call('execute', token, { agentId: 123, fill: 'x'.repeat(100_000) });
    assert.deepEqual([status, body], [413, { errors: ['The body is too large'] }]);
    assert.deepEqual(upstream.calls, []);
  });

  test('when the Agent API cannot be reached, or sends elsewhere', async () => {
    upstream.onCall = (response) => response.destroy();
    const broken = await relayed.call('execute', token);
    assert.deepEqual([broken.status, broken.json], [502, { errors: ['The Agent API cannot be reached'] }]);
    upstream.onCall = (response) => response.writeHead(307, { Location: `${upstream.url}/elsewhere` }).end();
    assert.equal((await relayed.call('execute', token)).status, 502);
    assert.equal(upstream.calls.some(({ path }) => path === '/elsewhere'), false);
    const former = await startScriptedUpstream();
    await former.close();
    const away = await startRelayed(former.url, { log: keepLog(logged) });
    try {
      assert.equal((await away.call('execute', await away.token())).status, 502);
    } finally {
      await away.close();
    }
    assert.ok(logged.includes('The Agent API cannot be reached {"operation":"execute","cause":"ECONNREFUSED"}'));
    assert.ok(!logged.some((text) => text.includes(realKey) || text.includes(token) || text.includes('Ada')));
  });
});

test('a page that goes away takes its call with it', async () => {
  let gone = false;
  upstream.onCall = (response) => response.on('close', () => (gone = !response.writableFinished));
  const abort = new AbortController();
  const headers = { Authorization: token, Origin: page };
  const address = `${relayed.url}/clients/agents/execute?resourceId=123`;
  const call = fetch(address, { method: 'POST', headers, body: '{"agentId":123}', signal: abort.signal });
  await eventually(() => upstream.calls.length === 1);
  abort.abort();
  await assert.rejects(call);
  await eventually(() => gone);
});
