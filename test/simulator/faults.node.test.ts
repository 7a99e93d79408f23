import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { faults, type FaultOrder } from '../../demo/simulator/faults.js';
import { ActiveFaults } from '../../demo/simulator/active-faults.js';
import { seededRandom } from '../../demo/simulator/random.js';
import { input, refused } from '../tools/fault-tests.js';
import { startSimulated, type Simulated } from '../tools/simulated.js';

/* What each fault does is tested in faults-{where}.node.test.ts; here is what all have in common. */

let simulated: Simulated;
before(async () => {
  simulated = await startSimulated();
});
after(() => simulated.close());

test('every fault has a name of its own, and is tested where its kind is', () => {
  const kinds = new Set(faults.map(({ at }) => at.split(' ')[0]));
  assert.deepEqual([...kinds], ['handshake', 'socket', 'message', 'reply', 'final', 'REST', 'token', 'call', 'audio', 'interruption', 'spoken']);
  assert.equal(new Set(faults.map(({ name }) => name)).size, faults.length);
});

test('a fault without a limit strikes each time, until it is taken away', async () => {
  const agent = simulated.agent('echo', { faults: [{ name: 'refuse' }] });
  for (let attempt = 0; attempt < 3; attempt += 1) assert.equal((await refused(simulated, agent)).status, 503);
  agent.faults.set([]);
  (await simulated.open(agent)).close();
});

test('a fault can let some occasions go by, and strike in one place alone', async () => {
  const faults: FaultOrder[] = [{ name: 'unauthorized', after: 1, times: 1, on: ['execute'] }];
  const agent = simulated.agent('echo', { faults });
  assert.deepEqual(agent.faults.list(), faults);
  const status = async () => (await simulated.call(agent, 'execute', { input })).status;
  (await simulated.open(agent)).close();
  assert.deepEqual([await status(), await status(), await status()], [200, 401, 200]);
});

test('chance is what the seed makes it', () => {
  const strikes = (seed: number) => {
    const faults = new ActiveFaults([{ name: 'refuse', chance: 0.3 }], seededRandom(seed));
    return Array.from({ length: 200 }, () => (faults.take('refuse') ? 1 : 0)).join('');
  };
  assert.equal(strikes(7), strikes(7));
  assert.notEqual(strikes(7), strikes(8));
  const often = strikes(7).split('1').length - 1;
  assert.ok(often > 40 && often < 80, `${often} of 200`);
});

test('faults of the reply strike execute too', async () => {
  const agent = simulated.agent('echo', { faults: [{ name: 'agent-error', times: 1 }] });
  const { status, json } = await simulated.call(agent, 'execute', { input });
  assert.deepEqual([status, json['output'], json['errors']], [200, [], ['The agent could not finish its reply']]);
});
