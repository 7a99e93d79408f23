import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { JsonObject } from '../../src/base/json.js';
import { eventually } from '../tools/eventually.js';
import { tone, wavOf } from '../tools/sounds.js';
import { shiftedClock, startSimulated, type Simulated } from '../tools/simulated.js';

const hour = 60 * 60 * 1000;
const clock = shiftedClock();
let simulated: Simulated;
before(async () => {
  simulated = await startSimulated({ clock });
});
after(() => simulated.close());

const said = (content: string) => [{ inputType: 'TEXT', content }];

describe('execute-create', () => {
  test('makes a conversation with the published version', async () => {
    const agent = simulated.agent();
    const { status, json } = await simulated.call(agent, 'execute-create');
    assert.equal(status, 200);
    assert.deepEqual(json['errors'], []);
    assert.match(String(json['conversationId']), /^conv_\w{10,}$/);
    assert.equal((await conversationOf(agent.id, json)).version, '3');
  });

  for (const [version, number] of [
    [{ versionState: 'DRAFT' }, '4'],
    [{ versionState: 'PUBLISHED' }, '3'],
    [{ versionState: 'ARCHIVED' }, '2'],
    [{ versionState: 'ARCHIVED', versionNumber: 1 }, '1'],
    [{ versionNumber: 4 }, '4'],
  ] as const) {
    test(`takes version ${JSON.stringify(version)}`, async () => {
      const agent = simulated.agent();
      const { json } = await simulated.call(agent, 'execute-create', { version });
      assert.equal((await conversationOf(agent.id, json)).version, number);
    });
  }

  const draftOne = { versionState: 'DRAFT', versionNumber: 1 };
  for (const version of [{ versionNumber: 9 }, { versionState: 'LATEST' }, draftOne, 3]) {
    test(`refuses version ${JSON.stringify(version)}`, async () => {
      const { status, json } = await simulated.call(simulated.agent(), 'execute-create', { version });
      assert.equal(status, 400);
      assert.deepEqual(json['errors'], ['There is no such version']);
    });
  }

  test('ties the conversation to its version when another is published', async () => {
    const agent = simulated.agent();
    const { conversationId } = (await simulated.call(agent, 'execute-create')).json;
    await simulated.request(`/_simulator/agents/${agent.id}`, 'PUT', { publish: true });
    const input = said('Which version?');
    const override = { versionNumber: 1 };
    const old = await simulated.call(agent, 'execute', { input, conversationId, version: override });
    assert.equal(textOf(old.json), 'Version 3.', 'an override is ignored in a conversation');
    assert.equal(textOf((await simulated.call(agent, 'execute', { input })).json), 'Version 4.');
  });
});

describe('execute', () => {
  test('answers once without a conversation, and keeps nothing', async () => {
    const agent = simulated.agent();
    const { status, json } = await simulated.call(agent, 'execute', { input: said('Hello') });
    assert.equal(status, 200);
    assert.deepEqual(json['output'], [{ outputType: 'TEXT', content: 'You said: Hello' }]);
    assert.deepEqual(json['errors'], []);
    assert.equal('conversationId' in json, false);
  });

  test('logs both sides of a conversation', async () => {
    const agent = simulated.agent();
    const { json: made } = await simulated.call(agent, 'execute-create');
    const { conversationId } = made;
    await simulated.call(agent, 'execute', { input: said('One'), conversationId });
    await simulated.call(agent, 'execute', { input: said('Two'), conversationId });
    assert.deepEqual((await conversationOf(agent.id, made)).logs, [
      { logType: 'USER', userMultimodalInputs: said('One') },
      { logType: 'MESSAGE_TO_USER', multimodalOutput: { outputType: 'TEXT', content: 'You said: One' } },
      { logType: 'USER', userMultimodalInputs: said('Two') },
      { logType: 'MESSAGE_TO_USER', multimodalOutput: { outputType: 'TEXT', content: 'You said: Two' } },
    ]);
  });

  test('fills the prompt template from this message, and names environment variables', async () => {
    const promptTemplateVariables = { customerName: 'John Doe', accountType: 'Premium' };
    const input = said('hello');
    const named = await simulated.call(simulated.agent('concierge'), 'execute', { input, promptTemplateVariables });
    assert.match(textOf(named.json), /Hello \*\*John Doe\*\*.*\*\*Premium\*\* account/);
    const unnamed = await simulated.call(simulated.agent('concierge'), 'execute', { input });
    assert.match(textOf(unnamed.json), /name/);
    const environmentVariables = { USER_LOCATION: 'Seattle' };
    const env = await simulated.call(simulated.agent(), 'execute', { input: said('env'), environmentVariables });
    assert.equal(textOf(env.json), 'Environment variables: USER_LOCATION');
  });

  test('uses the transcription of audio, or its length', async () => {
    const audio = { inputType: 'AUDIO', base64EncodedData: Buffer.alloc(32_000).toString('base64') };
    const input = [...said('First'), { ...audio, transcription: 'then this' }, audio];
    const { json } = await simulated.call(simulated.agent(), 'execute', { input });
    assert.equal(textOf(json), 'You said: First\nthen this\n(voice message, 1.0 s)');
  });

  test('refuses what it cannot use', async () => {
    const agent = simulated.agent();
    const { json: made } = await simulated.call(agent, 'execute-create');
    const status = async (body: JsonObject) => (await simulated.call(agent, 'execute', body)).status;
    assert.equal(await status({ input: [] }), 400);
    assert.equal(await status({ input: [{ inputType: 'VIDEO' }] }), 400);
    assert.equal(await status({ input: [{ inputType: 'AUDIO' }] }), 400);
    assert.equal(await status({ input: [{ inputType: 'AUDIO', s3Uri: 's3://elsewhere/a.wav' }] }), 400);
    assert.equal(await status({ input: said('Hi'), conversationId: 'conv_unknown' }), 404);
    assert.equal(await status({ input: said('Hi'), agentId: agent.id + 1 }), 400);
    await simulated.call(agent, 'execute-close', { conversationId: made['conversationId'] });
    assert.equal(await status({ input: said('Hi'), conversationId: made['conversationId'] }), 400);
  });
});

describe('a conversation', () => {
  test('is in progress, then closed, then revived', async () => {
    const agent = simulated.agent();
    const { conversationId } = (await simulated.call(agent, 'execute-create')).json;
    const status = async () => (await simulated.call(agent, 'conversation-status', { conversationId })).json;
    const { sessionToken: _, ...documented } = await status();
    assert.deepEqual(documented, { conversationId, status: 'IN_PROGRESS', errors: [] });
    assert.deepEqual((await simulated.call(agent, 'execute-close', { conversationId })).json['errors'], []);
    assert.equal((await status())['status'], 'CLOSED');
    assert.match(String((await conversationOf(agent.id, { conversationId })).closeDate), /^\d{4}-.*Z$/);
    const revived = await simulated.call(agent, 'revive-conversation', { conversationId });
    assert.deepEqual([revived.json['conversationId'], revived.json['status']], [conversationId, 'REVIVED']);
    assert.equal((await status())['status'], 'IN_PROGRESS');
    assert.equal((await conversationOf(agent.id, { conversationId })).closeDate, null);
  });

  test('closes after 12 hours without a message', async () => {
    const agent = simulated.agent();
    const { conversationId } = (await simulated.call(agent, 'execute-create')).json;
    const status = async () => (await simulated.call(agent, 'conversation-status', { conversationId })).json['status'];
    clock.forward(11 * hour);
    await simulated.call(agent, 'execute', { conversationId, input: said('Still here') });
    clock.forward(11 * hour);
    assert.equal(await status(), 'IN_PROGRESS');
    clock.forward(hour);
    assert.equal(await status(), 'CLOSED');
    const close = await simulated.call(agent, 'execute-close', { conversationId });
    assert.deepEqual([close.status, close.json['errors']], [200, []]);
  });

  test("is nobody else's", async () => {
    const { conversationId } = (await simulated.call(simulated.agent(), 'execute-create')).json;
    for (const id of [conversationId, 'conv_unknown']) {
      const stranger = simulated.agent();
      const status = await simulated.call(stranger, 'conversation-status', { conversationId: id });
      assert.deepEqual([status.status, status.json['status']], [200, 'NOT_FOUND']);
      assert.equal((await simulated.call(stranger, 'conversation', { conversationId: id })).status, 404);
      assert.equal((await simulated.call(stranger, 'revive-conversation', { conversationId: id })).status, 404);
      assert.equal((await simulated.call(stranger, 'execute-close', { conversationId: id })).status, 200);
    }
  });
});

describe('access', () => {
  test('needs the key, an agent and a POST of JSON', async () => {
    const agent = simulated.agent();
    const wrong = await simulated.call(agent, 'execute-create', {}, 'wrong');
    assert.deepEqual([wrong.status, wrong.json], [401, { errors: ['The API key is not valid'] }]);
    const at = (path: string) => `${simulated.url}/clients/agents/${path}`;
    const status = async (path: string, init: RequestInit = {}) => {
      const headers = { Authorization: simulated.simulator.apiKey };
      return (await fetch(at(path), { method: 'POST', body: '{}', headers, ...init })).status;
    };
    assert.equal(await status('execute-create'), 400);
    assert.equal(await status('execute-create?resourceId=abc'), 400);
    assert.equal(await status('execute-create?resourceId=999999'), 404);
    assert.equal(await status(`delete?resourceId=${agent.id}`), 404);
    assert.equal(await status(`execute-create?resourceId=${agent.id}`, { method: 'PUT' }), 405);
    assert.equal(await status(`execute-create?resourceId=${agent.id}`, { body: 'no JSON' }), 400);
  });

  test('is limited per minute on execution alone', async () => {
    const strict = await startSimulated({ rateLimits: { perMinute: 2 }, clock });
    try {
      // From the start of a minute, or the calls might fall into two.
      clock.forward(60_000 - (clock.now() % 60_000));
      const agent = strict.agent();
      const input = said('Hi');
      const first = await strict.call(agent, 'execute', { input });
      assert.equal(first.headers.get('X-RateLimit-Limit-Minute'), '2');
      assert.equal(first.headers.get('X-RateLimit-Remaining-Minute'), '1');
      assert.equal(first.headers.get('X-RateLimit-Limit-Day'), '1000000');
      assert.equal(first.headers.get('X-RateLimit-Remaining-Day'), '999999');
      await strict.call(agent, 'execute-create');
      const third = await strict.call(agent, 'execute', { input });
      assert.equal(third.status, 429);
      const seconds = Number(third.headers.get('Retry-After'));
      assert.ok(seconds > 0 && seconds <= 60);
      const refused = await strict.attempt(agent);
      assert.equal('status' in refused && refused.status, 429);
      assert.equal((await strict.call(agent, 'conversation-status', { conversationId: 'x' })).status, 200);
      clock.forward(seconds * 1000);
      assert.equal((await strict.call(agent, 'execute', { input })).status, 200);
    } finally {
      await strict.close();
    }
  });
});

describe('generate-audio-upload-link', () => {
  const link = async () => {
    const agent = simulated.agent();
    const { uploadUrl, s3Uri, expiresInSeconds } = (await simulated.call(agent, 'generate-audio-upload-link')).json;
    return { agent, uploadUrl: String(uploadUrl), s3Uri: String(s3Uri), expiresInSeconds };
  };
  const put = (url: string, type: string) => {
    const headers = { 'Content-Type': type, Origin: 'https://shop.example' };
    return fetch(url, { method: 'PUT', headers, body: new Uint8Array(wavOf(tone(0.5))) });
  };

  test('takes a WAV file, which an AudioInput can then name', async () => {
    const { agent, uploadUrl, s3Uri, expiresInSeconds } = await link();
    assert.equal(expiresInSeconds, 3600);
    const input = [{ inputType: 'AUDIO', s3Uri }];
    assert.equal((await simulated.call(agent, 'execute', { input })).status, 400);
    const stored = await put(uploadUrl, 'audio/wav');
    assert.equal(stored.status, 200);
    assert.equal(stored.headers.get('Access-Control-Allow-Origin'), '*');
    assert.equal(textOf((await simulated.call(agent, 'execute', { input })).json), 'You said: (voice message, 0.5 s)');
  });

  test('wants a WAV file there, and says so when it is used', async () => {
    const { agent, uploadUrl, s3Uri } = await link();
    await fetch(uploadUrl, { method: 'PUT', headers: { 'Content-Type': 'audio/wav' }, body: 'ID3 no wave' });
    const { status, json } = await simulated.call(agent, 'execute', { input: [{ inputType: 'AUDIO', s3Uri }] });
    assert.deepEqual([status, json['errors']], [400, [`What was uploaded to ${s3Uri} is no WAV file`]]);
  });

  test('allows the preflight of a PUT', async () => {
    const { uploadUrl } = await link();
    const headers = { Origin: 'https://shop.example', 'Access-Control-Request-Method': 'PUT' };
    const answer = await fetch(uploadUrl, { method: 'OPTIONS', headers });
    assert.match(answer.headers.get('Access-Control-Allow-Methods') ?? '', /PUT/);
  });

  test('refuses another type, another file and a late one', async () => {
    const { uploadUrl } = await link();
    assert.equal((await put(uploadUrl, 'audio/mpeg')).status, 403);
    assert.equal((await put(uploadUrl.replace(/uploads\/\w+/, 'uploads/other'), 'audio/wav')).status, 403);
    clock.forward(hour);
    assert.equal((await put(uploadUrl, 'audio/wav')).status, 403);
  });
});

test('a client that goes away ends a stalled execute', async () => {
  const agent = simulated.agent('echo', { faults: [{ name: 'stall' }] });
  const { conversationId } = (await simulated.call(agent, 'execute-create')).json;
  const abort = new AbortController();
  const address = `${simulated.url}/clients/agents/execute?resourceId=${agent.id}`;
  const body = JSON.stringify({ agentId: agent.id, conversationId, input: said('Hello') });
  const headers = { Authorization: simulated.simulator.apiKey };
  const stalled = fetch(address, { method: 'POST', headers, body, signal: abort.signal });
  await eventually(() => agent.traffic.messages.length === 1);
  abort.abort();
  await assert.rejects(stalled);
  agent.faults.set([]);
  const next = await simulated.call(agent, 'execute', { conversationId, input: said('Again') });
  assert.equal(textOf(next.json), 'You said: Again');
});

async function conversationOf(agentId: number, { conversationId }: JsonObject) {
  const agent = simulated.simulator.agents.find(agentId);
  assert.ok(agent);
  const { json } = await simulated.call(agent, 'conversation', { conversationId });
  return json['conversation'] as { version: string; closeDate: string | null; logs: unknown[] };
}

function textOf(json: JsonObject): string {
  return (json['output'] as { content: string }[] | undefined)?.[0]?.content ?? '';
}
