import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { ServerMessage } from '../../src/protocol/messages.js';
import { Connection } from '../../src/transport/connection.js';
import { endpointTokenProvider, TokenSource } from '../../src/transport/token-source.js';
import { FakeClock, settled } from '../support/fake-clock.js';
import { ScriptedServer, type ScriptedSocket } from '../support/scripted-server.js';

/** So long a connection waits after each failure, in ms. */
const lossMs = 100;

/** A connection to a scripted server, not open yet, and nothing is awaited of it. */
async function setUp(more: object = {}) {
  const server = new ScriptedServer();
  const clock = new FakeClock();
  const tokens = new TokenSource(endpointTokenProvider('https://site.test/token', server.fetch, clock), 7, clock, 'https://api.test');
  await tokens.get(undefined, new AbortController().signal);
  /** The failures in a row for which a wait was asked. */
  const delays: number[] = [];
  const delay = (failures: number) => {
    delays.push(failures);
    return lossMs;
  };
  const connection = new Connection({
    agentId: 7, tokens, clock, rest: {} as never, fetch: server.fetch, createSocket: server.createSocket,
    network: { isOnline: () => true, onHope: () => undefined, onRest: () => undefined, onHide: () => undefined, onReturn: () => undefined },
    policy: { delay },
    isNeeded: () => false, isVoice: () => false, conversationId: () => Promise.resolve(undefined), onMessage: () => undefined,
    ...more,
  } as ConstructorParameters<typeof Connection>[0]);
  return { connection, server, clock, delays };
}

describe('A connection', () => {
  it('that is opened again while an attempt is under way has one wire, which takes what is sent', async () => {
    const said: string[] = [];
    const { connection, server, clock } = await setUp({ isNeeded: () => true, onMessage: ({ kind }: ServerMessage) => said.push(kind) });
    const told: string[] = [];
    connection.addEventListener('news', ({ detail }) => told.push(detail.kind));
    connection.open();
    // The attempts' tokens are there at once, whoever wants them still.
    connection.reopen();
    await Promise.resolve();
    connection.reopen();
    await settled();
    expect(server.sockets).to.have.length(1);
    await server.socket.open('conv-1');
    expect(told).to.deep.equal(['opened']);
    expect(connection.send({ messageType: 'MULTIMODAL', agentId: 7, input: [{ inputType: 'TEXT', content: 'Hello' }] } as never)).to.equal(true);
    await server.socket.stream('Hello', ' there');
    expect(said).to.deep.equal(['stream', 'stream']);
    connection.close();
    await server.socket.stream('!');
    expect(said).to.have.length(2);
    expect(clock.running).to.equal(0);
  });

  for (const [what, end] of [
    ['the server closed in order', (_: Connection, socket: ScriptedSocket) => socket.drop(1000)],
    ['was left for another one', (connection: Connection) => connection.reopen()],
  ] as const) {
    it(`that was good, and ${what}, lets the failures before it be forgotten`, async () => {
      const { connection, server, clock, delays } = await setUp();
      connection.open();
      await settled();
      for (let loss = 1; loss <= 3; loss += 1) {
        await server.socket.open('conv-1');
        await server.socket.drop();
        await clock.pass(lossMs);
      }
      expect(delays).to.deep.equal([1, 2, 3]);
      await server.socket.open('conv-1');
      await clock.pass(60_000);
      await end(connection, server.socket);
      await settled();
      connection.open();
      await settled();
      expect(server.sockets).to.have.length(5);
      await server.socket.open('conv-1');
      await server.socket.drop();
      expect(delays).to.deep.equal([1, 2, 3, 1]);
      connection.close();
    });
  }

  it('that was brief, and closed in order, lets none be forgotten', async () => {
    const { connection, server, clock, delays } = await setUp();
    connection.open();
    await settled();
    await server.socket.open('conv-1');
    await server.socket.drop();
    await clock.pass(lossMs);
    await server.socket.open('conv-1');
    await clock.pass(1_000);
    await server.socket.drop(1000);
    connection.open();
    await settled();
    await server.socket.open('conv-1');
    await server.socket.drop();
    expect(delays).to.deep.equal([1, 2]);
    connection.close();
  });
});
