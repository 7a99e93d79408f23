import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { tokens } from '../../demo/simulator/beats.js';
import { eventually } from '../tools/eventually.js';
import { startSimulated, type Simulated } from '../tools/simulated.js';
import { finalText, say, streamedText } from '../tools/wire-socket.js';

let simulated: Simulated;
before(async () => {
  simulated = await startSimulated();
});
after(() => simulated.close());

describe('opening', () => {
  test('says at once which conversation it is', async () => {
    const wire = await simulated.open(simulated.agent());
    const { conversationId, ...rest } = await wire.message();
    assert.match(String(conversationId), /^conv_/);
    assert.deepEqual(rest, { status: 'CREATED', errors: [] });
    wire.close();
  });

  test('is refused without the key or an agent', async () => {
    const refused = await simulated.attempt(simulated.agent(), 'wrong');
    assert.ok('status' in refused);
    assert.deepEqual([refused.status, refused.body], [401, { errors: ['The API key is not valid'] }]);
    const nobody = { id: 999_999 } as Parameters<Simulated['attempt']>[0];
    const unknown = await simulated.attempt(nobody);
    assert.equal('status' in unknown && unknown.status, 404);
  });

  test('takes the conversation made before, in its version', async () => {
    const agent = simulated.agent();
    const version = { versionState: 'DRAFT' };
    const { conversationId } = (await simulated.call(agent, 'execute-create', { version })).json;
    const wire = await simulated.open(agent, String(conversationId));
    assert.deepEqual(await wire.message(), { conversationId, status: 'IN_PROGRESS', errors: [] });
    wire.send(say(agent.id, 'version'));
    assert.equal(finalText((await wire.reply()).at(-1)), 'Version 4.');
    wire.close();
  });

  test('revives a closed conversation, and begins afresh for an unknown one', async () => {
    const agent = simulated.agent();
    const first = await simulated.open(agent);
    const { conversationId } = await first.message();
    first.send(say(agent.id, 'Hello'));
    await first.reply();
    first.close();
    await eventually(async () => (await statusOf(agent.id, conversationId)) === 'CLOSED');
    const second = await simulated.open(agent, String(conversationId));
    assert.deepEqual(await second.message(), { conversationId, status: 'REVIVED', errors: [] });
    assert.equal((await logsOf(conversationId)).length, 2);
    second.close();
    const third = await simulated.open(agent, 'conv_unknown');
    const fresh = await third.message();
    assert.equal(fresh['status'], 'CREATED');
    assert.notEqual(fresh['conversationId'], 'conv_unknown');
    third.close();
  });

  test('keeps the conversation open while another socket is on it', async () => {
    const agent = simulated.agent();
    const first = await simulated.open(agent);
    const { conversationId } = await first.message();
    const second = await simulated.open(agent, String(conversationId));
    await second.message();
    first.terminate();
    await eventually(() => agent.traffic.connections.open === 1);
    assert.equal(await statusOf(agent.id, conversationId), 'IN_PROGRESS');
    second.close();
    await eventually(async () => (await statusOf(agent.id, conversationId)) === 'CLOSED');
  });
});

describe('a reply', () => {
  test('is streamed in tokens, ended whole, and logged', async () => {
    const agent = simulated.agent('atlas');
    const wire = await simulated.open(agent);
    const { conversationId } = await wire.message();
    wire.send(say(agent.id, 'Which tent?'));
    const messages = await wire.reply();
    const final = messages.at(-1);
    assert.ok(messages.length > 50);
    assert.equal(streamedText(messages), finalText(final));
    assert.match(finalText(final), /\| Tent \| Weight/);
    assert.deepEqual([final?.['conversationId'], final?.['errors']], [conversationId, []]);
    assert.deepEqual(await logsOf(conversationId), [
      { logType: 'USER', userMultimodalInputs: [{ inputType: 'TEXT', content: 'Which tent?' }] },
      { logType: 'MESSAGE_TO_USER', multimodalOutput: { outputType: 'TEXT', content: finalText(final) } },
    ]);
    wire.close();
  });

  test('keeps the pace of its agent', async () => {
    const agent = simulated.agent('echo', { tokensPerSecond: 100 });
    const wire = await simulated.open(agent);
    await wire.message();
    const said = Array.from({ length: 30 }, (_, index) => `w${index}`).join(' ');
    const from = performance.now();
    wire.send(say(agent.id, said));
    const messages = await wire.reply();
    const tookMs = performance.now() - from;
    assert.ok(tookMs > messages.length * 8, `${messages.length} messages in ${tookMs} ms`);
    wire.close();
  });

  test('shows its tools while they run, and logs them', async () => {
    const agent = simulated.agent('toolsmith');
    const wire = await simulated.open(agent);
    const { conversationId } = await wire.message();
    wire.send(say(agent.id, "What's the weather in Seattle?"));
    const messages = await wire.reply();
    const tools = messages.flatMap(({ streamedToolMessages: tool }) => (tool ? [tool as Record<string, unknown>] : []));
    assert.deepEqual(tools[0], {
      responseType: 'EXECUTE_TOOL',
      toolName: 'GetWeather',
      invocationId: tools[1]?.['invocationId'],
      publicVars: { city: 'Seattle' },
      streamMessage: 'EXECUTION START: GetWeather',
    });
    assert.equal(tools[1]?.['streamMessage'], 'EXECUTION END: GetWeather');
    const logs = await logsOf(conversationId);
    assert.deepEqual(logs.map(({ logType }) => logType), ['USER', 'TOOL_REQUEST', 'TOOL_RESPONSE', 'MESSAGE_TO_USER']);
    const { executeToolRequest: request, executeToolResponse: response } = { ...logs[1], ...logs[2] };
    const variables = { location: 'Seattle', units: 'imperial' };
    assert.deepEqual(request, { toolCallId: tools[0]['invocationId'], name: 'GetWeather', variables });
    assert.deepEqual(Object.keys(response ?? {}), ['toolCallId', 'toolName', 'result']);
    wire.close();
  });

  test('comes in the order of the messages, each logged when it arrives', async () => {
    const agent = simulated.agent('echo', { tokensPerSecond: 200 });
    const wire = await simulated.open(agent);
    const { conversationId } = await wire.message();
    for (const word of ['one', 'two', 'three']) wire.send(say(agent.id, word));
    await eventually(async () => (await logsOf(conversationId)).length === 3);
    const replies = [await wire.reply(), await wire.reply(), await wire.reply()];
    assert.deepEqual(replies.map(streamedText), ['You said: one', 'You said: two', 'You said: three']);
    wire.close();
  });

  test('uses the variables of its message alone', async () => {
    const agent = simulated.agent('concierge');
    const wire = await simulated.open(agent);
    await wire.message();
    wire.send(say(agent.id, 'hi', { promptTemplateVariables: { customerName: 'Ada', accountType: 'Basic' } }));
    assert.match(finalText((await wire.reply()).at(-1)), /Ada.*Basic/);
    wire.send(say(agent.id, 'instructions', { promptTemplateVariables: { customerName: 'Bo' } }));
    assert.match(finalText((await wire.reply()).at(-1)), /You help Bo, who has a @@\{accountType\}@@ account/);
    wire.send(say(agent.id, 'hi'));
    assert.match(finalText((await wire.reply()).at(-1)), /May I have your \*\*name\*\*/);
    wire.close();
  });

  test('goes on, and into the log, when the connection is lost', async () => {
    const agent = simulated.agent('atlas', { tokensPerSecond: 300 });
    const wire = await simulated.open(agent);
    const { conversationId } = await wire.message();
    wire.send(say(agent.id, 'tent'));
    await wire.message();
    wire.terminate();
    const logs = await eventually(async () => {
      const found = await logsOf(conversationId);
      return found.length === 2 && found;
    });
    assert.match(JSON.stringify(logs[1]), /pitching guide/);
  });

  test('says what is wrong with a message, and goes on', async () => {
    const agent = simulated.agent();
    const wire = await simulated.open(agent);
    const { conversationId } = await wire.message();
    for (const wrong of [
      'no JSON',
      { messageType: 'MULTIMODAL', agentId: agent.id, input: [] },
      { messageType: 'OTHER', agentId: agent.id },
      say(agent.id + 1, 'Hello'),
      { messageType: 'MULTIMODAL', agentId: agent.id, input: [{ inputType: 'AUDIO', s3Uri: 's3://none.wav' }] },
    ]) {
      wire.send(wrong);
      const answer = await wire.message();
      assert.deepEqual([answer['conversationId'], answer['output']], [conversationId, []]);
      assert.equal((answer['errors'] as string[]).length, 1);
    }
    assert.equal((await logsOf(conversationId)).length, 0);
    wire.send(say(agent.id, 'Hello'));
    assert.equal(finalText((await wire.reply()).at(-1)), 'You said: Hello');
    await simulated.call(agent, 'execute-close', { conversationId });
    wire.send(say(agent.id, 'Hello'));
    assert.deepEqual((await wire.message())['errors'], [`Conversation ${conversationId} is closed`]);
    wire.close();
  });
});

test('raw audio without a VOICE message is counted and not answered', async () => {
  const agent = simulated.agent();
  const wire = await simulated.open(agent);
  const { conversationId } = await wire.message();
  wire.send(new Uint8Array(2048));
  wire.send(new Uint8Array(2048));
  wire.send(say(agent.id, 'typed'));
  assert.equal(finalText((await wire.reply()).at(-1)), 'You said: typed');
  assert.deepEqual(agent.traffic.binary, { frames: 2, bytes: 4096 });
  assert.equal((await simulated.request(`/_simulator/conversations/${String(conversationId)}/heard`)).status, 404);
  wire.close();
});

test('tokens joined are the text', () => {
  const texts = ['', '  two  spaces\n\n', '| a | **b** |\n', '👋 “smart” naïve 日本語テキスト', 'a'.repeat(50)];
  for (const text of texts) {
    assert.equal(tokens(text).join(''), text);
  }
});

async function statusOf(agentId: number, conversationId: unknown) {
  const agent = simulated.simulator.agents.find(agentId);
  assert.ok(agent);
  return (await simulated.call(agent, 'conversation-status', { conversationId })).json['status'];
}

async function logsOf(conversationId: unknown) {
  const { json } = await simulated.request(`/_simulator/conversations/${String(conversationId)}`);
  return json['logs'] as Record<string, Record<string, unknown>>[];
}
