import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eventually } from '../tools/eventually.js';
import { answer, input, logs, testFaults, type Effects } from '../tools/fault-tests.js';
import { startSimulated, type Simulated } from '../tools/simulated.js';

let simulated: Simulated;
before(async () => {
  simulated = await startSimulated();
});
after(() => simulated.close());

const effects: Effects<'REST'> = {
  async 'http-error'(agent) {
    assert.equal((await simulated.call(agent, 'execute', { input })).status, 500);
    agent.faults.set([{ name: 'http-error', times: 1, on: ['conversation'], status: 429, retryAfter: 'soon' }]);
    assert.equal((await simulated.call(agent, 'execute', { input })).status, 200);
    const { status, headers } = await simulated.call(agent, 'conversation');
    assert.deepEqual([status, headers.get('Retry-After')], [429, 'soon']);
  },
  async 'http-html'(agent) {
    const { status, headers, text } = await simulated.call(agent, 'execute', { input });
    assert.equal(status, 200);
    assert.match(headers.get('Content-Type') ?? '', /^text\/html/);
    assert.match(text, /^<!doctype html>/);
  },
  async 'http-broken'(agent) {
    const { status, text } = await simulated.call(agent, 'execute', { input });
    assert.equal(status, 200);
    assert.throws(() => JSON.parse(text));
  },
  async 'http-cut'(agent) {
    const { conversationId } = (await simulated.call(simulated.agent(), 'execute-create')).json;
    await assert.rejects(simulated.call(agent, 'execute', { input, conversationId }), /fetch failed/);
    assert.deepEqual(agent.traffic.messages, []);
  },
  async 'http-lost-answer'(agent) {
    agent.faults.set([{ name: 'http-lost-answer', times: 1, on: ['execute'] }]);
    const conversationId = String((await simulated.call(agent, 'execute-create')).json['conversationId']);
    await assert.rejects(simulated.call(agent, 'execute', { input, conversationId }), /fetch failed/);
    assert.equal((await logs(simulated, conversationId))[1]?.text, answer);
  },
  async 'http-timeout'(agent) {
    const abort = new AbortController();
    const address = `${simulated.url}/clients/agents/execute?resourceId=${agent.id}`;
    const headers = { Authorization: simulated.simulator.apiKey };
    const never = fetch(address, { method: 'POST', headers, body: '{}', signal: abort.signal });
    await eventually(() => agent.faults.list().length === 0);
    assert.equal((await simulated.call(agent, 'execute', { input })).status, 200);
    abort.abort();
    await assert.rejects(never, { name: 'AbortError' });
  },
  async 'http-slow'(agent) {
    agent.faults.set([{ name: 'http-slow', times: 1, ms: 120 }]);
    const from = performance.now();
    assert.equal((await simulated.call(agent, 'execute', { input })).status, 200);
    assert.ok(performance.now() - from >= 115);
  },
};

testFaults(() => simulated, effects);

test('uploads fail where an order says so', async () => {
  const agent = simulated.agent('echo', { faults: [{ name: 'http-error', status: 403, on: ['upload'], times: 1 }] });
  const { uploadUrl } = (await simulated.call(agent, 'generate-audio-upload-link')).json;
  const put = () => fetch(String(uploadUrl), { method: 'PUT', headers: { 'Content-Type': 'audio/wav' }, body: 'RIFF' });
  assert.equal((await put()).status, 403);
  assert.equal((await put()).status, 200);
});
