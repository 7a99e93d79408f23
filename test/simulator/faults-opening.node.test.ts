import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import type { Agent } from '../../demo/simulator/agent.js';
import { logs, said, talk, testFaults, type Effects } from '../tools/fault-tests.js';
import { startSimulated, type Simulated } from '../tools/simulated.js';
import { finalText, say, streamedText, type WireSocket } from '../tools/wire-socket.js';

let simulated: Simulated;
before(async () => {
  simulated = await startSimulated();
});
after(() => simulated.close());

const effects: Effects<'socket opened' | 'socket opened and revive' | 'socket opened and REST'> = {
  async 'drop-on-connect'(agent) {
    const wire = await simulated.open(agent);
    assert.deepEqual(await wire.rest(), []);
    assert.equal((await wire.closed).code, 1006);
  },
  async 'drop-after-status'(agent) {
    const wire = await simulated.open(agent);
    const frames = await wire.rest();
    assert.equal(frames.length, 1);
    assert.match(String(frames[0]), /"status":"CREATED"/);
    assert.equal((await wire.closed).code, 1006);
    agent.faults.set([{ name: 'drop-after-status', times: 1, code: 4401 }]);
    assert.equal((await (await simulated.open(agent)).closed).code, 4401);
  },
  async 'no-status'(agent) {
    const wire = await simulated.open(agent);
    wire.send(say(agent.id, 'Hello'));
    // Had there been a status message, it would have come before the reply.
    assert.ok('streamedOutput' in (await wire.message()));
    wire.close();
  },
  async 'double-status'(agent) {
    const wire = await simulated.open(agent);
    const first = await wire.message();
    assert.deepEqual(await wire.message(), first);
    wire.close();
  },
  async 'status-errors'(agent) {
    const wire = await simulated.open(agent);
    assert.deepEqual((await wire.message())['errors'], ['The agent is not available']);
    wire.close();
  },
  async 'stray-final'(agent) {
    const wire = await simulated.open(agent);
    assert.equal((await wire.message())['status'], 'CREATED');
    assert.equal(finalText(await wire.message()), 'Nobody asked for this.');
    wire.close();
  },
  async greet(agent) {
    const wire = await simulated.open(agent);
    const { conversationId } = await wire.message();
    const messages = await wire.reply();
    assert.equal(streamedText(messages), 'Good day! How can I help?');
    assert.equal(finalText(messages.at(-1)), 'Good day! How can I help?');
    assert.deepEqual(await logs(simulated, String(conversationId)), [{ logType: 'MESSAGE_TO_USER', text: 'Good day! How can I help?' }]);
    wire.close();
  },
  async 'silent-on-connect'(agent) {
    const wire = await simulated.open(agent);
    assert.deepEqual(await framesOfDead(agent, wire), []);
  },
  async 'silent-after-status'(agent) {
    const wire = await simulated.open(agent);
    assert.equal((await wire.message())['status'], 'CREATED');
    assert.deepEqual(await framesOfDead(agent, wire), []);
  },
  async 'other-id'(agent) {
    const { conversationId } = (await simulated.call(agent, 'execute-create')).json;
    const wire = await simulated.open(agent, String(conversationId));
    const status = await wire.message();
    assert.equal(status['status'], 'REVIVED');
    assert.notEqual(status['conversationId'], conversationId);
    wire.close();
    agent.faults.set([{ name: 'other-id', times: 1 }]);
    const revived = await simulated.call(agent, 'revive-conversation', { conversationId });
    assert.notEqual(revived.json['conversationId'], conversationId);
  },
  async 'not-found'(agent) {
    const { conversationId } = (await simulated.call(agent, 'execute-create')).json;
    assert.equal((await simulated.call(agent, 'conversation-status', { conversationId })).json['status'], 'NOT_FOUND');
    agent.faults.set([{ name: 'not-found', times: 1 }]);
    const wire = await simulated.open(agent, String(conversationId));
    const status = await wire.message();
    assert.equal(status['status'], 'CREATED');
    assert.notEqual(status['conversationId'], conversationId);
    wire.close();
    agent.faults.set([{ name: 'not-found', times: 1, on: ['conversation'] }]);
    assert.equal((await simulated.call(agent, 'conversation-status', { conversationId })).json['status'], 'IN_PROGRESS');
    assert.equal((await simulated.call(agent, 'conversation', { conversationId })).status, 404);
  },
};

testFaults(() => simulated, effects);

/** What came on a socket that should be dead, once the server has answered others. */
async function framesOfDead(agent: Agent, wire: WireSocket): Promise<readonly (string | Buffer)[]> {
  wire.send(say(agent.id, 'Are you there?'));
  const other = await talk(simulated, agent);
  await other.wire.reply();
  other.wire.close();
  assert.deepEqual(agent.traffic.messages.map(({ message }) => message), [say(agent.id, said)]);
  wire.terminate();
  return wire.rest();
}
