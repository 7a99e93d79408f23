import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { decodeJwt, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { keepLog, page, secret, startRelayed, type Relayed } from '../tools/relayed.js';
import { startScriptedUpstream, type ScriptedUpstream } from '../tools/scripted-upstream.js';

let now = Date.UTC(2026, 0, 1);
let upstream: ScriptedUpstream;
let relayed: Relayed;
before(async () => {
  upstream = await startScriptedUpstream();
  relayed = await startRelayed(upstream.url, { now: () => now, tokenEndpoint: true });
});
after(async () => {
  await relayed.close();
  await upstream.close();
});

const asked = { agentId: 123, conversationId: null };

describe('POST /token', () => {
  test('hands out a token that names agent, page and expiry', async () => {
    const { status, json, headers } = await relayed.ask(asked);
    assert.equal(status, 200);
    assert.deepEqual([json['expiresAt'], json['apiBase']], ['2026-01-01T00:05:00.000Z', relayed.url]);
    assert.deepEqual(Object.keys(json), ['token', 'expiresAt', 'apiBase']);
    const { sub, ...claims } = decodeJwt(String(json['token']));
    assert.match(sub ?? '', /^visitor:[\w-]{22}$/);
    assert.deepEqual(claims, {
      agent: 123,
      origin: page,
      variables: {},
      iss: 'autessa-agent-relay',
      aud: 'autessa-agent',
      iat: now / 1000,
      exp: now / 1000 + 300,
    });
    assert.equal(headers.get('Access-Control-Allow-Origin'), page);
    assert.equal(headers.get('Vary'), 'Origin');
    assert.equal(headers.get('Cache-Control'), 'no-store');
  });

  for (const [what, headers] of [
    ['another origin', { Origin: 'https://evil.example' }],
    ['the same host by http', { Origin: 'http://shop.example' }],
    ['an origin that only begins alike', { Origin: `${page}.evil.example` }],
    ['no origin', {}],
    ['the null origin', { Origin: 'null' }],
  ] as const) {
    test(`refuses ${what} with 403`, async () => {
      const answer = await relayed.ask(asked, headers);
      assert.deepEqual([answer.status, answer.json], [403, { errors: ['This origin may not use the relay'] }]);
      assert.equal(answer.headers.get('Access-Control-Allow-Origin'), null);
    });
  }

  test('refuses an agent that is not listed with 403', async () => {
    const { status, json } = await relayed.ask({ agentId: 125 });
    assert.deepEqual([status, json], [403, { errors: ['This agent may not be used here'] }]);
  });

  const wrong = ['no JSON', '[]', '{}', '{"agentId":"123"}', '{"agentId":1.5}', '{"agentId":123,"conversationId":7}'];
  for (const body of wrong) {
    test(`refuses the body ${body} with 400`, async () => {
      const { status, json } = await relayed.ask(body);
      assert.equal(status, 400);
      assert.equal((json['errors'] as string[]).length, 1);
    });
  }

  test('takes POST alone', async () => {
    const { status, json, headers } = await relayed.ask(undefined, { Origin: page }, 'GET');
    assert.deepEqual([status, json, headers.get('Allow')], [405, { errors: ['Only POST is allowed'] }, 'POST']);
  });

  test('answers the preflight of an allowed page alone', async () => {
    const preflight = (Origin: string) => {
      const asks = { 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'content-type' };
      return fetch(`${relayed.url}/token`, { method: 'OPTIONS', headers: { Origin, ...asks } });
    };
    const allowed = await preflight(page);
    assert.equal(allowed.headers.get('Access-Control-Allow-Origin'), page);
    assert.match(allowed.headers.get('Access-Control-Allow-Headers') ?? '', /Authorization.*Content-Type/);
    assert.equal((await preflight('https://evil.example')).headers.get('Access-Control-Allow-Origin'), null);
  });

  test('allows every page only when told so', async () => {
    const open = await startRelayed(upstream.url, { origins: '*' });
    try {
      assert.equal((await open.ask(asked, { Origin: 'https://any.example' })).status, 200);
      assert.equal((await open.ask(asked, {})).status, 403);
    } finally {
      await open.close();
    }
  });

  test('says the address that its proxy is reached by', async () => {
    const forwarded = await relayed.ask(asked, { Origin: page, 'X-Forwarded-Proto': 'https' });
    assert.equal(forwarded.json['apiBase'], relayed.url.replace('http:', 'https:'));
    const named = await startRelayed(upstream.url, { publicUrl: 'https://relay.example/agents' });
    try {
      assert.equal((await named.ask(asked)).json['apiBase'], 'https://relay.example/agents');
    } finally {
      await named.close();
    }
  });

  test('can be switched off; while nobody has said that it is meant, the log warns', async () => {
    const warning = /^POST \/token gives every visitor .*RELAY_TOKEN_ENDPOINT=off/;
    for (const [options, status, warns] of [
      [{}, 200, true],
      [{ tokenEndpoint: true }, 200, false],
      [{ tokenEndpoint: false }, 404, false],
      [{ authenticate: () => ({}) }, 200, false],
    ] as const) {
      const lines: string[] = [];
      const relay = await startRelayed(upstream.url, { ...options, log: keepLog(lines) });
      try {
        assert.equal((await relay.ask(asked)).status, status);
        assert.equal(lines.some((line) => warning.test(line)), warns);
      } finally {
        await relay.close();
      }
    }
  });

  test('tells who runs it which origin was refused, and why', async () => {
    const lines: string[] = [];
    const relay = await startRelayed(upstream.url, { log: keepLog(lines) });
    try {
      for (const Origin of [`${page}.evil.example`, `https://${'x'.repeat(500)}.example`]) await relay.ask(asked, { Origin });
      await relay.ask(asked, {});
      await relay.call('execute', await relay.token(), { agentId: 123 }, { origin: 'https://other.example' });
      const told = lines.filter((line) => line.startsWith('Origin refused'));
      assert.deepEqual(told.map((line) => JSON.parse(line.slice('Origin refused '.length)) as unknown), [
        { origin: `${page}.evil.example`, reason: 'it is not among the allowed ones' },
        { origin: `https://${'x'.repeat(192)}`, reason: 'it is not among the allowed ones' },
        { origin: null, reason: 'no Origin was sent, so no page is asking' },
        { origin: 'https://other.example', reason: 'its token was issued for another one' },
      ]);
    } finally {
      await relay.close();
    }
  });

  test('and all else refuses in a way that a page of an allowed origin can read, and no other', async () => {
    const failing = await startRelayed(upstream.url, {
      textLimit: 2_000,
      now: () => now,
      authenticate: () => {
        throw new Error('broken');
      },
    });
    const token = await relayed.token();
    try {
      const answers: ReadonlyArray<readonly [path: string, method: string, body: string, status: number]> = [
        ['/token', 'GET', '', 405],
        ['/token', 'POST', '{', 400],
        ['/token', 'POST', '{"agentId":125}', 403],
        ['/token', 'POST', 'x'.repeat(5_000), 413],
        ['/token', 'POST', '{"agentId":123}', 500],
        ['/tokens', 'POST', '{}', 404],
        ['/', 'POST', '{}', 404],
        ['/api/clients/agents/execute?resourceId=123', 'POST', '{}', 404],
        ['/clients/agents/made-up?resourceId=123', 'POST', '{}', 404],
        ['/clients/agents/execute?resourceId=123', 'POST', '{}', 401],
        ['/clients/agents/conversation?resourceId=123', 'POST', 'x'.repeat(3_000), 413],
      ];
      for (const [path, method, body, status] of answers) {
        for (const Origin of [page, 'https://evil.example']) {
          const headers = { Origin, ...(status === 413 && { Authorization: token }) };
          const answer = await fetch(failing.url + path, { method, headers, ...(method === 'POST' && { body }) });
          if (Origin === page) assert.equal(answer.status, status, path);
          assert.equal(answer.headers.get('Access-Control-Allow-Origin'), Origin === page ? page : null, `${method} ${path}`);
          assert.match(await answer.text(), /^\{"errors":\["[^"]+"\]\}$/);
        }
      }
    } finally {
      await failing.close();
    }
  });

  test('lets the site say who it is, or refuse', async () => {
    const seen: unknown[] = [];
    const site = await startRelayed(upstream.url, {
      authenticate: (request, wanted) => {
        seen.push(wanted);
        if (request.headers.get('Cookie') === 'broken') throw new Error('The session store is away: password=hunter2');
        return request.headers.get('Cookie') === 'ada' ? { user: 'ada', variables: { customerName: 'Ada' } } : null;
      },
    });
    try {
      const known = await site.ask({ agentId: 123, conversationId: 'conv_1' }, { Origin: page, Cookie: 'ada' });
      const { sub, variables } = decodeJwt(String(known.json['token']));
      assert.deepEqual([sub, variables], ['user:ada', { customerName: 'Ada' }]);
      assert.deepEqual(seen, [{ agentId: 123, conversationId: 'conv_1', origin: page }]);
      assert.equal((await site.ask(asked)).status, 403);
      const broken = await site.ask(asked, { Origin: page, Cookie: 'broken' });
      assert.deepEqual([broken.status, broken.text], [500, '{"errors":["The relay failed"]}']);
    } finally {
      await site.close();
    }
  });
});

describe('authenticate', () => {
  for (const [what, identity] of [
    ['an empty user', { user: '' }],
    ['more variables than an address can hold', { variables: { history: 'x'.repeat(8000) } }],
  ] as const) {
    test(`that returns ${what} is the site’s mistake, and its log says so`, async () => {
      const lines: string[] = [];
      const site = await startRelayed(upstream.url, { authenticate: () => identity, log: keepLog(lines) });
      try {
        const { status, json } = await site.ask(asked);
        assert.deepEqual([status, json], [500, { errors: ['The relay failed'] }]);
        assert.ok(lines.some((line) => /^authenticate (must name a user|pins more variables)/.test(line)), lines.join());
      } finally {
        await site.close();
      }
    });
  }
});

describe('authenticate refuses with anything that is nobody', () => {
  for (const nobody of [null, undefined, false, '', 0]) {
    test(JSON.stringify(nobody) ?? 'undefined', async () => {
      const site = await startRelayed(upstream.url, { authenticate: () => nobody as null });
      try {
        assert.equal((await site.ask(asked)).status, 403);
      } finally {
        await site.close();
      }
    });
  }
});

describe('a token is refused', () => {
  const key = new TextEncoder().encode(secret);
  const payload = (): JWTPayload => ({
    agent: 123,
    origin: page,
    variables: {},
    iss: 'autessa-agent-relay',
    aud: 'autessa-agent',
    sub: 'user:ada',
    exp: now / 1000 + 60,
  });
  const sign = (claims: JWTPayload, alg = 'HS256', signingKey = key) =>
    new SignJWT(claims).setProtectedHeader({ alg }).sign(signingKey);

  /** Both ways in must refuse it. */
  async function refused(token: string): Promise<void> {
    const { status, json } = await relayed.call('execute-create', token);
    assert.deepEqual([status, json], [401, { errors: ['The token is missing, expired or not valid'] }]);
    const handshake = await relayed.attempt(token);
    assert.equal('status' in handshake && handshake.status, 401);
    assert.deepEqual([upstream.calls, upstream.handshakes], [[], []]);
  }

  test('when signed in another way; the right way is taken', async () => {
    assert.equal((await relayed.call('execute-create', await sign(payload()))).status, 200);
    upstream.calls.length = 0;
    await refused(await sign(payload(), 'HS512'));
    await refused(await sign(payload(), 'HS256', new TextEncoder().encode(`${secret}!`)));
    await refused(new UnsecuredJWT(payload()).encode());
    const [, body, signature] = (await sign(payload())).split('.');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    await refused(`${none}.${body}.${signature}`);
  });

  test('when its secret is gone; of two secrets both are good', async () => {
    const [older, newer] = ['an older secret, which is long enough', 'a newer secret, which is long enough'];
    const start = (...secrets: string[]) => startRelayed(upstream.url, { secret: secrets, now: () => now });
    const copies = await Promise.all([start(older), start(older, newer), start(newer, older), start(newer)]);
    try {
      const held = await Promise.all(copies.map((copy) => copy.token()));
      const statuses = await Promise.all(
        copies.map((copy) => Promise.all(held.map(async (token) => (await copy.call('execute-create', token)).status))),
      );
      assert.deepEqual(statuses, [
        [200, 200, 401, 401],
        [200, 200, 200, 200],
        [200, 200, 200, 200],
        [401, 401, 200, 200],
      ]);
    } finally {
      await Promise.all(copies.map((copy) => copy.close()));
      upstream.calls.length = 0;
    }
  });

  test('when its claims were changed', async () => {
    const [header, , signature] = (await relayed.token()).split('.');
    const forged = Buffer.from(JSON.stringify({ ...payload(), agent: 124 })).toString('base64url');
    await refused(`${header}.${forged}.${signature}`);
  });

  for (const [what, change] of [
    ['was made for something else', { aud: 'another' }],
    ['comes from elsewhere', { iss: 'another' }],
    ['never expires', { exp: undefined }],
    ['expires in milliseconds', { exp: now + 60_000 }],
    ['names nobody', { sub: undefined }],
    ['names somebody of no kind', { sub: 'ada' }],
    ['names no agent', { agent: '123' }],
    ['names no page', { origin: undefined }],
    ['has no variables', { variables: undefined }],
  ] as const) {
    test(`when it ${what}`, async () => refused(await sign(Object.assign(payload(), change))));
  }

  test('when it has expired, and not before', async () => {
    const token = await relayed.token();
    now += 299_000;
    assert.equal((await relayed.call('execute-create', token)).status, 200);
    upstream.calls.length = 0;
    now += 1000;
    await refused(token);
  });

  test('when there is none, or none that can be read', async () => {
    for (const token of ['', 'not.a.token', 'Bearer x', 'the-real-key']) await refused(token);
  });
});
