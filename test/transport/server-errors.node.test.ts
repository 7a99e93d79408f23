import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { exponentialBackoff } from '../../src/base/backoff.js';
import { settled } from '../support/fake-clock.js';
import { ScriptedServer } from '../support/scripted-server.js';
import { scene, type Scene, type SceneOptions } from '../support/session.js';

/* What a developer reads in the console of a page whose server is not the one that it should be. */

const warnings: string[] = [];
const { warn } = console;
beforeEach(() => {
  warnings.length = 0;
  console.warn = (text: string) => void warnings.push(text);
});
afterEach(() => {
  console.warn = warn;
  // Whatever is told, no token is.
  expect(warnings.join('\n')).not.to.match(/token-\d/);
});

/** Somebody writes, and every handshake is refused, until the session gives up or goes on. */
async function writeInVain(options: SceneOptions, prepare: (all: Scene) => void = () => undefined): Promise<Scene & { readonly tookMs: number }> {
  const all = scene(options);
  const start = all.clock.now();
  prepare(all);
  all.session.send('one').catch(() => undefined);
  await settled();
  for (let times = 0; times < 200 && !['failed', 'ready'].includes(all.session.snapshot.state); times += 1) {
    if (all.server.sockets.length > 0) await all.server.socket.drop();
    await all.clock.pass(1_000);
  }
  return { ...all, tookMs: all.clock.now() - start };
}

/** A server of which a browser lets no socket be made. */
function throwing(name: string): ScriptedServer {
  const createSocket = (): never => {
    throw Object.assign(new Error('refused'), { name });
  };
  return Object.assign(new ScriptedServer(), { createSocket });
}

describe('A server that is not the right one', () => {
  it('is given up after a while where nothing says where it is, and the developer is told what to set', async () => {
    // As in a page: eight attempts, with waits as long as chance may make them.
    const policy = exponentialBackoff({ attempts: 8, random: () => 0.999 });
    const all = await writeInVain({ apiBase: undefined, policy }, ({ server }) => server.answer('execute-create', ...Array.from({ length: 20 }, () => ({ status: 0 }))));
    const { state, error, messages } = all.session.snapshot;
    expect([state, error?.code, messages[0]?.status]).to.deep.equal(['failed', 'connection', 'failed']);
    expect(all.tookMs).to.be.lessThan(120_000);
    expect(all.server.sockets[0]?.address.host).to.equal('api.autessa.com');
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.match(/https:\/\/api\.autessa\.com\/clients\/agents\/execute-create gave no answer.*set api-base, or let the token endpoint answer with apiBase/);
  });

  it('refuses tokens that have just been issued', async () => {
    const refusing = ({ server }: Scene): void => server.answer('execute-create', ...Array.from({ length: 20 }, () => ({ status: 401, json: {} })));
    await writeInVain({ apiBase: undefined }, refusing);
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.match(/https:\/\/api\.autessa\.com refuses the tokens.*takes no token of a relay/);
    warnings.length = 0;
    await writeInVain({ apiBase: 'https://relay-1.test' }, refusing);
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.match(/https:\/\/relay-1\.test refuses the tokens.*RELAY_SECRET/);
  });

  it('closes sockets for a token, twice', async () => {
    const all = scene({ apiBase: 'https://relay-2.test' });
    all.session.send('one').catch(() => undefined);
    await settled();
    for (const times of [1, 2]) {
      all.server.socket.accept();
      await all.server.socket.drop(4401, 'no');
      // The first may have been old.
      expect(warnings).to.have.length(times - 1);
    }
    expect(warnings[0]).to.match(/relay-2\.test refuses the tokens/);
    expect(all.session.snapshot.state).to.equal('failed');
  });

  it('answers with a page, or does not know what is asked', async () => {
    for (const [answer, pattern] of [
      [{ status: 404, text: '<!doctype html>', headers: { 'Content-Type': 'text/html; charset=utf-8' } }, /execute-create answered 404 with text\/html\. It should be the address of a relay/],
      [{ status: 405, json: { message: 'no' } }, /execute-create answered 405 with nothing\. It should be/],
      [{ text: '<!doctype html>' }, /execute-create answered 200 with nothing\. It should be/],
      [{ status: 502, text: 'bad gateway' }, /execute-create answered 502 with nothing\. It is asked again/],
    ] as const) {
      warnings.length = 0;
      const all = await writeInVain({ apiBase: 'https://other.test/x' }, ({ server }) => server.answer('execute-create', ...Array.from({ length: 20 }, () => answer)));
      expect(all.session.snapshot.state).to.equal('failed');
      expect(warnings, String(pattern)).to.have.length(1);
      expect(warnings[0]).to.match(pattern);
    }
  });

  it('lets no WebSocket through, or says nothing over one', async () => {
    await writeInVain({ apiBase: 'https://relay-3.test' }, ({ server }) => server.answer('execute', { json: { output: [{ outputType: 'TEXT', content: '1' }], errors: [] } }));
    await settled();
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.match(/wss:\/\/relay-3\.test\/ws\/clients\/agents\/execute lets no WebSocket through; .* Upgrade/);
    warnings.length = 0;
    const all = scene({ apiBase: 'https://relay-4.test' });
    all.session.send('one').catch(() => undefined);
    await settled();
    all.server.socket.accept();
    await all.clock.pass(10_000);
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.match(/wss:\/\/relay-4\.test\/ws\/clients\/agents\/execute takes a WebSocket and says nothing/);
  });

  for (const name of ['NS_ERROR_CONTENT_BLOCKED', 'SecurityError']) {
    it(`may not be asked by a WebSocket, as some browsers say by an exception: it goes on by REST (${name})`, async () => {
      const host = `relay-of-${name.toLowerCase().replaceAll('_', '-')}.test`;
      const server = throwing(name);
      const all = await writeInVain({ apiBase: `https://${host}`, server }, () => server.answer('execute', { json: { output: [{ outputType: 'TEXT', content: '1' }], errors: [] } }));
      await settled();
      expect([all.session.snapshot.state, all.session.snapshot.messages.map(({ text }) => text)]).to.deep.equal(['ready', ['one', '1']]);
      expect(warnings).to.have.length(1);
      expect(warnings[0]).to.contain(`wss://${host}/ws/clients/agents/execute lets no WebSocket through`);
    });
  }

  it('has an address to which no WebSocket can lead: that is told at once', async () => {
    const isConfig = async (options: SceneOptions): Promise<void> => {
      const all = scene(options);
      all.session.send('one').catch(() => undefined);
      await settled();
      const { state, error } = all.session.snapshot;
      expect([state, error?.code, error?.message]).to.deep.equal(['failed', 'config', 'api-base is no address of a WebSocket']);
    };
    await isConfig({ server: throwing('SyntaxError') });
    Object.defineProperty(globalThis, 'location', { configurable: true, value: new URL('https://site.test/') });
    try {
      await isConfig({ server: throwing('SecurityError'), apiBase: 'http://relay.test' });
    } finally {
      Reflect.deleteProperty(globalThis, 'location');
    }
  });

  it('is right: an agent that does not know a conversation, or a limit, is no matter for developers', async () => {
    const all = scene({ apiBase: 'https://relay-5.test' });
    all.server.answer('conversation', { status: 404, json: { errors: ['unknown conversation'] } }, { status: 429, json: {}, headers: { 'Retry-After': '1' } });
    for (const code of ['agent', 'limited']) {
      const error = await all.session.rest.conversation('conv-1').then(() => undefined, (thrown: { readonly code: string }) => thrown);
      expect(error?.code).to.equal(code);
    }
    expect(warnings).to.deep.equal([]);
  });
});
