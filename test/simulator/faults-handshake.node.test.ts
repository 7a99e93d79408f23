import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { eventually } from '../tools/eventually.js';
import { input, refused, testFaults, type Effects } from '../tools/fault-tests.js';
import { startSimulated, type Simulated } from '../tools/simulated.js';

let simulated: Simulated;
before(async () => {
  simulated = await startSimulated();
});
after(() => simulated.close());

const effects: Effects<'handshake' | 'handshake and REST'> = {
  async refuse(agent) {
    assert.equal((await simulated.call(agent, 'execute', { input })).status, 200);
    assert.equal((await refused(simulated, agent)).status, 503);
    agent.faults.set([{ name: 'refuse', times: 1, status: 429, retryAfter: 7 }]);
    const limited = await refused(simulated, agent);
    assert.deepEqual([limited.status, limited.headers['retry-after']], [429, '7']);
  },
  async 'refuse-voice'(agent) {
    (await simulated.open(agent)).close();
    const voice = await simulated.attempt(agent, undefined, true);
    assert.ok('status' in voice);
    assert.equal(voice.status, 503);
  },
  async 'block-sockets'(agent) {
    const { status, headers, body } = await refused(simulated, agent);
    assert.deepEqual([status, headers['content-type'], body], [403, 'text/html', undefined]);
    agent.faults.set([{ name: 'block-sockets' }]);
    assert.equal((await simulated.call(agent, 'execute', { input })).status, 200);
    agent.faults.set([]);
  },
  async 'cut-handshake'(agent) {
    await assert.rejects(simulated.attempt(agent), /socket hang up|ECONNRESET/);
    assert.equal((await simulated.call(agent, 'execute', { input })).status, 200);
  },
  async 'hang-handshake'(agent) {
    let settled = false;
    const settle = () => (settled = true);
    simulated.attempt(agent).then(settle, settle);
    await eventually(() => agent.faults.list().length === 0);
    (await simulated.open(agent)).close();
    assert.equal(settled, false);
  },
  async 'slow-handshake'(agent) {
    agent.faults.set([{ name: 'slow-handshake', times: 1, ms: 120 }]);
    const from = performance.now();
    (await simulated.open(agent)).close();
    assert.ok(performance.now() - from >= 115);
  },
  async unauthorized(agent) {
    assert.equal((await refused(simulated, agent)).status, 401);
    agent.faults.set([{ name: 'unauthorized', times: 1 }]);
    assert.equal((await simulated.call(agent, 'execute', { input })).status, 401);
  },
  async forbidden(agent) {
    assert.equal((await refused(simulated, agent)).status, 403);
    agent.faults.set([{ name: 'forbidden', times: 1 }]);
    assert.equal((await simulated.call(agent, 'conversation-status', {})).status, 403);
  },
  async 'rate-limit'(agent) {
    const { status, headers } = await refused(simulated, agent);
    assert.deepEqual([status, headers['retry-after']], [429, '2']);
    agent.faults.set([{ name: 'rate-limit', times: 1 }]);
    const rest = await simulated.call(agent, 'execute', { input });
    assert.deepEqual([rest.status, rest.headers.get('Retry-After')], [429, '2']);
    agent.faults.set([{ name: 'rate-limit', times: 1, on: ['execute'], retryAfter: -60, asDate: true }]);
    (await simulated.open(agent)).close();
    const past = await simulated.call(agent, 'execute', { input });
    assert.ok(Date.parse(past.headers.get('Retry-After') ?? '') < Date.now());
    agent.faults.set([{ name: 'rate-limit', times: 1, retryAfter: 1e15 }]);
    assert.equal((await refused(simulated, agent)).headers['retry-after'], '1000000000000000');
  },
};

testFaults(() => simulated, effects);
