import assert from 'node:assert/strict';
import { array, constantFrom, dictionary, double, integer, json, jsonValue, nat, oneof, option, record, string, tuple, webUrl, type Arbitrary } from 'fast-check';
import { AgentError } from '../../src/base/errors.js';
import { messagesFromLogs } from '../../src/conversation/from-logs.js';
import { formatTranscript } from '../../src/conversation/transcript.js';
import { restAddress, operationNames } from '../../src/protocol/operations.js';
import { socketAddress } from '../../src/protocol/addresses.js';
import { decodeClientMessage } from '../../src/protocol/client-codec.js';
import { decodeServerMessages, encodeClientMessage } from '../../src/protocol/codec.js';
import type { ServerMessage } from '../../src/protocol/messages.js';
import { decodeConversation } from '../../src/protocol/logs.js';
import { RestClient } from '../../src/transport/rest-client.js';
import { endpointTokenProvider, TokenSource } from '../../src/transport/token-source.js';
import { FakeClock } from '../support/fake-clock.js';
import { ScriptedServer } from '../support/scripted-server.js';
import { fuzz } from './fuzz.js';

/* Whatever the Agent API, or somebody in its place, says: it is read, or told with a code of the public interface. */

const secret = 'a-token-that-nobody-may-read';
const words = oneof(constantFrom('', 'Hello', secret), string({ maxLength: 10 }));
const mostly = <T>(right: Arbitrary<T>): Arbitrary<unknown> => oneof({ weight: 6, arbitrary: right as Arbitrary<unknown> }, { weight: 1, arbitrary: jsonValue({ maxDepth: 2 }) });
/** Deeper than what calls itself for each level can go. */
const deep = nat(20_000).map((depth) => `${'['.repeat(depth)}${']'.repeat(depth)}`);

const output = record({ outputType: mostly(constantFrom('TEXT', 'AUDIO')), content: mostly(words), sampleRate: mostly(nat(96_000)), base64Audio: mostly(words), transcription: mostly(words), isFinalChunk: mostly(constantFrom(true)) }, { requiredKeys: [] });
const frame = record({
  conversationId: mostly(words), status: mostly(words), errors: mostly(array(words, { maxLength: 2 })), output: mostly(array(output, { maxLength: 2 })), streamedOutput: mostly(output), sessionToken: words,
  streamedToolMessages: mostly(record({ responseType: mostly(constantFrom('EXECUTE_TOOL')), toolName: mostly(words), invocationId: mostly(words), publicVars: mostly(dictionary(words, jsonValue())), streamMessage: mostly(words) }, { requiredKeys: [] })),
}, { requiredKeys: [] });

fuzz('agent-frames', oneof(frame.map((each) => JSON.stringify(each)), json(), string({ unit: 'binary' }), deep.map((text) => `{"errors":${text}}`), deep.map((text) => `{"streamedToolMessages":{"publicVars":{"a":${text}}}}`)), (data) => {
  for (const message of [false, true].flatMap((isFirst) => decodeServerMessages(data, isFirst))) checkMessage(message);
});

function checkMessage(message: ServerMessage): void {
  assert.ok(['stream', 'tool', 'status', 'final', 'unknown'].includes(message.kind));
  if (message.kind === 'status' || message.kind === 'final') assert.ok(message.errors.every((error) => typeof error === 'string'));
  if (message.kind === 'final') assert.ok(message.output.every((each) => typeof (each.outputType === 'TEXT' ? each.content : each.transcription) === 'string'));
  if (message.kind === 'tool') assert.ok([message.toolName, message.invocationId, message.streamMessage, message.responseType].every((each) => typeof each === 'string'));
  if ('raw' in message && typeof message.raw === 'object' && message.raw !== null) assert.ok(!Object.hasOwn(message.raw, 'sessionToken'));
}

const said = oneof(record({ inputType: constantFrom('TEXT' as const), content: words }), record({ inputType: constantFrom('AUDIO' as const), s3Uri: words }));
fuzz('client-messages', record({ messageType: constantFrom('MULTIMODAL' as const), agentId: nat(), input: array(said, { minLength: 1, maxLength: 3 }), promptTemplateVariables: dictionary(words, jsonValue()) }), (message) => {
  const plain: unknown = JSON.parse(JSON.stringify(message));
  assert.deepEqual(decodeClientMessage(encodeClientMessage(message as never)), plain);
});
fuzz('client-messages-wrong', oneof(json(), string({ unit: 'binary' })), (data) => void decodeClientMessage(data));

const log = record({ logType: mostly(constantFrom('USER', 'MESSAGE_TO_USER', 'TOOL_REQUEST', 'TOOL_RESPONSE')), userMultimodalInputs: mostly(array(mostly(record({ inputType: constantFrom('TEXT', 'AUDIO'), content: mostly(words), transcription: mostly(words) })))), multimodalOutput: mostly(output), executeToolRequest: mostly(record({ toolCallId: mostly(words), name: mostly(words), variables: mostly(dictionary(words, jsonValue())) })), executeToolResponse: mostly(record({ toolName: words })) }, { requiredKeys: [] });
fuzz('agent-logs', record({ conversationId: mostly(words), version: mostly(words), logs: mostly(array(mostly(log), { maxLength: 6 })) }, { requiredKeys: [] }), (value) => {
  const conversation = decodeConversation(value)!;
  const messages = messagesFromLogs(conversation.logs, conversation.conversationId, 0);
  assert.equal(new Set(messages.map(({ id }) => id)).size, messages.length);
  for (const format of ['text', 'markdown', 'json'] as const) assert.equal(typeof formatTranscript(messages, format, { user: 'You', agent: 'Agent' }), 'string');
});

fuzz('addresses', tuple(webUrl({ withQueryParameters: false, withFragments: false }), nat(), words, option(words)), ([base, agentId, token, conversationId]) => {
  const socket = new URL(socketAddress(base, { agentId, token, conversationId: conversationId ?? undefined, voice: true }));
  const { protocol, host, searchParams, pathname } = socket;
  assert.deepEqual([protocol, host], [new URL(base).protocol.replace('http', 'ws'), new URL(base).host]);
  assert.ok(pathname.endsWith('/ws/clients/agents/execute'));
  const asked = ([['authorization', token], ['resourceId', String(agentId)], ...(conversationId === null ? [] : [['conversationId', conversationId]]), ['voiceModeEnabled', 'true']]) as string[][];
  // Half a surrogate pair cannot be sent.
  assert.deepEqual([...searchParams], [...new URLSearchParams(String(new URLSearchParams(asked)))]);
  for (const operation of operationNames) assert.ok(new URL(restAddress(base, operation, agentId)).pathname.endsWith(`/clients/agents/${operation}`));
});

const codes = new Set(['token', 'auth', 'limited', 'offline', 'connection', 'protocol', 'agent', 'aborted', 'upload']);
async function outcome(promise: Promise<unknown>): Promise<AgentError | undefined> {
  try {
    await promise;
    return undefined;
  } catch (error) {
    assert.ok(error instanceof AgentError && codes.has(error.code), String(error));
    assert.ok(error.retryAfterMs === undefined || (error.retryAfterMs >= 1_000 && error.retryAfterMs <= 3_600_000), String(error.retryAfterMs));
    return error;
  }
}

/** Nothing is told in the tests' own console. */
const quietly = async (run: () => Promise<void>): Promise<void> => {
  const { warn } = console;
  console.warn = () => undefined;
  try {
    await run();
  } finally {
    console.warn = warn;
  }
};

const time = oneof(constantFrom<unknown>('2026-01-01T00:05:00Z', 1e15, -1, 0, '', 'soon'), double(), integer(), string());
const token = record({ token: mostly(constantFrom(secret)), expiresAt: time, expiresIn: time, apiBase: mostly(oneof(webUrl(), string({ maxLength: 10 }))) }, { requiredKeys: [] });
const header = oneof(constantFrom('', '0', '5', '99999999999999999999', 'Wed, 21 Oct 2026 07:28:00 GMT', '-1', 'NaN'), string({ unit: 'grapheme-ascii', maxLength: 12 }).map((text) => text.trim()));

fuzz('token-answers', tuple(oneof(token.map((each) => JSON.stringify(each)), json(), string({ unit: 'binary' }), deep), constantFrom(200, 200, 200, 204, 403, 429, 500), header), ([text, status, retryAfter]) => quietly(async () => {
  const server = new ScriptedServer();
  const clock = new FakeClock();
  server.answer('token', { status, text, headers: { 'Retry-After': retryAfter, Date: retryAfter } });
  const tokens = new TokenSource(endpointTokenProvider('https://site.test/token', server.fetch, clock), 7, clock, 'https://api.test');
  const error = await outcome(tokens.get(undefined, new AbortController().signal));
  assert.ok(!error || !`${error.message}${String(error.cause)}`.includes(secret), 'a token stands in no error');
  if (error) return;
  const held = await tokens.get(undefined, new AbortController().signal);
  assert.equal(typeof held.token, 'string');
  assert.ok(held.token !== '' && !Number.isNaN(held.freshUntil));
}));

const answer = record({ conversationId: mostly(words), status: mostly(constantFrom('IN_PROGRESS', 'CLOSED', 'NOT_FOUND')), errors: mostly(array(words, { maxLength: 1 })), output: mostly(array(output)), conversation: mostly(record({ logs: mostly(array(log, { maxLength: 2 })) })), uploadUrl: mostly(words), s3Uri: mostly(words), expiresInSeconds: mostly(nat()) }, { requiredKeys: [] });
fuzz('rest-answers', tuple(oneof(answer.map((each) => JSON.stringify(each)), json(), string({ unit: 'binary' }), deep.map((text) => `{"errors":${text}}`)), constantFrom(200, 200, 200, 201, 400, 401, 404, 429, 500, 503, 0), header), ([text, status, value]) => quietly(async () => {
  const server = new ScriptedServer();
  const clock = new FakeClock();
  const tokens = new TokenSource(endpointTokenProvider('https://site.test/token', server.fetch, clock), 7, clock, 'https://api.test');
  const rest = new RestClient({ agentId: 7, tokens, clock, fetch: server.fetch });
  for (const operation of operationNames) server.answer(operation, ...Array.from({ length: 2 }, () => ({ status, text, headers: { 'Retry-After': value, 'X-RateLimit-Limit-Minute': value } })));
  const calls = [rest.create(), rest.execute({ input: [{ inputType: 'TEXT', content: 'a' }] }), rest.close('c'), rest.conversation('c'), rest.status('c'), rest.revive('c'), rest.uploadLink()];
  await Promise.all(calls.map(outcome));
  assert.equal(clock.running, 0, 'no timer is left');
}), { share: 0.5 });
