import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Agent } from '../../demo/simulator/agent.js';
import { input, testFaults, type Effects } from '../tools/fault-tests.js';
import { startSimulated, type Simulated } from '../tools/simulated.js';
import { WireSocket } from '../tools/wire-socket.js';

let simulated: Simulated;
before(async () => {
  simulated = await startSimulated();
});
after(() => simulated.close());

const effects: Effects<'token'> = {
  async 'token-forged'(agent) {
    const { token } = await issued(agent);
    assert.equal((await simulated.call(agent, 'execute', { input }, token)).status, 401);
    assert.equal((await simulated.call(agent, 'execute', { input }, (await issued(agent)).token)).status, 200);
  },
  async 'token-expired'(agent) {
    assert.ok((await issued(agent)).expiresAt < Date.now());
  },
  async 'token-short'(agent) {
    agent.faults.set([{ name: 'token-short', times: 1, seconds: 0.3 }]);
    const { token, expiresAt } = await issued(agent);
    const wire = await simulated.attempt(agent, token);
    assert.ok(wire instanceof WireSocket);
    assert.equal((await wire.closed).code, 4401);
    assert.ok(Date.now() >= expiresAt - 5);
    assert.equal((await simulated.call(agent, 'execute', { input }, token)).status, 401);
    assert.equal('status' in (await simulated.attempt(agent, token)), true);
  },
  async 'token-skew'(agent) {
    agent.faults.set([{ name: 'token-skew', times: 1, ms: -600_000 }]);
    const { token, expiresAt, date } = await issued(agent);
    assert.ok(expiresAt < Date.now() && date < Date.now() - 500_000);
    assert.equal((await simulated.call(agent, 'execute', { input }, token)).status, 200);
  },
};

testFaults(() => simulated, effects);

test('a token endpoint has the faults of HTTP that name it, and no others', async () => {
  const agent = simulated.agent('echo', {
    faults: [{ name: 'http-error' }, { name: 'rate-limit', on: ['token'], times: 1, retryAfter: 3 }],
  });
  const body = { agentId: agent.id };
  const limited = await simulated.request('/_simulator/token/issued', 'POST', body);
  assert.deepEqual([limited.status, limited.headers.get('Retry-After')], [429, '3']);
  assert.equal((await simulated.request('/_simulator/token/issued', 'POST', body)).status, 200);
});

test('tokens are revoked together', async () => {
  const agent = simulated.agent();
  const { token } = await issued(agent);
  await simulated.request('/_simulator/tokens/revoke', 'POST');
  assert.equal((await simulated.call(agent, 'execute', { input }, token)).status, 401);
});

async function issued(agent: Agent) {
  const { json, headers } = await simulated.request('/_simulator/token/issued', 'POST', { agentId: agent.id });
  const { token, expiresAt } = json as { token: string; expiresAt: string };
  return { token, expiresAt: Date.parse(expiresAt), date: Date.parse(headers.get('Date') ?? '') };
}
