import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { after, before, describe, test } from 'node:test';
import { startBackend, type Backend } from '../../demo/server/backend.js';
import { contentSecurityPolicy } from '../../demo/server/content-security-policy.js';
import { readWav } from '../../demo/simulator/voice/wav.js';
import { socketAddress } from '../../src/protocol/addresses.js';
import { restAddress, operationNames } from '../../src/protocol/operations.js';
import { eventually } from '../tools/eventually.js';
import { post } from '../tools/simulated.js';
import { framesOf, joined, silence, tone, wavOf } from '../tools/sounds.js';
import { finalText, say, WireSocket } from '../tools/wire-socket.js';

let backend: Backend;
let origin: string;
before(async () => {
  backend = await startBackend();
  ({ origin } = backend);
});
after(() => backend.close());

const makeAgent = async (order: object) => {
  const { json } = await post(`${origin}/_simulator/agents`, 'POST', order);
  return Number(json['agentId']);
};
const askToken = async (agentId: number, from = origin) => {
  const { json } = await post(`${origin}/token`, 'POST', { agentId, conversationId: null }, { Origin: from });
  return { token: String(json['token']), apiBase: String(json['apiBase']) };
};

describe('the page', () => {
  test('has a strict policy, its type and no stale copies', async () => {
    const { status, headers } = await fetch(`${origin}/`);
    assert.equal(status, 200);
    assert.match(headers.get('Content-Type') ?? '', /^text\/html/);
    assert.equal(headers.get('Cache-Control'), 'no-cache');
    const policy = headers.get('Content-Security-Policy') ?? '';
    assert.equal(policy, contentSecurityPolicy(new URL(origin).host));
    assert.match(policy, /^default-src 'none'; script-src 'self';/);
    assert.ok(policy.includes(`connect-src 'self' ${origin.replace('http', 'ws')};`));
    assert.equal(/'unsafe|\*/.test(policy), false);
  });

  test('is all there is: no other folder can be read', async () => {
    const paths = ['/package.json', '/dist/../package.json', '/dist/%2e%2e/package.json', '/src/index.ts', '/nothing'];
    for (const path of paths) {
      const { status, headers } = await fetch(origin + path);
      assert.equal(status, 404, path);
      assert.match(headers.get('Content-Type') ?? '', /^text\/plain/);
    }
  });

  test('names no host in its policy that could end the directive', () => {
    assert.equal(contentSecurityPolicy('evil; script-src *').includes('evil'), false);
  });
});

describe('simulator and relay together', () => {
  test('talk as the widget does, and the key never reaches the page', async () => {
    const agentId = await makeAgent({ behaviour: 'concierge' });
    const { token, apiBase } = await askToken(agentId);
    assert.equal(apiBase, origin);
    const wire = await WireSocket.open(socketAddress(apiBase, { agentId, token }), { origin });
    const { conversationId } = await wire.message();
    wire.send(say(agentId, 'hi', { promptTemplateVariables: { customerName: 'Ada' } }));
    const messages = await wire.reply();
    assert.match(finalText(messages.at(-1)), /Hello \*\*Ada\*\*/);
    const seen = [JSON.stringify(messages), token];
    const headers = { Authorization: token, Origin: origin };
    for (const operation of operationNames) {
      const body = { agentId, conversationId, input: [{ inputType: 'TEXT', content: 'hi' }] };
      const answer = await post(restAddress(apiBase, operation, agentId), 'POST', body, headers);
      assert.equal(answer.status, 200, operation);
      seen.push(answer.text, JSON.stringify([...answer.headers]));
    }
    wire.close(1000);
    assert.equal((await wire.closed).code, 1000);
    assert.equal(seen.join('').includes(backend.simulator.apiKey), false);
    await eventually(() => backend.simulator.agents.find(agentId)?.traffic.connections.open === 0);
  });

  test('take pages of this machine alone', async () => {
    const statusFor = async (from: string) =>
      (await post(`${origin}/token`, 'POST', { agentId: 101 }, { Origin: from })).status;
    assert.equal(await statusFor('http://localhost:3000'), 200);
    assert.equal(await statusFor('http://127.0.0.1:1234'), 200);
    assert.equal(await statusFor('http://localhost.evil.example'), 403);
    assert.equal(await statusFor('https://shop.example'), 403);
  });

  test('take an upload at the page’s own origin', async () => {
    const { token } = await askToken(104);
    const headers = { Authorization: token, Origin: origin };
    const { json } = await post(restAddress(origin, 'generate-audio-upload-link', 104), 'POST', {}, headers);
    const uploadUrl = String(json['uploadUrl']);
    assert.ok(uploadUrl.startsWith(`${origin}/_simulator/uploads/`));
    const wav = { 'Content-Type': 'audio/wav' };
    const stored = await fetch(uploadUrl, { method: 'PUT', headers: wav, body: new Uint8Array(wavOf(tone(1))) });
    assert.equal(stored.status, 200);
    const body = { agentId: 104, input: [{ inputType: 'AUDIO', s3Uri: json['s3Uri'] }] };
    const answer = await post(restAddress(origin, 'execute', 104), 'POST', body, headers);
    assert.match(answer.text, /voice message, 1\.0 s/);
  });

  test('pass a fault on: a refused handshake, a cut connection', async () => {
    const faults = [{ name: 'rate-limit', times: 1 }, { name: 'drop-mid-reply' }];
    const agentId = await makeAgent({ behaviour: 'echo', faults });
    const { token } = await askToken(agentId);
    const address = socketAddress(origin, { agentId, token });
    const refused = await WireSocket.attempt(address, { origin });
    assert.ok('status' in refused);
    assert.deepEqual([refused.status, refused.headers['retry-after']], [429, '2']);
    const wire = await WireSocket.open(address, { origin });
    await wire.message();
    wire.send(say(agentId, 'Hello there'));
    assert.equal((await wire.closed).code, 1011);
  });
});

describe('the token endpoint', () => {
  const faulty = async (faults: readonly object[]) => {
    const agentId = await makeAgent({ behaviour: 'echo', faults });
    const ask = () => post(`${origin}/token`, 'POST', { agentId }, { Origin: origin });
    const call = (token: unknown) => {
      const headers = { Authorization: String(token), Origin: origin };
      return post(restAddress(origin, 'execute-create', agentId), 'POST', { agentId }, headers);
    };
    return { agentId, ask, call };
  };

  test('fails as an agent’s faults say, readable for other origins', async () => {
    const { ask } = await faulty([{ name: 'rate-limit', on: ['token'], times: 1, retryAfter: 9 }]);
    const { status, headers } = await ask();
    assert.deepEqual([status, headers.get('Retry-After')], [429, '9']);
    assert.equal(headers.get('Access-Control-Allow-Origin'), '*');
    const well = await ask();
    assert.deepEqual([well.status, well.headers.get('Access-Control-Allow-Origin')], [200, origin]);
  });

  test('hands out tokens that the relay refuses, or soon will', async () => {
    const { ask, call } = await faulty([
      { name: 'token-forged', times: 1 },
      { name: 'token-short', times: 1, after: 1, seconds: 0 },
    ]);
    for (const status of [401, 401, 200]) assert.equal((await call((await ask()).json['token'])).status, status);
  });

  test('has a clock that is off, and says so', async () => {
    const { ask, call } = await faulty([{ name: 'token-skew', times: 1 }]);
    const { json, headers } = await ask();
    assert.ok(Date.parse(headers.get('Date') ?? '') > Date.now() + 3_500_000);
    assert.ok(Date.parse(String(json['expiresAt'])) > Date.now() + 3_800_000);
    assert.equal((await call(json['token'])).status, 200);
  });

  test('can be cut off in the middle', async () => {
    const { ask } = await faulty([{ name: 'http-cut', on: ['token'], times: 1 }]);
    await assert.rejects(ask(), /fetch failed/);
    assert.equal((await ask()).status, 200);
  });
});

test('the relay carries on what happens to a socket: codes, silence, a cut before the answer', async () => {
  const agentId = await makeAgent({ behaviour: 'echo', faults: [{ name: 'drop-after-status', times: 1, code: 4401 }] });
  const { token } = await askToken(agentId);
  const address = socketAddress(origin, { agentId, token });
  const expired = await WireSocket.open(address, { origin });
  assert.equal((await expired.closed).code, 4401);
  const order = (faults: readonly object[]) => post(`${origin}/_simulator/agents/${agentId}`, 'PUT', { faults });
  await order([{ name: 'silent-before-final', times: 1 }]);
  const dead = await WireSocket.open(address, { origin });
  const { conversationId } = await dead.message();
  dead.send(say(agentId, 'Hello'));
  const headers = { Authorization: token, Origin: origin };
  await eventually(async () => {
    const body = { agentId, conversationId };
    const { text } = await post(restAddress(origin, 'conversation', agentId), 'POST', body, headers);
    return text.includes('MESSAGE_TO_USER');
  });
  dead.terminate();
  assert.ok(!(await dead.rest()).some((frame) => String(frame).includes('"output"')));
  await order([{ name: 'cut-handshake', times: 1 }, { name: 'http-cut', times: 1 }]);
  const cut = await WireSocket.attempt(address, { origin });
  assert.equal('status' in cut && cut.status, 502);
  assert.equal((await post(restAddress(origin, 'execute-create', agentId), 'POST', { agentId }, headers)).status, 502);
});

test('a call goes through the relay: frames as they are, speech back, figures by the id that the page knows', async () => {
  const agentId = await makeAgent({ behaviour: 'echo', transcriptions: ['a tent for two'], voice: { synthesizer: 'tone', parrot: false } });
  const { token } = await askToken(agentId);
  const wire = await WireSocket.open(socketAddress(origin, { agentId, token, voice: true }), { origin });
  const { conversationId } = await wire.message();
  const audioFormat = { sampleRate: 16_000, sampleSizeInBits: 32, channels: 1, signed: true, bigEndian: false };
  wire.send({ messageType: 'VOICE', agentId, audioFormat, outputType: 'AUDIO' });
  const said = joined(silence(0.3), tone(0.7), silence(1));
  for (const frame of framesOf(said)) wire.send(frame);
  const messages = await wire.reply();
  const final = messages.at(-1) as { output: { transcription: string }[] } | undefined;
  assert.equal(final?.output[0]?.transcription, 'You said: a tent for two');
  const { json } = await post(`${origin}/_simulator/conversations/${String(conversationId)}/heard`, 'GET', undefined);
  assert.deepEqual([json['samples'], json['oddBytes'], json['gaps']], [said.length, 0, []]);
  const heard = await fetch(`${origin}/_simulator/conversations/${String(conversationId)}/heard.wav`);
  const sound = readWav(new Uint8Array(await heard.arrayBuffer()));
  assert.deepEqual(typeof sound === 'object' && sound.samples, said);
  wire.close();
});

test('a conversation with a past belongs to the page that is told its id', async () => {
  const agentId = await makeAgent({ behaviour: 'echo' });
  const logs = [{ logType: 'USER', userMultimodalInputs: [{ inputType: 'TEXT', content: 'Long ago' }] }];
  const path = `${origin}/_simulator/agents/${agentId}/conversations`;
  const { status, json } = await post(path, 'POST', { logs, closed: true });
  assert.equal(status, 201);
  const { conversationId } = json;
  const asked = await post(`${origin}/token`, 'POST', { agentId, conversationId }, { Origin: origin });
  const headers = { Authorization: String(asked.json['token']), Origin: origin };
  const body = { agentId, conversationId };
  const read = await post(restAddress(origin, 'conversation', agentId), 'POST', body, headers);
  assert.deepEqual((read.json['conversation'] as { logs: unknown }).logs, logs);
  const other = { Authorization: (await askToken(agentId)).token, Origin: origin };
  const refused = await post(restAddress(origin, 'conversation', agentId), 'POST', body, other);
  assert.notEqual(refused.status, 200);
});

test('npm start takes the next port, says so, serves the widget from its sources, and stops cleanly', async () => {
  const command = fileURLToPath(new URL('../../demo/server/start.ts', import.meta.url));
  const taken = new URL(origin).port;
  const child = spawn(process.execPath, ['--import', 'tsx', command], { env: { PATH: '', PORT: taken } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += String(data)));
  const url = await eventually(() => /http:\/\/localhost:\d+/.exec(output)?.[0], 20_000);
  assert.match(output, new RegExp(`^Port ${taken} is taken; looking for the next free one.$`, 'm'));
  assert.equal((await fetch(url)).status, 200);
  const files = ['autessa-agent.js', 'embed.js', 'voice/worklets.js', 'voice/detector.js', 'voice/silero-v6-16khz.bin', 'nothing.js'];
  const answers = await Promise.all(files.map((file) => fetch(`${url}/dist/${file}`)));
  assert.deepEqual(answers.map(({ status }) => status), [200, 200, 200, 200, 200, 404]);
  assert.match((await answers[0]?.text()) ?? '', /customElements\.define/);
  child.kill('SIGINT');
  assert.deepEqual(await once(child, 'close'), [0, null]);
});
