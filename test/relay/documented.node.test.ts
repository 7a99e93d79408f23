import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { eventually } from '../tools/eventually.js';
import { startRelayed, type Relayed } from '../tools/relayed.js';
import { startScriptedUpstream, type ScriptedUpstream } from '../tools/scripted-upstream.js';
import { say } from '../tools/wire-socket.js';

/* Of all that a browser says, what is documented goes on, and nothing else. */

let upstream: ScriptedUpstream;
let relayed: Relayed;
let token: string;
let heard: Record<string, unknown>[];
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
  upstream.handshakes.length = 0;
  heard = [];
  upstream.onCall = (response) => response.end('{"errors":[]}');
  upstream.onSocket = (socket) => socket.on('message', (data) => heard.push(JSON.parse(String(data)) as Record<string, unknown>));
});

/** @returns what the Agent API hears of a message, or the code that it is answered with */
async function onSocket(message: object, holder = token): Promise<object | number> {
  heard.length = 0;
  const wire = await relayed.open(holder, { voice: true });
  wire.send({ messageType: 'MULTIMODAL', agentId: 123, ...message });
  const outcome = await Promise.race([wire.closed.then(({ code }) => code), eventually(() => heard[0])]);
  wire.close();
  return outcome;
}

async function byRest(message: object, holder = token): Promise<object | number> {
  upstream.calls.length = 0;
  const { status } = await relayed.call('execute', holder, { agentId: 123, ...message });
  return upstream.calls[0]?.body ?? status;
}

const format = { sampleRate: 16_000, sampleSizeInBits: 16, channels: 1, signed: true, bigEndian: false };

describe('an input', () => {
  test('has its documented fields', async () => {
    const input = [
      { inputType: 'TEXT', content: 'Hello' },
      { inputType: 'AUDIO', base64EncodedData: 'UklGRg==', audioFormat: format, transcription: 'Hi' },
    ];
    const more = [{ ...input[0], s3Uri: 's3://x/y', role: 'system' }, { ...input[1], audioFormat: { ...format, codec: 'x' }, content: 'x', toolCalls: [] }];
    assert.deepEqual(await byRest({ input: more }), { agentId: 123, input });
    assert.deepEqual(await onSocket({ input: more }), { messageType: 'MULTIMODAL', agentId: 123, input });
  });

  const wrong: ReadonlyArray<readonly [what: string, message: object]> = [
    ['no list', { input: 'Hello' }],
    ['a text', { input: ['Hello'] }],
    ['of another type', { input: [{ inputType: 'SYSTEM', content: 'Obey' }] }],
    ['of no type', { input: [{ content: 'Hello' }] }],
    ['text that is none', { input: [{ inputType: 'TEXT', content: { text: 'Hello' } }] }],
    ['text that is missing', { input: [{ inputType: 'TEXT' }] }],
    ['audio that is no text', { input: [{ inputType: 'AUDIO', base64EncodedData: [1, 2] }] }],
    ['a transcription that is none', { input: [{ inputType: 'AUDIO', transcription: {} }] }],
    ['a format of another kind', { input: [{ inputType: 'AUDIO', audioFormat: { sampleRate: '16000' } }] }],
    ['a rate below nothing', { input: [{ inputType: 'AUDIO', audioFormat: { sampleRate: -1 } }] }],
    ['an address that is none', { input: [{ inputType: 'AUDIO', s3Uri: 7 }] }],
    ['variables that are none', { promptTemplateVariables: ['x'] }],
    ['environment variables that are none', { environmentVariables: 'x' }],
  ];
  for (const [what, message] of wrong) {
    test(`${what}: 400, 4400`, async () => assert.deepEqual([await byRest(message), await onSocket(message)], [400, 4400]));
  }
  test('of another output than text and audio: 4400', async () => {
    assert.equal(await onSocket({ ...say(123, 'Hello'), executionOutputMode: 'VIDEO' }), 4400);
    assert.equal(await onSocket({ messageType: 'VOICE', outputType: 1 }), 4400);
    assert.equal(await onSocket({ messageType: 'VOICE', audioFormat: 'wav' }), 4400);
    assert.deepEqual(await onSocket({ messageType: 'VOICE', audioFormat: { ...format, x: 1 }, outputType: 'AUDIO', input: [] }), { messageType: 'VOICE', agentId: 123, audioFormat: format, outputType: 'AUDIO' });
  });
  test('for another agent, or one that is no number: 4403, for VOICE too', async () => {
    for (const messageType of ['MULTIMODAL', 'VOICE']) {
      for (const agentId of [124, '123', null, [123], 123.5]) assert.equal(await onSocket({ messageType, agentId }), 4403, `${messageType} ${JSON.stringify(agentId)}`);
    }
  });
});

describe('an uploaded file', () => {
  const s3Uri = 's3://autessa-audio/user-123/audio-xyz.wav';
  const upload = async (holder: string) => {
    upstream.onCall = (response) => response.end(JSON.stringify({ uploadUrl: 'https://s3.example/put', s3Uri, expiresInSeconds: 3600, errors: [] }));
    const { json } = await relayed.call('generate-audio-upload-link', holder, {});
    upstream.onCall = (response) => response.end('{"errors":[]}');
    assert.equal(json['uploadUrl'], 'https://s3.example/put');
    return String(json['s3Uri']);
  };
  const naming = (uri: string) => ({ input: [{ inputType: 'AUDIO', s3Uri: uri }] });

  test('is its visitor’s: the Agent API gets the address that it gave', async () => {
    const sealed = await upload(token);
    assert.match(sealed, /^s3:\/\/autessa-audio\/user-123\/audio-xyz\.wav~[\w-]{22}\.[\w-]{22}$/);
    assert.deepEqual(await byRest(naming(sealed)), { agentId: 123, ...naming(s3Uri) });
    assert.deepEqual(await onSocket(naming(sealed)), { messageType: 'MULTIMODAL', agentId: 123, ...naming(s3Uri) });
  });

  test('of another visitor, another agent or another place is refused: 403, 4400', async () => {
    const sealed = await upload(token);
    const other = await relayed.token();
    const [, seal] = sealed.split('~');
    const attempts: ReadonlyArray<readonly [uri: string, holder: string]> = [
      [sealed, other],
      [s3Uri, token],
      [`s3://autessa-audio/user-7/secret.wav~${seal}`, token],
      ['s3://autessa-audio/user-7/secret.wav', token],
      ['', token],
      [`${'x'.repeat(3_000)}~${seal}`, token],
    ];
    for (const [uri, holder] of attempts) assert.deepEqual([await byRest(naming(uri), holder), await onSocket(naming(uri), holder)], [403, 4400], uri);
    const elsewhere = await relayed.token(124);
    const { status } = await relayed.call('execute', elsewhere, { agentId: 124, ...naming(sealed) }, { resourceId: 124 });
    assert.equal(status, 403);
    // A conversation's seal is none for a file.
    upstream.onCall = (response) => response.end(JSON.stringify({ conversationId: s3Uri, errors: [] }));
    const { json } = await relayed.call('execute-create', token);
    assert.match(String(json['conversationId']), /^s3:.*~/);
    assert.equal(await byRest(naming(String(json['conversationId']))), 403);
  });

  test('with an address longer than any is refused', async () => {
    upstream.onCall = (response) => response.end(JSON.stringify({ s3Uri: `s3://${'x'.repeat(3_000)}`, errors: [] }));
    const { json } = await relayed.call('generate-audio-upload-link', token, {});
    assert.equal(await byRest(naming(String(json['s3Uri']))), 403);
  });

  test('has the same name in the log of its conversation', async () => {
    const sealed = await upload(token);
    const begun = { conversationId: 'conv_1', errors: [] };
    upstream.onCall = (response) => response.end(JSON.stringify(begun));
    const { json } = await relayed.call('execute-create', token);
    const logs = [
      { logType: 'USER', userMultimodalInputs: [{ inputType: 'AUDIO', s3Uri, transcription: 'Hi' }, 'odd', null] },
      { logType: 'USER', userMultimodalInputs: 'odd' },
      'odd',
    ];
    upstream.onCall = (response) => response.end(JSON.stringify({ conversation: { conversationId: 'conv_1', logs }, errors: [] }));
    const { conversation } = (await relayed.call('conversation', token, { agentId: 123, conversationId: json['conversationId'] })).json as { conversation: { logs: unknown[] } };
    assert.deepEqual(conversation.logs, [{ logType: 'USER', userMultimodalInputs: [{ inputType: 'AUDIO', s3Uri: sealed, transcription: 'Hi' }, 'odd', null] }, ...logs.slice(1)]);
  });

  test('is anybody’s where conversations are', async () => {
    const open = await startRelayed(upstream.url, { bindConversations: false });
    try {
      const holder = await open.token();
      assert.equal((await open.call('execute', holder, { agentId: 123, ...naming(s3Uri) })).status, 200);
      assert.deepEqual(upstream.calls[0]?.body, { agentId: 123, ...naming(s3Uri) });
    } finally {
      await open.close();
    }
  });
});

describe('a version', () => {
  const draft = { versionState: 'DRAFT' } as const;
  const asked = (version: unknown) => ({ agentId: 123, version });
  /** What the Agent API is asked for, by REST and by a socket that begins. */
  async function versions(options: Parameters<typeof startRelayed>[1], version: unknown = draft): Promise<unknown[]> {
    const relay = await startRelayed(upstream.url, options);
    try {
      upstream.onCall = (response) => response.end('{"conversationId":"conv_3","errors":[]}');
      upstream.calls.length = 0;
      const holder = await relay.token();
      for (const operation of ['execute-create', 'execute'] as const) {
        const { status } = await relay.call(operation, holder, asked(version));
        if (status !== 200) return [status];
      }
      (await relay.open(holder)).close();
      return upstream.calls.map(({ body }) => body['version']);
    } finally {
      await relay.close();
    }
  }

  test('of a browser’s own is dropped, unless the site allows it', async () => {
    assert.deepEqual(await versions({}), [undefined, undefined]);
    assert.deepEqual(await versions({ allowVersion: true }), [draft, draft]);
    assert.deepEqual(await versions({ allowVersion: true }, { versionState: 'ARCHIVED', versionNumber: 3, secret: 1 }), [{ versionState: 'ARCHIVED', versionNumber: 3 }, { versionState: 'ARCHIVED', versionNumber: 3 }]);
    for (const version of ['DRAFT', { versionState: 'SECRET' }, { versionNumber: '3' }, { versionNumber: 1.5 }]) assert.deepEqual(await versions({ allowVersion: true }, version), [400]);
  });

  test('of the relay’s settings holds for all, on sockets too, unless the token pins another', async () => {
    const pinned = { versionState: 'PUBLISHED', versionNumber: 7 } as const;
    assert.deepEqual(await versions({ version: pinned, allowVersion: true }), [pinned, pinned, pinned]);
    assert.match(upstream.handshakes.at(-1) ?? '', /conversationId=conv_3/);
    assert.deepEqual(await versions({ version: pinned, authenticate: () => ({ version: draft }) }, pinned), [draft, draft, draft]);
  });
});
