import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startSimulated, type Simulated } from '../tools/simulated.js';
import { finalText, say, streamedText } from '../tools/wire-socket.js';

let simulated: Simulated;
before(async () => {
  simulated = await startSimulated();
});
after(() => simulated.close());

const agents = '/_simulator/agents';

test('lists the demo agents, what else there is to choose, and the faults', async () => {
  const { json, headers } = await simulated.request(agents);
  const listed = json['agents'] as { agentId: number; title: string; tokensPerSecond: number }[];
  assert.deepEqual(
    listed.slice(0, 4).map(({ agentId, title, tokensPerSecond }) => [agentId, title, tokensPerSecond]),
    [[101, 'Atlas', 60], [102, 'Toolsmith', 60], [103, 'Concierge', 60], [104, 'Echo', 60]],
  );
  assert.equal((json['behaviours'] as unknown[]).length, 4);
  assert.ok((json['faults'] as { does: string }[]).every(({ does }) => does.endsWith('.')));
  assert.equal(headers.get('Access-Control-Allow-Origin'), '*');
});

test('makes agents with ids of their own, and changes them while they run', async () => {
  const faults = [{ name: 'stall', times: 2 }, { name: 'slow' }];
  const first = await simulated.request(agents, 'POST', { behaviour: 'echo', faults, tokensPerSecond: 7 });
  const second = await simulated.request(agents, 'POST', { behaviour: 'echo' });
  assert.deepEqual([first.status, second.status], [201, 201]);
  const { agentId } = first.json;
  assert.notEqual(agentId, second.json['agentId']);
  const same = await simulated.request(`${agents}/${agentId}`, 'PUT', {});
  assert.deepEqual([same.json['faults'], same.json['tokensPerSecond']], [faults, 7]);
  const changed = await simulated.request(`${agents}/${agentId}`, 'PUT', { faults: [], tokensPerSecond: 90 });
  assert.deepEqual([changed.json['faults'], changed.json['tokensPerSecond']], [[], 90]);
});

for (const [order, reason] of [
  ['no JSON', /JSON object/],
  [{ behaviour: 'unknown' }, /atlas, toolsmith, concierge, echo/],
  [{ behaviour: 'echo', tokensPerSecond: 0 }, /tokensPerSecond/],
  [{ behaviour: 'echo', faults: 'stall' }, /array/],
  [{ behaviour: 'echo', faults: [{ name: 'unknown' }] }, /refuse, block-sockets/],
  [{ behaviour: 'echo', faults: [{ name: 'stall', times: 0 }] }, /times/],
  [{ behaviour: 'echo', faults: [{ name: 'stall', after: -1 }] }, /after/],
  [{ behaviour: 'echo', faults: [{ name: 'stall', chance: 2 }] }, /chance/],
  [{ behaviour: 'echo', faults: [{ name: 'http-error', on: ['nowhere'] }] }, /on/],
  [{ behaviour: 'echo', faults: [{ name: 'lose-message', code: 1006 }] }, /code/],
  [{ behaviour: 'echo', faults: [{ name: 'stall', colour: 'red' }] }, /colour/],
  [{ behaviour: 'echo', latencyMs: [5, 1] }, /latencyMs/],
  [{ behaviour: 'echo', unevenness: 2 }, /unevenness/],
  [{ behaviour: 'echo', pauseAfter: -1 }, /pauseAfter/],
  [{ behaviour: 'echo', seed: 'x' }, /seed/],
  [{ behaviour: 'echo', transcriptions: [1] }, /transcriptions/],
] as const) {
  test(`refuses the order ${JSON.stringify(order)}`, async () => {
    const { status, json } = await simulated.request(agents, 'POST', order);
    assert.equal(status, 400);
    assert.match(String(json['errors']), reason);
  });
}

test('tells what an agent has received, and cuts its sockets', async () => {
  const agent = simulated.agent();
  const message = say(agent.id, 'Hello');
  const wire = await simulated.open(agent);
  const { conversationId } = await wire.message();
  wire.send(message);
  await wire.reply();
  const { messageType: _, ...execute } = message;
  await simulated.call(agent, 'execute', execute);
  const traffic = async () => (await simulated.request(`${agents}/${agent.id}/traffic`)).json;
  assert.deepEqual(await traffic(), {
    messages: [
      { conversationId, via: 'socket', message },
      { conversationId: null, via: 'rest', message: execute },
    ],
    lost: [],
    connections: { opened: 1, open: 1 },
    rest: { execute: 1 },
    binary: { frames: 0, bytes: 0 },
  });
  assert.deepEqual((await simulated.request(`${agents}/${agent.id}/drop`, 'POST')).json, { dropped: 1 });
  assert.equal((await wire.closed).code, 1006);
  const log = await simulated.request(`/_simulator/conversations/${String(conversationId)}`);
  assert.deepEqual([log.json['conversationId'], (log.json['logs'] as unknown[]).length], [conversationId, 2]);
});

test('closes sockets with any code, and sends them any frame', async () => {
  const agent = simulated.agent();
  const wire = await simulated.open(agent);
  await wire.message();
  const frames = ['no JSON', { base64: Buffer.from([1, 2]).toString('base64') }, { status: 'AGAIN' }];
  assert.deepEqual((await simulated.request(`${agents}/${agent.id}/send`, 'POST', { frames })).json, { sent: 3 });
  assert.equal(await wire.frame(), 'no JSON');
  assert.deepEqual(await wire.frame(), Buffer.from([1, 2]));
  assert.deepEqual(await wire.message(), { status: 'AGAIN' });
  await simulated.request(`${agents}/${agent.id}/drop`, 'POST', { code: 4403, reason: 'Other key' });
  assert.deepEqual(await wire.closed, { code: 4403, reason: 'Other key' });
});

test('strikes open sockets dead, while REST tells the truth', async () => {
  const agent = simulated.agent();
  const wire = await simulated.open(agent);
  const { conversationId } = await wire.message();
  assert.deepEqual((await simulated.request(`${agents}/${agent.id}/silence`, 'POST')).json, { silenced: 1 });
  wire.send(say(agent.id, 'Hello'));
  const other = await simulated.open(agent, String(conversationId));
  assert.equal((await other.message())['status'], 'IN_PROGRESS');
  other.send(say(agent.id, 'Again'));
  await other.reply();
  assert.deepEqual(agent.traffic.messages.map(({ message }) => message), [say(agent.id, 'Again')]);
  wire.terminate();
  assert.deepEqual(await wire.rest(), []);
  other.close();
});

test('a reply that never ends holds nothing up once its socket is dead', async () => {
  const agent = simulated.agent('echo', { faults: [{ name: 'stall', times: 1 }] });
  const wire = await simulated.open(agent);
  const { conversationId } = await wire.message();
  wire.send(say(agent.id, 'Hello'));
  await wire.message();
  await simulated.request(`${agents}/${agent.id}/silence`, 'POST');
  const other = await simulated.open(agent, String(conversationId));
  await other.message();
  other.send(say(agent.id, 'Again'));
  assert.equal(finalText((await other.reply()).at(-1)), 'You said: Again');
  wire.terminate();
  other.close();
});

test('lists all conversations of an agent as the server has them', async () => {
  const agent = simulated.agent();
  const logs = [{ logType: 'USER', userMultimodalInputs: [{ inputType: 'TEXT', content: 'Long ago' }] }];
  const made = await simulated.request(`${agents}/${agent.id}/conversations`, 'POST', { logs, closed: true });
  assert.equal(made.status, 201);
  const wire = await simulated.open(agent);
  const { conversationId } = await wire.message();
  const { json } = await simulated.request(`${agents}/${agent.id}/conversations`);
  const [old, fresh, ...others] = json['conversations'] as Record<string, unknown>[];
  assert.deepEqual([old?.['conversationId'], old?.['logs'], old?.['status']], [made.json['conversationId'], logs, 'CLOSED']);
  assert.deepEqual(
    [fresh?.['conversationId'], fresh?.['status'], fresh?.['sockets'], others],
    [conversationId, 'IN_PROGRESS', 1, []],
  );
  wire.close();
});

test('ends a conversation as after twelve hours, and forgets it', async () => {
  const agent = simulated.agent();
  const wire = await simulated.open(agent);
  const { conversationId } = await wire.message();
  const path = `/_simulator/conversations/${String(conversationId)}`;
  assert.deepEqual((await simulated.request(`${path}/expire`, 'POST')).json, { status: 'CLOSED' });
  wire.send(say(agent.id, 'Hello'));
  assert.match(String((await wire.message())['errors']), /is closed/);
  await simulated.request(`${path}/expire`, 'POST', { code: 1000 });
  assert.equal((await wire.closed).code, 1000);
  await simulated.request(path, 'DELETE');
  const { json } = await simulated.call(agent, 'conversation-status', { conversationId });
  assert.equal(json['status'], 'NOT_FOUND');
});

test('latencies and unevenness come from the seed', async () => {
  const paces = async (seed: number) => {
    const order = { behaviour: 'echo', seed, latencyMs: [1, 30], unevenness: 1, tokensPerSecond: 500 };
    const { json } = await simulated.request(agents, 'POST', order);
    const agent = simulated.simulator.agents.find(json['agentId']);
    assert.ok(agent);
    const drawn: number[] = [];
    const wire = await simulated.open(agent);
    await wire.message();
    for (const word of ['one', 'two']) {
      wire.send(say(agent.id, word));
      await wire.reply();
    }
    drawn.push(agent.random(), agent.random());
    wire.close();
    return drawn;
  };
  assert.deepEqual(await paces(5), await paces(5));
  assert.notDeepEqual(await paces(5), await paces(6));
});

test('a reply pauses after some tokens until it is to go on', async () => {
  const agent = simulated.agent();
  agent.change({ pauseAfter: 2 });
  const wire = await simulated.open(agent);
  await wire.message();
  wire.send(say(agent.id, 'one two three four'));
  const begun = [await wire.message(), await wire.message()];
  const path = `/_simulator/agents/${agent.id}`;
  const hasAnswered = async () => JSON.stringify((await simulated.request(`${path}/conversations`, 'GET')).json).includes('MESSAGE_TO_USER');
  assert.equal(await hasAnswered(), false);
  assert.equal((await simulated.request(path, 'PUT', { pauseAfter: null })).json['pauseAfter'], null);
  const ended = await wire.reply();
  assert.match(streamedText([...begun, ...ended]), /one two three four/);
  assert.equal(await hasAnswered(), true);
});

test('answers 404 for what there is not', async () => {
  for (const [path, method] of [
    [`${agents}/999999`, 'PUT'],
    [`${agents}/999999/traffic`, 'GET'],
    [`${agents}/999999/drop`, 'POST'],
    [`${agents}/999999/silence`, 'POST'],
    [`${agents}/999999/conversations`, 'GET'],
    ['/_simulator/conversations/conv_unknown', 'GET'],
    ['/_simulator/conversations/conv_unknown', 'DELETE'],
    ['/_simulator/conversations/conv_unknown/expire', 'POST'],
    ['/_simulator/token/unknown', 'POST'],
    ['/elsewhere', 'GET'],
  ] as const) {
    assert.equal((await simulated.request(path, method)).status, 404, path);
  }
});

test('has token endpoints that are wrong in every listed way', async () => {
  const { json } = await simulated.request('/_simulator/token');
  const kinds = json['kinds'] as string[];
  assert.ok(kinds.length >= 12);
  for (const kind of kinds) {
    const { status, text, json: answer } = await simulated.request(`/_simulator/token/${kind}`, 'POST', {});
    const { token, expiresAt, apiBase } = answer;
    if (kind.startsWith('status-')) assert.equal(status, Number(kind.slice(7)));
    else assert.equal(status, 200, kind);
    if (kind === 'html') assert.match(text, /^<!doctype/);
    if (kind === 'empty') assert.equal(text, '');
    if (kind === 'no-token') assert.equal('token' in answer, false);
    if (kind === 'expired') assert.ok(Date.parse(String(expiresAt)) < Date.now());
    if (kind.startsWith('direct')) assert.deepEqual([token, apiBase], ['simulator-key', simulated.url]);
  }
});

