import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { createRedaction } from '../../src/relay/redaction.js';
import { eventually } from '../tools/eventually.js';
import { startRelayed, type Relayed } from '../tools/relayed.js';
import { startScriptedUpstream, type ScriptedUpstream } from '../tools/scripted-upstream.js';
import type { Refused } from '../tools/wire-socket.js';

/* The key reaches no browser, even where the Agent API repeats it, and neither does what belongs to its holder. */

const apiKey = 'sk/live+"a key" of 9=';
const inJson = JSON.stringify(apiKey).slice(1, -1);
const escaped = [...apiKey].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
const phpLike = inJson.replaceAll('/', String.raw`\/`);
const inQuery = new URLSearchParams({ '': apiKey }).toString().slice(1);

let upstream: ScriptedUpstream;
let relayed: Relayed;
let token: string;
before(async () => {
  upstream = await startScriptedUpstream();
  relayed = await startRelayed(upstream.url, { apiKey });
  token = await relayed.token();
});
after(async () => {
  await relayed.close();
  await upstream.close();
});
beforeEach(() => {
  upstream.onCall = (response) => response.end('{"errors":[]}');
  upstream.onSocket = () => undefined;
  upstream.verify = () => true;
});

function assertClean(text: string, what: string): void {
  for (const form of [apiKey, inJson, escaped, phpLike, inQuery, encodeURIComponent(apiKey), encodeURIComponent(apiKey).toLowerCase()]) assert.ok(!text.includes(form), `${what}: ${text}`);
  assert.ok(!JSON.stringify(JSON.parse(text)).includes(inJson), `${what}: ${text}`);
}

const echoes: ReadonlyArray<readonly [what: string, json: string]> = [
  ['an error', `{"errors":["The key ${inJson} is wrong"]}`],
  ['an error of PHP’s', `{"errors":["The key ${phpLike} is wrong"]}`],
  ['an error in which all is escaped', `{"errors":["The key ${escaped} is wrong"]}`],
  ['an address', `{"errors":["GET /ws?authorization=${inQuery}&resourceId=1"]}`],
  ['an address that is escaped otherwise', `{"errors":["${encodeURIComponent(apiKey)}","${encodeURIComponent(apiKey).replaceAll(/%../g, (hex) => hex.toLowerCase())}"]}`],
  ['a name', `{"debug":{"${inJson}":{"deep":[["${escaped}"]]}},"errors":[]}`],
  ['a list', `["${escaped}",{"a":"${phpLike}"}]`],
  ['a text', `"${escaped}"`],
  ['an id', `{"conversationId":"${inJson}","errors":[]}`],
];

describe('the key', () => {
  for (const [what, json] of echoes) {
    test(`in ${what} is replaced, by REST and in frames`, async () => {
      for (const status of [200, 401, 500]) {
        upstream.onCall = (response) => response.writeHead(status, { 'Content-Type': 'application/json', 'Retry-After': inQuery, 'X-RateLimit-Limit-Day': apiKey }).end(json);
        const answer = await relayed.call('execute', token);
        if (json.startsWith('{')) assert.equal(answer.status, status);
        assertClean(answer.text, what);
        assert.deepEqual([answer.headers.get('Retry-After'), answer.headers.get('X-RateLimit-Limit-Day')], [null, null]);
      }
      for (const frame of [json, `{"streamedOutput":{"outputType":"TEXT","content":"x"},"x":${json}}`]) {
        upstream.onSocket = (socket) => socket.send(frame);
        const wire = await relayed.open(token);
        assertClean(String(await wire.frame()), what);
        wire.close();
      }
    });
  }

  test('in what is no JSON, in bytes, and in a page is not there either', async () => {
    upstream.onCall = (response) => response.writeHead(500, { 'Content-Type': 'text/html' }).end(`<pre>${apiKey}`);
    assert.deepEqual((await relayed.call('execute', token)).json, { errors: ['The Agent API gave no JSON object'] });
    upstream.onSocket = (socket) => {
      socket.send(`no JSON: ${apiKey}`);
      socket.send(Buffer.concat([Buffer.from([0, 255]), Buffer.from(apiKey), Buffer.from([128])]));
      socket.send(Buffer.from([0, 255, 128]));
    };
    const wire = await relayed.open(token);
    assert.equal(await wire.frame(), 'no JSON: [redacted]');
    assert.deepEqual(await wire.frame(), Buffer.concat([Buffer.from([0, 255]), Buffer.from('[redacted]'), Buffer.from([128])]));
    assert.deepEqual(await wire.frame(), Buffer.from([0, 255, 128]));
    wire.close();
  });

  test('in the reason of a close is replaced, and the reason stays one that may be sent', async () => {
    for (const [reason, expected] of [[`Key ${apiKey} expired`, 'Key [redacted] expired'], ['Over', 'Over'], ['é'.repeat(61), 'é'.repeat(61)]] as const) {
      upstream.onSocket = (socket) => socket.close(4000, reason);
      const wire = await relayed.open(token);
      assert.deepEqual(await wire.closed, { code: 4000, reason: expected });
    }
    assert.equal(createRedaction('ab').reason('ab'.repeat(50)), '[redacted]');
  });

  test('that a reason has no room for is replaced as far as it is there', async () => {
    for (const form of [apiKey, inJson, inQuery, encodeURIComponent(apiKey)]) {
      for (const length of [form.length - 1, 7, 4]) {
        const before = 'x'.repeat(110 - length);
        upstream.onSocket = (socket) => socket.close(4000, before + form.slice(0, length));
        const wire = await relayed.open(token);
        assert.deepEqual(await wire.closed, { code: 4000, reason: `${before}[redacted]` });
      }
    }
    const { reason } = createRedaction('task-7f3a');
    assert.deepEqual(['Wrong task', 'No such tas', 'It was task-7', `${'x'.repeat(119)}task`].map(reason), ['Wrong [redacted]', 'No such tas', 'It was [redacted]', '[redacted]']);
    assert.equal(createRedaction('abababab7').reason('It was ababab'), 'It was [redacted]');
  });

  test('in a refused handshake is replaced', async () => {
    upstream.verify = (refuse) => {
      refuse(401, { 'Retry-After': apiKey });
      return false;
    };
    upstream.refusal = JSON.stringify({ errors: [`No such key: ${apiKey}`] });
    const { status, body, headers } = (await relayed.attempt(token)) as Refused;
    assert.deepEqual([status, body, headers['retry-after']], [401, { errors: ['No such key: [redacted]'] }, undefined]);
  });
});

describe('what belongs to the key’s holder', () => {
  const secretive = { a: [{ sessionToken: 'x', b: { apiKeyId: 'y', c: 1 } }], sessionToken: { d: 1 }, apiKeyId: null };

  test('is taken out at any depth, by REST and in frames without other fields', async () => {
    upstream.onCall = (response) => response.end(JSON.stringify({ ...secretive, errors: [] }));
    assert.deepEqual((await relayed.call('execute', token)).json, { a: [{ b: { c: 1 } }], errors: [] });
    const frames = [secretive, { sessionToken: 'x', status: 'CREATED' }, { status: 'x', deep: { sessionToken: 'x' } }, { apiKeyId: 'x' }, { deep: [{ apiKeyId: 'x' }] }];
    upstream.onSocket = (socket) => {
      for (const frame of frames) socket.send(JSON.stringify(frame));
      socket.send(String.raw`{"session\u0054oken":"x"}`);
    };
    const wire = await relayed.open(token);
    const seen = [];
    for (let index = 0; index <= frames.length; index += 1) seen.push(await wire.message());
    assert.deepEqual(seen, [{ a: [{ b: { c: 1 } }] }, { status: 'CREATED' }, { status: 'x', deep: {} }, {}, { deep: [{}] }, {}]);
    wire.close();
  });

  test('an answer too deep to be looked through is not passed on, and harms nobody', async () => {
    const deep = `{"errors":[],"output":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
    upstream.onCall = (response) => response.end(deep);
    assert.equal((await relayed.call('execute', token)).status, 502);
    let ended = false;
    upstream.onSocket = (socket) => {
      socket.send(deep);
      socket.once('close', () => (ended = true));
    };
    const wire = await relayed.open(token);
    assert.deepEqual(await wire.closed, { code: 1011, reason: 'The relay failed' });
    await eventually(() => ended);
    assert.equal((await fetch(`${relayed.url}/healthz`)).status, 200);
  });
});
