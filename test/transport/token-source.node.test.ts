import { describe, it } from 'node:test';
import { expect } from 'chai';
import { AgentError } from '../../src/base/errors.js';
import { endpointTokenProvider, TokenSource, type Token } from '../../src/transport/token-source.js';
import { retryAfterMs } from '../../src/transport/rate-limit.js';
import { FakeClock, settled } from '../support/fake-clock.js';
import { ScriptedServer } from '../support/scripted-server.js';

const { signal } = new AbortController();

async function failure(promise: Promise<unknown>): Promise<AgentError> {
  const error: unknown = await promise.then(() => undefined, (thrown: unknown) => thrown);
  expect(error).to.be.instanceOf(AgentError);
  return error as AgentError;
}

function source(answers: (() => Token | Promise<Token>)[], clock = new FakeClock()) {
  let asked = 0;
  const tokens = new TokenSource(async () => answers[Math.min(asked++, answers.length - 1)]!(), 7, clock);
  return { tokens, clock, asked: () => asked };
}

describe('TokenSource', () => {
  it('asks once for all who ask at the same time', async () => {
    const { tokens, asked } = source([() => ({ token: 'a', expiresIn: 300 })]);
    const held = await Promise.all([tokens.get(undefined, signal), tokens.get('c', signal), tokens.get(undefined, signal)]);
    expect(held.map(({ token }) => token)).to.deep.equal(['a', 'a', 'a']);
    expect(asked()).to.equal(1);
  });

  for (const expiresIn of [300, '300' as unknown as number]) it(`uses a token until shortly before it expires, and not longer: ${JSON.stringify(expiresIn)}`, async () => {
    let next = 0;
    const { tokens, clock } = source([() => ({ token: `t${(next += 1)}`, expiresIn })]);
    const now = async () => (await tokens.get(undefined, signal)).token;
    expect(await now()).to.equal('t1');
    await clock.pass(269_000);
    expect(await now()).to.equal('t1');
    await clock.pass(1_500);
    expect(await now()).to.equal('t2');
  });

  it('uses a token that lives for less than the margin for half of its life', async () => {
    let next = 0;
    const { tokens, clock } = source([() => ({ token: `t${(next += 1)}`, expiresIn: 20 })]);
    const now = async () => (await tokens.get(undefined, signal)).token;
    expect([await now(), await now()]).to.deep.equal(['t1', 't1']);
    await clock.pass(10_500);
    expect(await now()).to.equal('t2');
  });

  it('takes dates and milliseconds alike', async () => {
    for (const make of [(ms: number) => ms, (ms: number) => new Date(ms).toISOString()]) {
      const clock = new FakeClock();
      const { tokens, asked } = source([() => ({ token: 'a', expiresAt: make(clock.now() + 300_000) })], clock);
      await tokens.get(undefined, signal);
      await clock.pass(200_000);
      await tokens.get(undefined, signal);
      expect(asked()).to.equal(1);
      await clock.pass(80_000);
      await tokens.get(undefined, signal);
      expect(asked()).to.equal(2);
    }
  });

  it('asks anew for every use where nothing says how long it lives', async () => {
    const { tokens, asked } = source([() => ({ token: 'a' })]);
    await tokens.get(undefined, signal);
    await tokens.get(undefined, signal);
    expect(asked()).to.equal(2);
  });

  it('tries a token once that has expired by this device’s clock, which may be what is wrong', async () => {
    const { tokens, asked } = source([() => ({ token: 'a', expiresAt: 0 })]);
    expect((await tokens.get(undefined, signal)).token).to.equal('a');
    await tokens.get(undefined, signal);
    expect(asked()).to.equal(2);
  });

  it('asks anew after a refusal, but not for another token’s', async () => {
    let next = 0;
    const { tokens } = source([() => ({ token: `t${(next += 1)}`, expiresIn: 300 })]);
    await tokens.get(undefined, signal);
    tokens.refuse('t0');
    expect((await tokens.get(undefined, signal)).token).to.equal('t1');
    tokens.refuse('t1');
    expect((await tokens.get(undefined, signal)).token).to.equal('t2');
  });

  const unusable: [string, unknown][] = [
    ['nothing', undefined], ['an empty object', {}], ['a text', 'token'], ['an empty token', { token: '' }], ['a token that is no text', { token: 5 }],
    ['an apiBase without a scheme', { token: 'a', apiBase: 'relay.test' }], ['an apiBase that is no text', { token: 'a', apiBase: 5 }],
    ['a token that has expired', { token: 'a', expiresIn: -5 }], ['one that lives no second', { token: 'a', expiresIn: 0 }], ['a date that is none', { token: 'a', expiresAt: 'soon' }],
  ];
  for (const [what, answer] of unusable) {
    it(`fails with "token" for ${what}, and not for good`, async () => {
      const { tokens } = source([() => answer as Token, () => ({ token: 'good', expiresIn: 300 })]);
      const error = await failure(tokens.get(undefined, signal));
      expect(error.code).to.equal('token');
      expect((await tokens.get(undefined, signal)).token).to.equal('good');
    });
  }

  it('fails with "token" where the provider throws, and keeps why', async () => {
    const cause = new Error('no session');
    const error = await failure(source([() => Promise.reject(cause)]).tokens.get(undefined, signal));
    expect([error.code, error.cause]).to.deep.equal(['token', cause]);
  });

  it('fails with "token", to be tried again, where a request was aborted that nobody here gave up', async () => {
    for (const name of ['AbortError', 'TimeoutError']) {
      const tokens = new TokenSource(() => Promise.reject(new DOMException('provoked', name)), 7, new FakeClock());
      const { code, retryable } = await failure(tokens.get(undefined, signal));
      expect([code, retryable], name).to.deep.equal(['token', true]);
    }
  });

  it('tells one who has already left that it was aborted, and nobody of a failure then', async () => {
    const { tokens } = source([() => Promise.reject(new Error('down'))]);
    expect((await failure(tokens.get(undefined, AbortSignal.abort()))).code).to.equal('aborted');
    // A rejection that nobody handles would fail the whole run.
    await settled();
  });

  it('takes the address that the page has set before that of the token, and the vendor’s where there is neither', async () => {
    const baseOf = async (chosen: string | undefined, apiBase?: string) => {
      const provider = () => Promise.resolve({ token: 'a', expiresIn: 300, ...(apiBase !== undefined && { apiBase }) });
      return (await new TokenSource(provider, 7, new FakeClock(), chosen).get(undefined, signal)).apiBase;
    };
    expect(await baseOf('https://page.test/x', 'https://relay.test')).to.equal('https://page.test/x');
    expect(await baseOf('https://page.test')).to.equal('https://page.test');
    expect(await baseOf(undefined, 'https://relay.test')).to.equal('https://relay.test');
    expect(await baseOf(undefined)).to.equal('https://api.autessa.com');
  });

  it('tells the developer where the page and the token name two servers, and not where it is one', async () => {
    const warnings: string[] = [];
    const { warn } = console;
    console.warn = (text: string) => void warnings.push(text);
    try {
      const ask = async (chosen: string, apiBase: string) => {
        await new TokenSource(() => Promise.resolve({ token: 'secret', expiresIn: 300, apiBase }), 7, new FakeClock(), chosen).get(undefined, signal);
        await settled();
      };
      await ask('https://one.test/', 'https://one.test');
      expect(warnings).to.deep.equal([]);
      await ask('https://one.test', 'http://one.test');
      expect(warnings).to.have.length(1);
      expect(warnings[0]).to.match(/api-base is https:\/\/one\.test, .* http:\/\/one\.test: api-base is taken/).and.not.to.contain('secret');
    } finally {
      console.warn = warn;
    }
  });

  it('lets one who gives up leave, and the others have the token', async () => {
    let answer!: (token: Token) => void;
    const { tokens } = source([() => new Promise((resolve) => (answer = resolve))]);
    const leaving = new AbortController();
    const left = failure(tokens.get(undefined, leaving.signal));
    const stays = tokens.get(undefined, signal);
    leaving.abort();
    expect((await left).code).to.equal('aborted');
    await settled();
    answer({ token: 'a', expiresIn: 300 });
    expect((await stays).token).to.equal('a');
  });
});

describe('endpointTokenProvider', () => {
  const request = { agentId: 7, conversationId: 'c', signal };
  function endpoint(clock = new FakeClock()) {
    const server = new ScriptedServer();
    return { server, provider: endpointTokenProvider('https://site.test/token', server.fetch, clock), clock };
  }

  it('posts the agent and the conversation', async () => {
    const { server, provider } = endpoint();
    expect(await provider(request)).to.deep.include({ token: 'token-1' });
    expect(server.requests[0]?.body).to.deep.equal({ agentId: 7, conversationId: 'c' });
  });

  it('says what went wrong, and whether asking again may help', async () => {
    const { server, provider } = endpoint();
    const fail = async (answer: Parameters<ScriptedServer['answer']>[1]) => {
      server.answer('token', answer);
      const { code, retryable } = await failure(provider(request));
      return [code, retryable];
    };
    expect(await fail({ status: 500, text: 'oops' })).to.deep.equal(['token', true]);
    expect(await fail({ status: 403, json: {} })).to.deep.equal(['auth', false]);
    expect(await fail({ text: '<!doctype html>' })).to.deep.equal(['token', false]);
    expect(await fail({ text: '[]' })).to.deep.equal(['token', false]);
    expect(await fail({ status: 429, json: {}, headers: { 'Retry-After': '3' } })).to.deep.equal(['limited', true]);
  });

  it('tells the developer once for each cause what was asked, what came and what to do, and never a token', async () => {
    const warnings: string[] = [];
    const { warn } = console;
    console.warn = (text: string) => void warnings.push(text);
    try {
      const cases: readonly [answer: Parameters<ScriptedServer['answer']>[1], pattern: RegExp][] = [
        [{ status: 404, text: 'x' }, /told\.test\/token answered 404\. Check the address/],
        [{ status: 403, json: { token: 'secret-1' } }, /told\.test\/token answered 403\. It refuses this page/],
        [{ status: 503, text: 'x' }, /told\.test\/token answered 503\. It is asked again/],
        [{ text: '<!doctype html>secret-2', headers: { 'Content-Type': 'text/html; charset=utf-8' } }, /told\.test\/token answered 200 with text\/html, and no JSON object\. It should be \{/],
      ];
      for (const [answer, pattern] of cases) {
        warnings.length = 0;
        for (let times = 0; times < 2; times += 1) {
          const server = new ScriptedServer();
          server.answer('token', answer);
          await failure(endpointTokenProvider('https://told.test/token', server.fetch, new FakeClock())(request));
        }
        expect(warnings, String(pattern)).to.have.length(1);
        expect(warnings[0]).to.match(pattern).and.not.to.match(/secret/);
      }
      warnings.length = 0;
      const unreachable = () => Promise.reject(new TypeError('Failed to fetch'));
      const error = await failure(endpointTokenProvider('https://far.test/token', unreachable, new FakeClock())(request));
      await settled();
      expect([error.code, error.retryable, warnings.length]).to.deep.equal(['token', true, 1]);
      // A browser finds out more: `unreachable-cause.test.ts`.
      expect(warnings[0]).to.match(/far\.test\/token could not be reached\. Is the address right/);
    } finally {
      console.warn = warn;
    }
  });

  it('judges the expiry by the server’s clock where that can be seen', async () => {
    const clock = new FakeClock(Date.UTC(2026, 0, 1, 12));
    const { server, provider } = endpoint(clock);
    // This device's clock is a day ahead.
    const theirs = clock.now() - 86_400_000;
    server.answer('token', { json: { token: 'a', expiresAt: theirs + 300_000 }, headers: { Date: new Date(theirs).toUTCString() } });
    expect((await provider(request)).expiresIn).to.equal(300);
  });
});

describe('retryAfterMs', () => {
  const now = Date.UTC(2026, 0, 1);
  it('takes seconds and dates, and bounds both', () => {
    expect(retryAfterMs('2', now)).to.equal(2_000);
    expect(retryAfterMs(new Date(now + 4_000).toUTCString(), now)).to.equal(4_000);
    expect(retryAfterMs(new Date(now - 60_000).toUTCString(), now)).to.equal(1_000);
    expect(retryAfterMs('0', now)).to.equal(1_000);
    expect(retryAfterMs('99999999', now)).to.equal(3_600_000);
    for (const nothing of [null, '', 'soon', '-5']) expect(retryAfterMs(nothing, now)).to.be.within(1_000, 5_000);
  });
});
