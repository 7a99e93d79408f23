import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import type { Agent } from '../../demo/simulator/agent.js';
import { answer, logs, said, testFaults, type Effects } from '../tools/fault-tests.js';
import { startSimulated, type Simulated } from '../tools/simulated.js';
import { framesOf, silence, tone } from '../tools/sounds.js';
import { finalText, say, type WireSocket } from '../tools/wire-socket.js';

let simulated: Simulated;
before(async () => {
  simulated = await startSimulated();
});
after(() => simulated.close());

/** Opens a call, and types something into it. */
async function typeIntoCall(agent: Agent, samples = silence(0)): Promise<{ readonly wire: WireSocket; readonly conversationId: string }> {
  const wire = await simulated.open(agent);
  const { conversationId } = await wire.message();
  const audioFormat = { sampleRate: 16_000, sampleSizeInBits: 32, channels: 1, signed: true, bigEndian: false };
  wire.send({ messageType: 'VOICE', agentId: agent.id, audioFormat, outputType: 'AUDIO' });
  for (const frame of framesOf(samples)) wire.send(frame);
  wire.send(say(agent.id, said));
  return { wire, conversationId: String(conversationId) };
}

const effects: Effects<'call'> = {
  async 'refuse-call'(agent) {
    const { wire } = await typeIntoCall(agent);
    assert.deepEqual((await wire.message())['errors'], ['Voice is not available']);
    await wire.reply();
    wire.close();
  },
  async 'refuse-typed'(agent) {
    const { wire, conversationId } = await typeIntoCall(agent);
    assert.deepEqual((await wire.message())['errors'], ['A call takes no text']);
    assert.deepEqual(await logs(simulated, conversationId), []);
    wire.close();
  },
  async patient(agent) {
    agent.faults.set([{ name: 'patient' }]);
    agent.settings.voice = { ...agent.settings.voice, endMs: 20, synthesizer: 'tone' };
    const { wire } = await typeIntoCall(agent, tone(0.5));
    // What was typed is answered, what was said is not.
    assert.equal(finalText((await wire.reply()).at(-1)), answer);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const { heard } = simulated.simulator.conversations.of(agent.id)[0] ?? {};
    assert.deepEqual(heard?.turns, []);
    for (const frame of framesOf(silence(0.1))) wire.send(frame);
    await wire.reply();
    assert.equal(heard?.turns.length, 1);
    agent.faults.set([]);
    wire.close();
  },
  async 'close-typed'(agent) {
    const { wire, conversationId } = await typeIntoCall(agent);
    assert.equal((await wire.closed).code, 1003);
    assert.deepEqual(await logs(simulated, conversationId), []);
    agent.faults.set([{ name: 'close-typed', times: 1, code: 4000 }]);
    assert.equal((await (await typeIntoCall(agent)).wire.closed).code, 4000);
  },
};

testFaults(() => simulated, effects);
