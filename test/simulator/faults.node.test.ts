import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Agent } from '../../demo/simulator/agent.js';
import { faults, type FaultName } from '../../demo/simulator/faults.js';
import { decodeServerMessage } from '../../src/protocol/codec.js';
import { eventually } from '../tools/eventually.js';
import { startSimulated, type Simulated } from '../tools/simulated.js';
import { finalText, say, streamedText, type WireSocket, type Refused } from '../tools/wire-socket.js';

let simulated: Simulated;
before(async () => {
  simulated = await startSimulated();
});
after(() => simulated.close());

const input = [{ inputType: 'TEXT', content: 'Hello there, how are you?' }];
const answer = 'You said: Hello there, how are you?';

/** What each fault must do to an agent that has it once. */
const effects: Record<FaultName, (agent: Agent) => Promise<void>> = {
  async refuse(agent) {
    assert.equal((await simulated.call(agent, 'execute', { input })).status, 200);
    assert.equal((await refused(agent)).status, 503);
  },
  async unauthorized(agent) {
    assert.equal((await refused(agent)).status, 401);
    agent.faults.set([{ name: 'unauthorized', times: 1 }]);
    assert.equal((await simulated.call(agent, 'execute', { input })).status, 401);
  },
  async forbidden(agent) {
    assert.equal((await refused(agent)).status, 403);
    agent.faults.set([{ name: 'forbidden', times: 1 }]);
    assert.equal((await simulated.call(agent, 'conversation-status', {})).status, 403);
  },
  async 'rate-limit'(agent) {
    const { status, headers } = await refused(agent);
    assert.deepEqual([status, headers['retry-after']], [429, '2']);
    agent.faults.set([{ name: 'rate-limit', times: 1 }]);
    const rest = await simulated.call(agent, 'execute', { input });
    assert.deepEqual([rest.status, rest.headers.get('Retry-After')], [429, '2']);
  },
  async 'drop-on-connect'(agent) {
    const wire = await simulated.open(agent);
    assert.deepEqual(await wire.rest(), []);
    assert.equal((await wire.closed).code, 1006);
  },
  async 'no-status'(agent) {
    const wire = await simulated.open(agent);
    wire.send(say(agent.id, 'Hello'));
    // Had there been a status message, it would have come before the reply.
    assert.ok('streamedOutput' in (await wire.message()));
    wire.close();
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
  },
  async 'lose-message'(agent) {
    const { wire, conversationId } = await talk(agent);
    assert.equal((await wire.closed).code, 1006);
    assert.deepEqual(await logs(conversationId), []);
    assert.deepEqual([agent.traffic.messages.length, agent.traffic.lost.length], [0, 1]);
  },
  async 'drop-before-reply'(agent) {
    const { wire, conversationId } = await talk(agent);
    assert.deepEqual(await wire.rest(), []);
    assert.equal((await wire.closed).code, 1006);
    assert.equal(await eventually(async () => (await logs(conversationId))[1]?.text), answer);
  },
  async 'lose-reply'(agent) {
    const { wire, conversationId } = await talk(agent);
    assert.equal((await wire.closed).code, 1006);
    const again = await simulated.open(agent, conversationId);
    await again.message();
    again.send(say(agent.id, 'And now?'));
    await again.reply();
    assert.deepEqual((await logs(conversationId)).map(({ logType }) => logType), ['USER', 'USER', 'MESSAGE_TO_USER']);
    again.close();
  },
  async 'drop-mid-reply'(agent) {
    const { wire, conversationId } = await talk(agent);
    const frames = await wire.rest();
    const text = streamedText(frames.map((frame) => JSON.parse(String(frame)) as Record<string, unknown>));
    assert.ok(text.length > 5 && answer.startsWith(text) && text !== answer, text);
    assert.equal((await wire.closed).code, 1006);
    assert.equal(await eventually(async () => (await logs(conversationId))[1]?.text), answer);
  },
  async slow(agent) {
    agent.tokensPerSecond = 1000;
    const { wire } = await talk(agent);
    const from = performance.now();
    const { length } = await wire.reply();
    const tookMs = performance.now() - from;
    assert.ok(tookMs > length * 7, `${length} messages in ${tookMs} ms`);
    wire.close();
  },
  async stall(agent) {
    const { wire, conversationId } = await talk(agent);
    let text = '';
    while (text.length < answer.length / 3) text += streamedText([await wire.message()]);
    wire.send(say(agent.id, 'Are you there?'));
    await eventually(async () => (await logs(conversationId)).length === 2);
    wire.close();
    assert.ok(!(await wire.rest()).some((frame) => String(frame).includes('"output"')));
    const again = await simulated.open(agent, conversationId);
    await again.message();
    again.send(say(agent.id, 'Back'));
    assert.equal(finalText((await again.reply()).at(-1)), 'You said: Back');
    again.close();
  },
  async garbage(agent) {
    const { wire } = await talk(agent);
    const frames: (string | Buffer)[] = [];
    let final = '';
    while (final === '') {
      const frame = await wire.frame();
      assert.ok(frame !== undefined);
      const message = decodeServerMessage(frame);
      if (message.kind === 'unknown') frames.push(frame);
      if (message.kind === 'final') final = finalText(JSON.parse(String(frame)) as Record<string, unknown>);
    }
    assert.equal(final, answer);
    assert.ok(frames.length >= 8);
    assert.ok(frames.some((frame) => typeof frame !== 'string'));
    wire.close();
  },
  async 'unknown-messages'(agent) {
    const { wire } = await talk(agent);
    const messages = await wire.reply();
    assert.ok(messages.some((message) => 'streamedReasoning' in message));
    assert.ok(messages.some((message) => JSON.stringify(message).includes('TOOL_PROGRESS')));
    assert.equal(finalText(messages.at(-1)), answer);
    wire.close();
  },
  async 'agent-error'(agent) {
    const { wire, conversationId } = await talk(agent);
    const messages = await wire.reply();
    assert.ok(answer.startsWith(streamedText(messages)) && messages.length > 1);
    assert.deepEqual(messages.at(-1), {
      conversationId,
      output: [],
      errors: ['The agent could not finish its reply'],
    });
    assert.equal((await logs(conversationId)).length, 1);
    wire.close();
  },
  async 'empty-reply'(agent) {
    const { wire, conversationId } = await talk(agent);
    assert.deepEqual(await wire.reply(), [{ conversationId, output: [], errors: [] }]);
    wire.close();
  },
  async 'final-differs'(agent) {
    const { wire, conversationId } = await talk(agent);
    const messages = await wire.reply();
    assert.equal(streamedText(messages), answer);
    assert.equal(finalText(messages.at(-1)), `**Corrected:** ${answer}`);
    assert.equal((await logs(conversationId))[1]?.text, `**Corrected:** ${answer}`);
    wire.close();
  },
  async 'auto-close'(agent) {
    const { wire } = await talk(agent);
    assert.equal(finalText((await wire.reply()).at(-1)), answer);
    assert.deepEqual(await wire.closed, { code: 1000, reason: 'The conversation is over' });
  },
  async 'http-html'(agent) {
    const { status, headers, text } = await simulated.call(agent, 'execute', { input });
    assert.equal(status, 200);
    assert.match(headers.get('Content-Type') ?? '', /^text\/html/);
    assert.match(text, /^<!doctype html>/);
  },
};

for (const { name, does } of faults) {
  test(`${name}: ${does}`, async () => {
    const agent = simulated.agent('echo', { faults: [{ name, times: 1 }] });
    await effects[name](agent);
    assert.deepEqual(agent.faults.list(), []);
    const { wire } = await talk(agent);
    assert.equal(finalText((await wire.reply()).at(-1)), answer, 'it strikes no more often than ordered');
    wire.close();
  });
}

test('a fault without a limit strikes each time, until it is taken away', async () => {
  const agent = simulated.agent('echo', { faults: [{ name: 'refuse' }] });
  for (let attempt = 0; attempt < 3; attempt += 1) assert.equal((await refused(agent)).status, 503);
  agent.faults.set([]);
  (await simulated.open(agent)).close();
});

test('faults of the reply strike execute too', async () => {
  const agent = simulated.agent('echo', { faults: [{ name: 'agent-error', times: 1 }] });
  const { status, json } = await simulated.call(agent, 'execute', { input });
  assert.deepEqual([status, json['output'], json['errors']], [200, [], ['The agent could not finish its reply']]);
});

/** Opens a socket and says something once it has its status. */
async function talk(agent: Agent): Promise<{ wire: WireSocket; conversationId: string }> {
  const wire = await simulated.open(agent);
  const { conversationId } = await wire.message();
  wire.send(say(agent.id, 'Hello there, how are you?'));
  return { wire, conversationId: String(conversationId) };
}

async function refused(agent: Agent): Promise<Refused> {
  const result = await simulated.attempt(agent);
  assert.ok('status' in result, 'the handshake is refused');
  return result;
}

async function logs(conversationId: string): Promise<{ logType: string; text: string | undefined }[]> {
  const { json } = await simulated.request(`/_simulator/conversations/${conversationId}`);
  const entries = json['logs'] as { logType: string; multimodalOutput?: { content: string } }[];
  return entries.map(({ logType, multimodalOutput }) => ({ logType, text: multimodalOutput?.content }));
}
