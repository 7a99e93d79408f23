import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before } from 'node:test';
import { array, constantFrom, dictionary, json, jsonValue, oneof, option, record, string, stringMatching, tuple, type Arbitrary } from 'fast-check';
import { createRelay, type Relay } from '../../src/relay/index.js';
import { page, realKey, secret, startRelayed, unlimited, type Relayed } from '../tools/relayed.js';
import { startScriptedUpstream, type ScriptedUpstream } from '../tools/scripted-upstream.js';
import { fuzz } from './fuzz.js';

/* Whatever is asked by HTTP is answered with a documented status and JSON, and leaves the relay as it was. */

let upstream: ScriptedUpstream;
let relayed: Relayed;
let relay: Relay;
let token: string;
before(async () => {
  upstream = await startScriptedUpstream();
  upstream.onCall = (response) => response.end(`{"errors":[],"echo":"${realKey}"}`);
  const options = { apiBase: upstream.url, apiKey: realKey, secret, origins: [page], agents: [123], limits: unlimited, tokenEndpoint: true, proxies: 1 } as const;
  relayed = await startRelayed(upstream.url, options);
  relay = createRelay(options);
  token = await relayed.token();
});
after(async () => {
  relay.close();
  await relayed.close();
  await upstream.close();
});

const documented = new Set([200, 204, 400, 401, 403, 404, 405, 413, 429, 502]);

async function check(path: string, init: RequestInit): Promise<void> {
  const answer = await relay.fetch(new Request(`http://relay.example${path}`, init), '192.0.2.1');
  const text = await answer.text();
  assert.ok(documented.has(answer.status), `${answer.status} ${text}`);
  assert.ok(!text.includes(realKey), text);
  if (text !== '') assert.equal(typeof JSON.parse(text), 'object');
}

/** What a header may be given by `fetch`. */
const headerValue = stringMatching(/^[\x20-\x7e\xa0-\xff]{0,60}$/);
const odd = dictionary(oneof(constantFrom('agentId', 'conversationId', 'input', 'version', '__proto__', 'constructor'), string()), jsonValue());

fuzz('relay-token-requests', oneof(json(), string({ unit: 'binary' }), odd.map((value) => JSON.stringify({ agentId: 123, ...value }))), (body) =>
  check('/token', { method: 'POST', headers: { Origin: page }, body }),
);

const origin: Arbitrary<string> = oneof(constantFrom(page, `${page}/`, 'null', `${page}:443`, `${page}.evil.example`), headerValue);
const headers = record({ Origin: option(origin), Authorization: option(headerValue), 'X-Forwarded-For': option(headerValue), 'X-Forwarded-Proto': option(headerValue), Cookie: option(headerValue), 'Content-Type': option(headerValue) });
fuzz('relay-headers', tuple(constantFrom('/token', '/clients/agents/execute?resourceId=123', '/clients/agents/conversation', '/x'), constantFrom('POST', 'GET', 'OPTIONS', 'PUT'), headers), ([path, method, given]) => {
  const sent = Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== null);
  return check(path, { method, headers: sent, ...(method === 'POST' && { body: '{"agentId":123}' }) });
});

const operation = constantFrom('execute', 'execute-create', 'execute-close', 'conversation', 'conversation-status', 'revive-conversation', 'generate-audio-upload-link');
const body = oneof(json(), string({ unit: 'binary' }), odd.map((value) => JSON.stringify({ ...value, agentId: 123 })));
// These go on to the stand-in of the Agent API, over a connection.
fuzz('relay-bodies', tuple(operation, body), async ([name, text]) => {
  upstream.calls.length = 0;
  await check(`/clients/agents/${name}?resourceId=123`, { method: 'POST', headers: { Origin: page, Authorization: token }, body: text });
  for (const { authorization, body: sent } of upstream.calls) {
    assert.equal(authorization, realKey);
    assert.ok(Object.keys(sent).every((field) => ['agentId', 'conversationId', 'input', 'promptTemplateVariables'].includes(field)), JSON.stringify(sent));
  }
});

/** Bytes as they are, on a connection of their own. */
const line = oneof(constantFrom('POST /token HTTP/1.1', 'GET /healthz HTTP/1.1', 'Host: a', 'Content-Length: 5', 'Transfer-Encoding: chunked', 'Upgrade: websocket', 'Connection: Upgrade', `Origin: ${page}`, '', '{"agentId":123}', '5', '0'), string({ unit: 'binary', maxLength: 40 }));
fuzz('relay-connections', array(line, { maxLength: 14 }), async (lines) => {
  const { hostname, port } = new URL(relayed.url);
  const heard = await new Promise<string>((resolve) => {
    let text = '';
    const socket = connect(Number(port), hostname, () => socket.end(`${lines.join('\r\n')}\r\n`));
    socket.on('data', (data) => (text += String(data)));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text));
  });
  for (const [, status] of heard.matchAll(/^HTTP\/1\.1 (\d{3})/gm)) assert.ok([200, 400, 403, 404, 405, 413, 431].includes(Number(status)), heard);
  assert.equal((await fetch(`${relayed.url}/healthz`)).status, 200);
}, { share: 0.25 });
