import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import type { Agent } from '../../demo/simulator/agent.js';
import { eventually } from '../tools/eventually.js';
import { answer, logs, talk, testFaults, type Effects } from '../tools/fault-tests.js';
import { startSimulated, type Simulated } from '../tools/simulated.js';
import { finalText, say, streamedText, type WireSocket } from '../tools/wire-socket.js';

let simulated: Simulated;
before(async () => {
  simulated = await startSimulated();
});
after(() => simulated.close());

const effects: Effects<'message' | 'final'> = {
  async 'lose-message'(agent) {
    const { wire, conversationId } = await talk(simulated, agent);
    assert.equal((await wire.closed).code, 1006);
    assert.deepEqual(await logs(simulated, conversationId), []);
    assert.deepEqual([agent.traffic.messages.length, agent.traffic.lost.length], [0, 1]);
    agent.faults.set([{ name: 'lose-message', times: 1, code: 4401 }]);
    assert.equal((await (await talk(simulated, agent)).wire.closed).code, 4401);
  },
  async 'drop-before-reply'(agent) {
    const { wire, conversationId } = await talk(simulated, agent);
    assert.deepEqual(await wire.rest(), []);
    assert.equal((await wire.closed).code, 1006);
    assert.equal(await eventually(async () => (await logs(simulated, conversationId))[1]?.text), answer);
  },
  async 'lose-reply'(agent) {
    const { wire, conversationId } = await talk(simulated, agent);
    assert.equal((await wire.closed).code, 1006);
    const again = await simulated.open(agent, conversationId);
    await again.message();
    again.send(say(agent.id, 'And now?'));
    await again.reply();
    assert.deepEqual((await logs(simulated, conversationId)).map(({ logType }) => logType), ['USER', 'USER', 'MESSAGE_TO_USER']);
    again.close();
  },
  async 'silent-before-message'(agent) {
    const { wire, conversationId } = await talk(simulated, agent);
    await eventually(() => agent.traffic.lost.length === 1);
    assert.deepEqual(await framesOfDead(agent, wire), []);
    assert.deepEqual(await logs(simulated, conversationId), []);
  },
  async 'silent-after-message'(agent) {
    const { wire, conversationId } = await talk(simulated, agent);
    assert.equal(await eventually(async () => (await logs(simulated, conversationId))[1]?.text), answer);
    assert.deepEqual(await framesOfDead(agent, wire), []);
  },
  async 'silent-lose-reply'(agent) {
    const { wire, conversationId } = await talk(simulated, agent);
    await eventually(async () => (await logs(simulated, conversationId)).length === 1);
    assert.deepEqual(await framesOfDead(agent, wire), []);
    assert.equal((await logs(simulated, conversationId)).length, 1);
  },
  async 'drop-before-final'(agent) {
    const { wire, conversationId } = await talk(simulated, agent);
    assert.equal(textOf(await wire.rest()), answer);
    assert.equal((await wire.closed).code, 1006);
    assert.equal((await logs(simulated, conversationId))[1]?.text, answer);
  },
  async 'silent-before-final'(agent) {
    const { wire, conversationId } = await talk(simulated, agent);
    await eventually(async () => (await logs(simulated, conversationId)).length === 2);
    assert.equal(textOf(await framesOfDead(agent, wire)), answer);
  },
  async 'no-final'(agent) {
    const { wire, conversationId } = await talk(simulated, agent);
    await eventually(async () => (await logs(simulated, conversationId)).length === 2);
    wire.send(say(agent.id, 'Next'));
    const messages = await wire.reply();
    assert.equal(streamedText(messages), `${answer}You said: Next`);
    assert.equal(finalText(messages.at(-1)), 'You said: Next');
    wire.close();
  },
  async 'double-final'(agent) {
    const { wire } = await talk(simulated, agent);
    const final = (await wire.reply()).at(-1);
    assert.deepEqual(await wire.message(), final);
    wire.close();
  },
  async 'drop-after-final'(agent) {
    const { wire } = await talk(simulated, agent);
    const frames = await wire.rest();
    assert.match(String(frames.at(-1)), /"output"/);
    assert.equal((await wire.closed).code, 1006);
  },
  async 'auto-close'(agent) {
    const { wire } = await talk(simulated, agent);
    assert.equal(finalText((await wire.reply()).at(-1)), answer);
    assert.deepEqual(await wire.closed, { code: 1000, reason: 'The conversation is over' });
  },
};

testFaults(() => simulated, effects);

/** What came on a socket that should be dead, once the server has answered others. */
async function framesOfDead(agent: Agent, wire: WireSocket): Promise<readonly (string | Buffer)[]> {
  const before = agent.traffic.messages.length;
  wire.send(say(agent.id, 'Are you there?'));
  const other = await talk(simulated, agent);
  await other.wire.reply();
  other.wire.close();
  assert.equal(agent.traffic.messages.length, before + 1);
  wire.terminate();
  return wire.rest();
}

/** Streamed text of frames; a final message would fail the test. */
function textOf(frames: readonly (string | Buffer)[]): string {
  assert.ok(!frames.some((frame) => String(frame).includes('"output"')), 'there is no final message');
  return streamedText(frames.map((frame) => JSON.parse(String(frame)) as Record<string, unknown>));
}
