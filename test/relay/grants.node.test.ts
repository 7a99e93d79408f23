import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import { createGrants, newVisitor, noGrants } from '../../src/relay/grants.js';
import { keyFor } from '../../src/relay/secrets.js';
import { page, startRelayed, type Relayed } from '../tools/relayed.js';
import { startScriptedUpstream, type ScriptedUpstream } from '../tools/scripted-upstream.js';

describe('a conversation id', () => {
  const secret = 'a secret that is long enough for it';
  const grants = createGrants([secret], 'conversation grants');
  const ada = { agent: 123, subject: 'user:ada' };
  const visitor = { agent: 123, subject: newVisitor() };

  test('is its owner’s alone, and one agent’s', () => {
    for (const owner of [ada, visitor]) {
      const id = grants.seal('conv_1', owner);
      assert.deepEqual(grants.open(id), { id, original: 'conv_1' });
      assert.equal(grants.ownership(id, owner), 'theirs');
      assert.equal(grants.ownership(id, { ...owner, agent: 124 }), 'unknown');
    }
    assert.equal(grants.ownership(grants.seal('conv_1', ada), { ...ada, subject: 'user:bob' }), 'unknown');
    assert.equal(grants.ownership(grants.seal('conv_1', visitor), ada), 'another-visitor');
    assert.equal(grants.ownership(grants.seal('conv_1', ada), visitor), 'unknown');
  });

  test('says which anonymous visitor it belongs to, but not which user', () => {
    assert.equal(grants.visitorOf(grants.seal('conv_1', visitor), 123), visitor.subject);
    assert.equal(grants.visitorOf(grants.seal('conv_1', visitor), 124), undefined);
    const ofUser = grants.seal('conv_1', ada);
    assert.equal(grants.visitorOf(ofUser, 123), undefined);
    assert.equal(ofUser.includes('ada'), false);
  });

  test('cannot be changed, nor made without the secret', () => {
    const id = grants.seal('conv_1', visitor);
    const [conversation, rest = ''] = id.split('~');
    const [name, signature = ''] = rest.split('.');
    const other = newVisitor().replace('visitor:', '');
    const forged = [
      `conv_2~${rest}`,
      `${conversation}~${other}.${signature}`,
      `${conversation}~${name}.${'A'.repeat(22)}`,
      `${conversation}~.${signature}`,
      `${conversation}~${name}.`,
      `${conversation}~`,
      'conv_1',
      '~.',
      createGrants(['another secret that is long enough'], 'conversation grants').seal('conv_1', visitor),
    ];
    for (const each of forged) {
      assert.equal(grants.ownership(each, visitor), 'unknown', each);
      assert.equal(grants.visitorOf(each, 123), undefined, each);
    }
  });

  test('is signed with a key of its own: neither with the secret, nor as a file is', () => {
    const { agent, subject } = visitor;
    const text = JSON.stringify([agent, 'conv_1', subject]);
    const name = subject.replace('visitor:', '');
    const signedWith = (key: string | Buffer) => `conv_1~${name}.${createHmac('sha256', key).update(text).digest().subarray(0, 16).toString('base64url')}`;
    const keys = (['conversation grants', 'file grants', 'limits'] as const).map((use) => keyFor(secret, use));
    assert.equal(grants.ownership(signedWith(keys[0] ?? ''), visitor), 'theirs');
    for (const key of [secret, ...keys.slice(1)]) assert.equal(grants.ownership(signedWith(key), visitor), 'unknown');
    assert.equal(new Set([secret, ...keys.map(String)]).size, 4);
    assert.equal(createGrants([secret], 'file grants').ownership(grants.seal('conv_1', visitor), visitor), 'unknown');
  });

  test('holds while its secret is one of two', () => {
    const id = grants.seal('conv_1', visitor);
    const newer = 'a newer secret that is long enough';
    assert.equal(createGrants([newer, secret], 'conversation grants').ownership(id, visitor), 'theirs');
    assert.equal(createGrants([newer], 'conversation grants').ownership(id, visitor), 'unknown');
  });

  test('may hold anything that separates, and be vouched for', () => {
    for (const odd of ['conv~1', 'a.b', '~', 'conv_1~x.y', 'ü\n']) {
      const id = grants.seal(odd, ada);
      assert.deepEqual([grants.open(id).original, grants.ownership(id, ada)], [odd, 'theirs']);
    }
    assert.equal(grants.ownership('conv_9', { ...ada, conversation: 'conv_9' }), 'theirs');
    assert.equal(grants.ownership('conv_8', { ...ada, conversation: 'conv_9' }), 'unknown');
  });

  test('is the Agent API’s own where conversations are not bound', () => {
    assert.equal(noGrants.seal('conv_1', ada), 'conv_1');
    assert.equal(noGrants.ownership('conv_1', ada), 'theirs');
  });
});

describe('through the relay', () => {
  let upstream: ScriptedUpstream;
  let relayed: Relayed;
  before(async () => {
    upstream = await startScriptedUpstream();
    relayed = await startRelayed(upstream.url, {
      authenticate(request) {
        const user = request.headers.get('Cookie');
        return user === null ? {} : { user, ownsConversation: user === 'vouched' };
      },
    });
  });
  after(async () => {
    await relayed.close();
    await upstream.close();
  });
  beforeEach(() => {
    upstream.calls.length = 0;
    upstream.handshakes.length = 0;
    upstream.onCall = (response) => response.end('{"conversationId":"conv_1","errors":[],"sessionToken":"of the key’s holder"}');
    upstream.onSocket = (socket) => {
      socket.send('{"conversationId":"conv_1","status":"CREATED","errors":[],"sessionToken":"x"}');
      socket.send('{"streamedOutput":{"outputType":"TEXT","content":"\\"conversationId\\""}}');
      socket.send('{"conversationId":"conv_1","output":[],"errors":[]}');
    };
  });

  const tokenFor = async (conversationId: string | null = null, user?: string) => {
    const headers = { Origin: page, ...(user !== undefined && { Cookie: user }) };
    return String((await relayed.ask({ agentId: 123, conversationId }, headers)).json['token']);
  };
  /** Creates a conversation. @returns its id as the browser gets it */
  const begin = async (token: string) => String((await relayed.call('execute-create', token)).json['conversationId']);
  const operations = ['execute', 'execute-close', 'conversation', 'conversation-status', 'revive-conversation'] as const;
  const read = async (token: string, conversationId: string) =>
    Promise.all(operations.map(async (name) => (await relayed.call(name, token, { agentId: 123, conversationId })).status));

  test('a visitor reads, continues and closes their own; the Agent API sees its own id', async () => {
    const token = await tokenFor();
    const id = await begin(token);
    assert.match(id, /^conv_1~[\w-]{22}\.[\w-]{22}$/);
    upstream.calls.length = 0;
    assert.deepEqual(await read(token, id), [200, 200, 200, 200, 200]);
    assert.deepEqual(new Set(upstream.calls.map(({ body }) => body['conversationId'])), new Set(['conv_1']));
    const wire = await relayed.open(token, { conversationId: id });
    assert.equal(new URL(upstream.handshakes[0] ?? '', upstream.url).searchParams.get('conversationId'), 'conv_1');
    // The id stays the same for as long as the conversation is the same.
    assert.deepEqual(await wire.message(), { conversationId: id, status: 'CREATED', errors: [] });
    assert.equal(await wire.frame(), '{"streamedOutput":{"outputType":"TEXT","content":"\\"conversationId\\""}}');
    assert.deepEqual(await wire.message(), { conversationId: id, output: [], errors: [] });
    wire.close();
  });

  test('an id that is a number becomes its visitor’s, too', async () => {
    upstream.onCall = (response) => response.end('{"conversationId":7,"errors":[]}');
    upstream.onSocket = (socket) => socket.send('{"conversationId":7,"status":"CREATED","errors":[]}');
    const token = await tokenFor();
    const id = await begin(token);
    assert.match(id, /^7~[\w-]{22}\.[\w-]{22}$/);
    const wire = await relayed.open(token, { conversationId: id });
    assert.deepEqual(await wire.message(), { conversationId: id, status: 'CREATED', errors: [] });
    wire.close();
  });

  test('another visitor does not, though they hold a token and know the id', async () => {
    const id = await begin(await tokenFor());
    const other = await tokenFor();
    upstream.calls.length = 0;
    assert.deepEqual(await read(other, id), [403, 403, 403, 403, 403]);
    assert.equal((await relayed.attempt(other, { conversationId: id }) as { status: number }).status, 403);
    // The Agent API's own id, guessed or seen elsewhere, is nobody's.
    assert.deepEqual(await read(other, 'conv_1'), [404, 404, 404, 200, 404]);
    const { json } = await relayed.call('conversation-status', other, { agentId: 123, conversationId: 'conv_1' });
    assert.deepEqual(json, { conversationId: 'conv_1', status: 'NOT_FOUND', errors: [] });
    assert.equal((await relayed.attempt(other, { conversationId: 'conv_1' }) as { status: number }).status, 404);
    assert.equal((await relayed.attempt(other, { conversationId: 'x'.repeat(600) }) as { status: number }).status, 400);
    assert.deepEqual([upstream.calls, upstream.handshakes], [[], []]);
  });

  test('who comes back with their conversation is the same visitor, with another token', async () => {
    const id = await begin(await tokenFor());
    assert.deepEqual(await read(await tokenFor(id), id), [200, 200, 200, 200, 200]);
  });

  test('a user’s is theirs on every device, and nobody else’s', async () => {
    const id = await begin(await tokenFor(null, 'ada'));
    assert.match(id, /^conv_1~\.[\w-]{22}$/);
    assert.deepEqual(await read(await tokenFor(null, 'ada'), id), [200, 200, 200, 200, 200]);
    assert.deepEqual(await read(await tokenFor(id, 'bob'), id), [404, 404, 404, 200, 404]);
    assert.deepEqual(await read(await tokenFor(id), id), [404, 404, 404, 200, 404]);
  });

  test('who signs in goes on with what they began before', async () => {
    const id = await begin(await tokenFor());
    const token = await tokenFor(id, 'ada');
    assert.deepEqual(await read(token, id), [200, 200, 200, 200, 200]);
    assert.equal((await relayed.call('revive-conversation', token, { agentId: 123, conversationId: id })).json['conversationId'], id);
  });

  test('the site may vouch for one', async () => {
    const token = await tokenFor('conv_7', 'vouched');
    assert.deepEqual(await read(token, 'conv_7'), [200, 200, 200, 200, 200]);
    assert.deepEqual(await read(token, 'conv_8'), [404, 404, 404, 200, 404]);
  });

  test('nothing of the key’s holder reaches the browser', async () => {
    const answer = { conversation: { conversationId: 'conv_1', apiKeyId: 'key_1', logs: [] }, errors: [], sessionToken: 'x' };
    upstream.onCall = (response) => response.end(JSON.stringify(answer));
    const token = await tokenFor('conv_1', 'vouched');
    const { json } = await relayed.call('conversation', token, { agentId: 123, conversationId: 'conv_1' });
    assert.deepEqual(json, { conversation: { conversationId: 'conv_1', logs: [] }, errors: [] });
  });
});

describe('a pinned version', () => {
  test('wins over the browser’s, by REST and by a socket that begins', async () => {
    const upstream = await startScriptedUpstream();
    const version = { versionState: 'PUBLISHED', versionNumber: 7 } as const;
    const pinned = await startRelayed(upstream.url, { authenticate: () => ({ version }) });
    try {
      upstream.onCall = (response) => response.end('{"conversationId":"conv_3","errors":[]}');
      const token = await pinned.token();
      const asked = { agentId: 123, version: { versionState: 'DRAFT' } };
      await pinned.call('execute-create', token, asked);
      await pinned.call('execute', token, { ...asked, input: [] });
      assert.deepEqual(upstream.calls.map(({ body }) => body['version']), [version, version]);
      (await pinned.open(token)).close();
      assert.deepEqual(upstream.calls[2]?.body, { agentId: 123, version });
      assert.match(upstream.handshakes[0] ?? '', /conversationId=conv_3/);
      const attempt = async () => (await pinned.attempt(token)) as { status: number; body: unknown };
      upstream.onCall = (response) => response.writeHead(500).end();
      assert.equal((await attempt()).status, 502);
      upstream.onCall = (response) => response.writeHead(429, { 'Retry-After': '7' }).end('{"errors":[]}');
      assert.equal((await attempt()).status, 429);
      upstream.onCall = (response) => response.end('{"conversationId":null}');
      assert.equal((await attempt()).status, 502);
      // A redirect would carry the key to another address.
      upstream.calls.length = 0;
      upstream.onCall = (response, { url }) => (url === '/elsewhere' ? response.end('{"conversationId":"conv_4"}') : response.writeHead(307, { Location: `${upstream.url}/elsewhere` }).end());
      assert.deepEqual([(await attempt()).status, upstream.calls.length], [502, 1]);
    } finally {
      await pinned.close();
      await upstream.close();
    }
  });
});
