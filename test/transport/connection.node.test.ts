import { describe, it } from 'node:test';
import { expect } from 'chai';
import { Connection } from '../../src/transport/connection.js';
import { endpointTokenProvider, TokenSource } from '../../src/transport/token-source.js';
import { FakeClock, settled } from '../support/fake-clock.js';
import { ScriptedServer } from '../support/scripted-server.js';

describe('A connection', () => {
  it('that is opened again while an attempt is under way has one wire, which takes what is sent', async () => {
    const server = new ScriptedServer();
    const clock = new FakeClock();
    const tokens = new TokenSource(endpointTokenProvider('https://site.test/token', server.fetch, clock), 7, clock, 'https://api.test');
    await tokens.get(undefined, new AbortController().signal);
    const said: string[] = [];
    const connection = new Connection({
      agentId: 7, tokens, clock, rest: {} as never, fetch: server.fetch, createSocket: server.createSocket,
      network: { isOnline: () => true, onHope: () => undefined, onRest: () => undefined, onHide: () => undefined, onReturn: () => undefined },
      policy: { delay: () => null },
      isNeeded: () => true, isVoice: () => false, conversationId: () => Promise.resolve(undefined), onMessage: ({ kind }) => said.push(kind),
    } as ConstructorParameters<typeof Connection>[0]);
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
});
