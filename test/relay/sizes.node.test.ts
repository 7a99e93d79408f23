import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { ReadingTurns } from '../../src/relay/reading-turns.js';
import { eventually } from '../tools/eventually.js';
import { startRelayed, type Relayed } from '../tools/relayed.js';
import { startScriptedUpstream, type ScriptedUpstream } from '../tools/scripted-upstream.js';
import { say } from '../tools/wire-socket.js';

/* How much a browser may say at once, by REST and on a socket. */

const kibi = 1024;
let upstream: ScriptedUpstream;
let relayed: Relayed;
let token: string;
let heard: (string | Buffer)[];
before(async () => {
  upstream = await startScriptedUpstream();
  relayed = await startRelayed(upstream.url);
  token = await relayed.token();
});
after(async () => {
  await relayed.close();
  await upstream.close();
});
beforeEach(() => {
  upstream.calls.length = 0;
  heard = [];
  upstream.onSocket = (socket) => socket.on('message', (data, isBinary) => heard.push(isBinary ? (data as Buffer) : String(data)));
});

/** @returns the close code that a message ends in, or `undefined` where it reaches the Agent API */
async function outcome(message: string | Uint8Array | object, through = relayed): Promise<number | undefined> {
  const wire = await through.open(await through.token(), { voice: true });
  wire.send(message as Record<string, unknown>);
  const code = await Promise.race([wire.closed.then((closed) => closed.code), eventually(() => heard.length > 0).then(() => undefined, () => -1)]);
  wire.close();
  return code;
}

const voice = { messageType: 'VOICE', agentId: 123, outputType: 'AUDIO' };
/** As the widget makes it of 256 KiB of WAV, the most that goes inline. */
const inline = { inputType: 'AUDIO', base64EncodedData: Buffer.alloc(256 * kibi).toString('base64') };
/** With so many bytes of JSON beside the audio. */
const padded = (fields: object, size: number) => {
  const text = JSON.stringify({ ...fields, promptTemplateVariables: { x: '' } });
  return text.replace('"x":""', `"x":"${'x'.repeat(size - text.length)}"`);
};
const nested = (depth: number) => JSON.stringify({ ...say(123, 'Hi'), promptTemplateVariables: { x: 0 } }).replace('"x":0', `"x":${'['.repeat(depth)}${']'.repeat(depth)}`);

const messages: ReadonlyArray<readonly [what: string, message: string | Uint8Array | object, code: number | undefined]> = [
  ['64 KiB of text and variables', padded(say(123, 'Hi'), 64 * kibi), undefined],
  ['a byte more', padded(say(123, 'Hi'), 64 * kibi + 1), 1009],
  ['64 KiB of VOICE', padded(voice, 64 * kibi), undefined],
  ['a byte more of VOICE', padded(voice, 64 * kibi + 1), 1009],
  ['what is too long, before it is known to be no JSON', '{'.repeat(64 * kibi + 1), 1009],
  ['the largest inline audio', { messageType: 'MULTIMODAL', agentId: 123, input: [inline, { inputType: 'TEXT', content: 'What is this?' }] }, undefined],
  ['inline audio and more than 64 KiB beside it', `{"messageType":"MULTIMODAL","agentId":123,"input":[${JSON.stringify(inline)}],"x":"${'x'.repeat(64 * kibi)}"}`, 1009],
  ['what only names inline audio', padded({ ...say(123, 'Hi'), x: { base64EncodedData: '' } }, 64 * kibi + 1), 1009],
  ['short texts beside what is called audio, before they are known to be no JSON', `{"base64EncodedData":"","x":[${'"short text",'.repeat(6_000)}`, 1009],
  ['VOICE with audio in it', { ...voice, input: [{ ...inline }] }, 1009],
  ['what is larger than all may be', { messageType: 'MULTIMODAL', agentId: 123, input: [{ inputType: 'AUDIO', base64EncodedData: 'A'.repeat(512 * kibi) }] }, 1009],
  ['the largest frame of audio', Buffer.alloc(256 * kibi), undefined],
  ['a larger one', Buffer.alloc(256 * kibi + 4), 1009],
  ['values 60 deep', nested(60), undefined],
  ['values 65 deep', nested(65), 4400],
  ['values 65 deep behind a quotation mark in a text', nested(65).replace('"x":', String.raw`"q":"\"","x":`), 4400],
  ['values 60 deep behind a backslash in a text', nested(60).replace('"x":', String.raw`"q":"\\","x":`), undefined],
  ['brackets in a text', say(123, `${'[{'.repeat(15_000)}\\"[`), undefined],
  ['texts with nothing between them', '"'.repeat(1_000), 4400],
  ['escapes in audio', JSON.stringify({ messageType: 'MULTIMODAL', agentId: 123, input: [{ ...inline, base64EncodedData: '/'.repeat(30 * kibi) }] }).replaceAll('/', String.raw`\/`), undefined],
  ['many values', { ...say(123, 'Hi'), promptTemplateVariables: { list: Array(9_000).fill(0) } }, undefined],
  ['too many', { ...say(123, 'Hi'), promptTemplateVariables: { list: Array(20_001).fill(0) } }, 4400],
  ['too many names', { ...say(123, 'Hi'), x: Object.fromEntries(Array.from({ length: 6_000 }, (_, index) => [index, []])) }, undefined],
];

describe('a message', () => {
  for (const [what, message, code] of messages) test(`${what}: ${code ?? 'goes on'}`, async () => assert.equal(await outcome(message), code));
});

describe('a body', () => {
  const call = async (operation: Parameters<Relayed['call']>[0], body: string | object) => (await relayed.call(operation, token, body as object)).status;
  const statusOf = (code: number | undefined) => (code === undefined ? 200 : code === 1009 ? 413 : 400);

  for (const [what, message, code] of messages) {
    const text = message instanceof Uint8Array ? '' : typeof message === 'string' ? message : JSON.stringify(message);
    if (!text.includes('MULTIMODAL')) continue;
    test(`${what}: ${statusOf(code)}`, async () => {
      assert.equal(await call('execute', text), statusOf(code));
      assert.equal(upstream.calls.length, code === undefined ? 1 : 0);
    });
  }

  for (const operation of ['execute-create', 'conversation', 'generate-audio-upload-link'] as const) {
    test(`of ${operation} is small in any case`, async () => {
      assert.equal(await call(operation, { agentId: 123, input: [inline] }), 413);
    });
  }
});

test('between two large ones, everybody else has their turn', async () => {
  const turns = new ReadingTurns();
  const order: string[] = [];
  const read = async (what: string, size: number) => {
    await turns.for(Buffer.alloc(size));
    order.push(what);
  };
  const reading = ['one', 'two', 'three'].map((what) => read(what, 64 * kibi + 1));
  await read('small', 64 * kibi);
  const others = async () => {
    while (!order.includes('three')) {
      await new Promise((resolve) => setImmediate(resolve));
      order.push('others');
    }
  };
  await Promise.all([...reading, others()]);
  const between = (one: string, other: string) => order.slice(order.indexOf(one) + 1, order.indexOf(other));
  assert.equal(order[0], 'small');
  assert.ok(between('one', 'two').includes('others') && between('two', 'three').includes('others'), String(order));
});

test('a site may set other sizes', async () => {
  const large = await startRelayed(upstream.url, { bodyLimit: 2 * kibi ** 2, textLimit: 200 * kibi });
  try {
    assert.equal(await outcome(padded(say(123, 'Hi'), 200 * kibi), large), undefined);
    heard = [];
    assert.equal(await outcome(padded(say(123, 'Hi'), 200 * kibi + 1), large), 1009);
    assert.equal(await outcome({ messageType: 'MULTIMODAL', agentId: 123, input: [{ inputType: 'AUDIO', base64EncodedData: 'A'.repeat(1.5 * kibi ** 2) }] }, large), undefined);
  } finally {
    await large.close();
  }
});
