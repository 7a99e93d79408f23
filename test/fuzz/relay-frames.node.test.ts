import assert from 'node:assert/strict';
import { array, boolean, constantFrom, dictionary, integer, json, jsonValue, nat, oneof, option, record, string, tuple, uint8Array, type Arbitrary } from 'fast-check';
import { parseJson } from '../../src/base/json.js';
import { frameForBrowser, type Sealing } from '../../src/relay/answers.js';
import { FrameMeter } from '../../src/relay/frame-meter.js';
import { AudioAllowance, inspectAudio, inspectText, type FrameRules } from '../../src/relay/frames.js';
import { createGrants } from '../../src/relay/grants.js';
import { createRedaction } from '../../src/relay/redaction.js';
import { fuzz } from './fuzz.js';

const secrets = ['a secret of the tests, long enough for it'] as const;
const grants = { conversations: createGrants(secrets, 'conversation grants'), files: createGrants(secrets, 'file grants') };
const holder = { agent: 123, origin: 'https://shop.example', subject: 'user:ada', variables: { customerName: 'Ada' }, expiresAt: 0 };
const rules = (isVoice: boolean): FrameRules => ({
  holder,
  grants,
  allowEnvironmentVariables: false,
  allowVersion: false,
  textLimit: 65_536,
  isVoice,
  audio: new AudioAllowance(() => 0),
});

/** What may stand in a message. */
const documented = new Set(['messageType', 'agentId', 'input', 'executionOutputMode', 'promptTemplateVariables', 'audioFormat', 'outputType']);

function check(data: Buffer, isVoice: boolean): void {
  const result = inspectText(data, rules(isVoice));
  if (!('text' in result)) {
    assert.ok([1009, 4400, 4403].includes(result.code ?? 0), JSON.stringify(result));
    assert.ok(Buffer.byteLength(result.reason ?? '') <= 123, result.reason);
    return;
  }
  const sent = JSON.parse(result.text) as Record<string, unknown>;
  assert.deepEqual(Object.keys(sent).filter((name) => !documented.has(name)), []);
  assert.deepEqual([sent['agentId'], (sent['promptTemplateVariables'] as { customerName: string }).customerName], [123, 'Ada']);
  for (const { s3Uri } of (sent['input'] ?? []) as { s3Uri?: string }[]) assert.equal(s3Uri, undefined);
}

const name = constantFrom('messageType', 'agentId', 'input', 'promptTemplateVariables', 'environmentVariables', 'version', 'audioFormat', 'outputType', '__proto__', 'constructor', 'toString', 's3Uri', 'conversationId');
const input = oneof(jsonValue(), record({ inputType: constantFrom('TEXT', 'AUDIO', 'X'), content: oneof(string(), jsonValue()), s3Uri: option(string()), base64EncodedData: option(string()), audioFormat: option(jsonValue()) }, { requiredKeys: [] }));
const message = tuple(
  record({ messageType: constantFrom('MULTIMODAL', 'VOICE', 'X'), agentId: oneof({ weight: 5, arbitrary: constantFrom(123 as number) }, { weight: 1, arbitrary: nat(200) }), input: oneof(array(input), jsonValue()), promptTemplateVariables: oneof(dictionary(string(), jsonValue()), jsonValue()) }, { requiredKeys: [] }),
  dictionary(oneof(name, string()), jsonValue()),
).map(([likely, odd]) => JSON.stringify({ ...odd, ...likely }));
const bytes = uint8Array({ maxLength: 300 }).map((list) => [...list]);

fuzz('relay-frames-bytes', tuple(bytes, boolean()), ([raw, isVoice]) => check(Buffer.from(raw), isVoice));
fuzz('relay-frames-json', tuple(oneof(message, json()), boolean()), ([text, isVoice]) => check(Buffer.from(text), isVoice));
/** Text with a few bytes of it changed. */
fuzz('relay-frames-broken', tuple(message, array(tuple(nat(400), nat(255)), { maxLength: 4 })), ([text, changes]) => {
  const data = Buffer.from(text);
  for (const [at, byte] of changes) data[at % data.length] = byte;
  check(data, true);
});
fuzz('relay-frames-audio', array(nat(300_000), { maxLength: 40 }), (sizes) => {
  const open = rules(true);
  let passed = 0;
  for (const size of sizes) {
    const closing = inspectAudio(size, open);
    if (closing) assert.equal(closing.code, size > 262_144 ? 1009 : 1008);
    else passed += size;
  }
  assert.ok(passed <= 60 * 64_000);
});

const key = 'sk/live+"9=';
const redaction = createRedaction(key);
const seal: Sealing = { conversation: (id) => `${id}~sealed`, file: (uri) => `${uri}~sealed` };
/** Any value, with what is not for browsers in places. */
const answer: Arbitrary<unknown> = oneof(
  jsonValue(),
  array(constantFrom<unknown>(key, { sessionToken: 1 }, [{ apiKeyId: key }], 1)),
  dictionary(oneof(string(), constantFrom('sessionToken', 'apiKeyId', 'conversation', 'conversationId', 's3Uri', 'output', 'logs', 'userMultimodalInputs', key)), oneof(jsonValue(), constantFrom(key, `x${key}y`, { sessionToken: 1, a: [{ apiKeyId: 2 }] }, [{ userMultimodalInputs: [{ s3Uri: 's3://x' }] }]))),
);
fuzz('relay-answers', tuple(answer, boolean()), ([value, isEscaped]) => {
  const text = JSON.stringify(value);
  const sent = isEscaped ? text.replaceAll(/[A-Za-z/+=]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`) : text;
  // Escapes are JSON within texts alone.
  if (isEscaped && parseJson(sent) === undefined) return;
  const seen = String(frameForBrowser(Buffer.from(sent), seal, redaction).data);
  assert.ok(!JSON.stringify(parseJson(seen)).includes(JSON.stringify(key).slice(1, -1)), seen);
  JSON.parse(seen, (field, inner: unknown) => {
    assert.ok(!['sessionToken', 'apiKeyId'].includes(field), seen);
    return inner;
  });
});
fuzz('relay-answers-bytes', bytes, (raw) => void frameForBrowser(Buffer.from(raw), seal, redaction));

/** Frames as a client may send them, in chunks of any size; what is known of them is compared with what is counted. */
const frame = record({ opcode: constantFrom(0, 1, 2, 8, 9, 10), isFinal: boolean(), length: oneof(nat(10), integer({ min: 120, max: 130 }), integer({ min: 65_530, max: 65_540 })), isMasked: boolean(), wide: boolean() });
fuzz('relay-frame-meter', tuple(array(frame, { maxLength: 12 }), nat(3_000)), ([frames, chunk]) => {
  const meter = new FrameMeter();
  let earlier = 0;
  for (const { opcode, isFinal, length, isMasked, wide } of frames) {
    const isControl = opcode >= 8;
    const size = wide ? 8 : length > 65_535 ? 8 : length > 125 ? 2 : 0;
    const head = Buffer.alloc(2 + size + (isMasked ? 4 : 0));
    head[0] = (isFinal ? 128 : 0) | opcode;
    head[1] = (isMasked ? 128 : 0) | (size === 8 ? 127 : size === 2 ? 126 : length);
    if (size === 8) head.writeBigUInt64BE(BigInt(length), 2);
    if (size === 2) head.writeUInt16BE(length, 2);
    const data = Buffer.concat([head, Buffer.alloc(length)]);
    for (let at = 0; at < data.length - 1; at += chunk + 1) {
      meter.read(data.subarray(at, Math.min(at + chunk + 1, data.length - 1)));
      assert.equal(meter.unfinished, earlier + Math.min(at + chunk + 1, data.length - 1));
    }
    meter.read(data.subarray(-1));
    if (!isControl) earlier = isFinal ? 0 : earlier + data.length;
    assert.equal(meter.unfinished, earlier);
  }
});
