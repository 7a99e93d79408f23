import { describe, it } from 'node:test';
import { expect } from 'chai';
import { inCall, type CallScene } from '../support/call-scene.js';
import { settled } from '../support/fake-clock.js';
import { agentLog, spokenLog } from '../support/scripted-server.js';
import { said } from '../support/session.js';

/** What the newest socket heard, by the numbers of the frames. */
const heardBy = (socket: { readonly frames: readonly Float32Array[] }) => socket.frames.map((frame) => frame[0]);

/** The server refuses the token, and takes the next one. */
async function expire({ server, clock }: CallScene): Promise<void> {
  await server.socket.drop(4401);
  await clock.pass(0);
  await server.socket.open('conv-1', 'REVIVED');
}

/** Of a reply some has come when the token expires. */
async function cutReply(): Promise<CallScene> {
  const all = await inCall();
  await all.call.utter();
  await all.server.socket.speak('One two ');
  await expire(all);
  return all;
}

describe('A token that expires in mid-call', () => {
  it('is followed by a fresh one, and nothing that is said meanwhile is lost or comes before the server is told what comes', async () => {
    const all = await inCall();
    all.call.say(3);
    const [first] = all.server.sockets;
    expect(heardBy(first!)).to.deep.equal([0, 1, 2]);
    await all.server.socket.drop(4401);
    await all.clock.pass(0);
    const second = all.server.socket;
    expect([all.server.sockets.length, second.address.searchParams.get('authorization')]).to.deep.equal([2, 'token-2']);
    second.accept();
    all.call.say(2);
    expect([second.sent, heardBy(second)]).to.deep.equal([[], []]);
    await second.say({ conversationId: 'conv-1', status: 'REVIVED', errors: [] });
    all.call.say();
    expect([second.sent.map(({ messageType }) => messageType), heardBy(second)]).to.deep.equal([['VOICE'], [3, 4, 5]]);
    expect([all.session.voice !== undefined, all.call.snapshot.phase, all.session.snapshot.voiceError]).to.deep.equal([true, 'live', undefined]);
    all.session.dispose();
  });

  it('in the midst of a reply loses nothing of that: the log has it', async () => {
    const all = await cutReply();
    all.server.logs = [spokenLog('Count'), agentLog('One two three')];
    await all.clock.pass(10_000);
    expect(said(all)).to.deep.equal(['user:sent:Count', 'agent:done:One two three']);
    all.session.dispose();
  });

  it('in the midst of a reply that the log will never have fails that, to be asked again, and the next one is no part of it', async () => {
    const all = await cutReply();
    all.server.logs = [spokenLog('Count')];
    await all.clock.pass(10_000);
    await all.call.utter();
    await all.server.socket.speak('Hello', { isFinalChunk: true });
    all.server.logs = [spokenLog('Count'), spokenLog('Hi'), agentLog('Hello')];
    await all.clock.pass(10_000);
    expect(said(all)).to.deep.equal(['user:sent:Count', 'agent:failed:One two ', 'user:sent:Hi', 'agent:done:Hello']);
    all.session.dispose();
  });

  it('in the midst of what is said is no end of that', async () => {
    const all = await inCall();
    await all.call.speak();
    all.call.say(2);
    await expire(all);
    all.call.say(2);
    await all.call.fallSilent();
    await all.server.socket.speak('Hello', { isFinalChunk: true });
    all.server.logs = [spokenLog('Hi'), agentLog('Hello')];
    await settled();
    await all.clock.pass(10_000);
    expect(said(all)).to.deep.equal(['user:sent:Hi', 'agent:done:Hello']);
    all.session.dispose();
  });

  it('is asked for once: where the fresh one is refused as well, that ends the call, with the words for it', async () => {
    const all = await inCall();
    await all.server.socket.drop(4401);
    await all.clock.pass(0);
    all.server.socket.accept();
    await all.server.socket.drop(4401);
    await all.clock.pass(60_000);
    expect([all.server.sockets.length, all.session.voice, all.session.snapshot.voiceError?.code]).to.deep.equal([2, undefined, 'auth']);
  });
});
