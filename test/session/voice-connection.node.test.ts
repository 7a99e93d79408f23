import { describe, it } from 'node:test';
import { expect } from 'chai';
import { calling } from '../support/call-scene.js';
import { settled } from '../support/fake-clock.js';

describe('The connection of a call', () => {
  it('is not the one in writing that opens while a reply is waited for: nothing is said over that', async () => {
    const all = await calling({
      before: async ({ session, server, clock }) => {
        void session.send('Hi').catch(() => undefined);
        await settled();
        await server.socket.open('conv-1');
        await server.socket.stream('Hel');
        await server.socket.drop();
        await clock.pass(1_000);
      },
    });
    const [, written] = all.server.sockets;
    expect(written!.address.searchParams.get('voiceModeEnabled')).to.equal(null);
    await written!.open('conv-1', 'REVIVED');
    expect(written!.sent).to.deep.equal([]);
    await all.clock.pass(5_000);
    await all.server.socket.open('conv-1', 'REVIVED');
    expect([all.server.socket.address.searchParams.get('voiceModeEnabled'), all.server.socket.sent.map(({ messageType }) => messageType)]).to.deep.equal(['true', ['VOICE']]);
    all.session.dispose();
  });
});
