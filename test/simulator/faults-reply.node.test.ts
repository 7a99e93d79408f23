import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { decodeServerMessages } from '../../src/protocol/codec.js';
import { eventually } from '../tools/eventually.js';
import { answer, logs, talk, testFaults, type Effects } from '../tools/fault-tests.js';
import { startSimulated, type Simulated } from '../tools/simulated.js';
import { finalText, say, streamedText } from '../tools/wire-socket.js';

let simulated: Simulated;
before(async () => {
  simulated = await startSimulated();
});
after(() => simulated.close());

const effects: Effects<'reply'> = {
  async 'unasked-audio'(agent) {
    const { wire } = await talk(simulated, agent);
    const outputs = (await wire.reply()).flatMap((message) => {
      const decoded = decodeServerMessages(JSON.stringify(message), false)[0]!;
      return decoded.kind === 'stream' ? [decoded.output] : decoded.kind === 'final' ? decoded.output : [];
    });
    assert.ok(outputs.length > 2 && outputs.every((output) => output.outputType === 'AUDIO' && output.base64Audio !== ''));
    wire.close();
  },
  async 'drop-mid-reply'(agent) {
    const { wire, conversationId } = await talk(simulated, agent);
    const frames = await wire.rest();
    const text = streamedText(frames.map((frame) => JSON.parse(String(frame)) as Record<string, unknown>));
    assert.ok(text.length > 5 && answer.startsWith(text) && text !== answer, text);
    assert.equal((await wire.closed).code, 1006);
    assert.equal(await eventually(async () => (await logs(simulated, conversationId))[1]?.text), answer);
    agent.faults.set([{ name: 'drop-mid-reply', times: 1, code: 1012 }]);
    assert.equal((await (await talk(simulated, agent)).wire.closed).code, 1012);
  },
  async 'silent-mid-reply'(agent) {
    const { wire, conversationId } = await talk(simulated, agent);
    assert.equal(await eventually(async () => (await logs(simulated, conversationId))[1]?.text), answer);
    await (await simulated.open(agent)).message();
    wire.terminate();
    const frames = (await wire.rest()).map((frame) => JSON.parse(String(frame)) as Record<string, unknown>);
    const text = streamedText(frames);
    assert.ok(text.length > 5 && answer.startsWith(text) && text !== answer, text);
  },
  async slow(agent) {
    agent.settings.tokensPerSecond = 1000;
    const { wire } = await talk(simulated, agent);
    const from = performance.now();
    const { length } = await wire.reply();
    const tookMs = performance.now() - from;
    assert.ok(tookMs > length * 7, `${length} messages in ${tookMs} ms`);
    wire.close();
  },
  async late(agent) {
    agent.faults.set([{ name: 'late', times: 1, ms: 120 }]);
    const from = performance.now();
    const { wire } = await talk(simulated, agent);
    await wire.message();
    assert.ok(performance.now() - from >= 115);
    await wire.reply();
    wire.close();
  },
  async stall(agent) {
    const { wire, conversationId } = await talk(simulated, agent);
    let text = '';
    while (text.length < answer.length / 3) text += streamedText([await wire.message()]);
    wire.send(say(agent.id, 'Are you there?'));
    await eventually(async () => (await logs(simulated, conversationId)).length === 2);
    wire.close();
    assert.ok(!(await wire.rest()).some((frame) => String(frame).includes('"output"')));
    const again = await simulated.open(agent, conversationId);
    await again.message();
    again.send(say(agent.id, 'Back'));
    assert.equal(finalText((await again.reply()).at(-1)), 'You said: Back');
    again.close();
  },
  async garbage(agent) {
    const { wire } = await talk(simulated, agent);
    const frames: (string | Buffer)[] = [];
    let final = '';
    while (final === '') {
      const frame = await wire.frame();
      assert.ok(frame !== undefined);
      const message = decodeServerMessages(frame, false)[0]!;
      if (message.kind === 'unknown') frames.push(frame);
      if (message.kind === 'final') final = finalText(JSON.parse(String(frame)) as Record<string, unknown>);
    }
    assert.equal(final, answer);
    assert.ok(frames.length >= 8);
    assert.ok(frames.some((frame) => typeof frame !== 'string'));
    wire.close();
  },
  async 'binary-frames'(agent) {
    const { wire } = await talk(simulated, agent);
    let bytes = 0;
    let text = '';
    while (!text.includes('"output"')) {
      const frame = await wire.frame();
      if (typeof frame === 'string') text += frame;
      else bytes += frame?.byteLength ?? 0;
    }
    assert.ok(bytes > 65_536);
    wire.close();
  },
  async 'huge-frames'(agent) {
    agent.faults.set([{ name: 'huge-frames', times: 1, bytes: 6_000_000 }]);
    const { wire } = await talk(simulated, agent);
    const lengths: number[] = [];
    for (let frame = await wire.frame(); frame !== undefined; frame = await wire.frame()) {
      lengths.push(frame.length);
      if (String(frame.slice(0, 200)).includes('"output"')) break;
    }
    assert.equal(lengths.filter((length) => length >= 6_000_000).length, 2);
    wire.close();
  },
  async 'unknown-messages'(agent) {
    const { wire } = await talk(simulated, agent);
    const messages = await wire.reply();
    assert.ok(messages.some((message) => 'streamedReasoning' in message));
    assert.ok(messages.some((message) => JSON.stringify(message).includes('TOOL_PROGRESS')));
    assert.equal(finalText(messages.at(-1)), answer);
    wire.close();
  },
  async 'unknown-flood'(agent) {
    const { wire } = await talk(simulated, agent);
    const messages = await wire.reply();
    assert.equal(messages.filter((message) => 'streamedReasoning' in message).length, 10_000);
    assert.equal(finalText(messages.at(-1)), answer);
    wire.close();
  },
  async 'agent-error'(agent) {
    const { wire, conversationId } = await talk(simulated, agent);
    const messages = await wire.reply();
    assert.ok(answer.startsWith(streamedText(messages)) && messages.length > 1);
    assert.deepEqual(messages.at(-1), {
      conversationId,
      output: [],
      errors: ['The agent could not finish its reply'],
    });
    assert.equal((await logs(simulated, conversationId)).length, 1);
    wire.close();
  },
  async 'empty-reply'(agent) {
    const { wire, conversationId } = await talk(simulated, agent);
    assert.deepEqual(await wire.reply(), [{ conversationId, output: [], errors: [] }]);
    wire.close();
  },
  async 'final-differs'(agent) {
    const { wire, conversationId } = await talk(simulated, agent);
    const messages = await wire.reply();
    assert.equal(streamedText(messages), answer);
    assert.equal(finalText(messages.at(-1)), `**Corrected:** ${answer}`);
    assert.equal((await logs(simulated, conversationId))[1]?.text, `**Corrected:** ${answer}`);
    wire.close();
  },
  async 'no-stream'(agent) {
    const { wire } = await talk(simulated, agent);
    const messages = await wire.reply();
    assert.equal(messages.length, 1);
    assert.equal(finalText(messages[0]), answer);
    wire.close();
  },
};

testFaults(() => simulated, effects);
