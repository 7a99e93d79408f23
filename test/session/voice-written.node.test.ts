import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { AutessaToolEvent } from '../../src/session/tool-event.js';
import { inCall } from '../support/call-scene.js';
import { settled } from '../support/fake-clock.js';
import { agentLog, spokenLog } from '../support/scripted-server.js';
import { said } from '../support/session.js';

/* API document: "VOICE Message": "TEXT" or "AUDIO" is the desired output format. What is said aloud may be answered in writing. */

describe('What is said aloud and answered in writing', () => {
  it('is read, and nothing is played; its final message ends it', async () => {
    const all = await inCall();
    const { server, session, call } = all;
    await call.utter();
    server.logs = [spokenLog('Who is there?')];
    await server.socket.stream('It is', ' me.', ' Ha', ' Ha', ' Ha');
    await settled();
    expect([said(all), session.snapshot.voiceState]).to.deep.equal([['user:done:Who is there?', 'agent:streaming:It is me. Ha Ha Ha'], 'thinking']);
    await server.socket.finish('It is me. Ha Ha Ha');
    expect([said(all), session.snapshot.voiceState, session.snapshot.state]).to.deep.equal([['user:sent:Who is there?', 'agent:done:It is me. Ha Ha Ha'], 'listening', 'ready']);
    expect([...call.played.keys()]).to.deep.equal([]);
  });

  for (const isLogged of [true, false]) {
    it(`is over without a final message, ${isLogged ? 'once the log has it' : 'and without a log'}`, async () => {
      const all = await inCall();
      if (!isLogged) all.server.answer('conversation', ...Array.from({ length: 50 }, () => ({ status: 0 })));
      await all.call.utter();
      await all.server.socket.stream('It is', ' me.');
      if (isLogged) all.server.logs = [spokenLog('Who is there?'), agentLog('It is me.')];
      await all.clock.pass(isLogged ? 4_000 : 16_000);
      expect(said(all)).to.deep.equal([`user:sent:${isLogged ? 'Who is there?' : ''}`, 'agent:done:It is me.']);
      expect([all.session.snapshot.voiceState, all.session.snapshot.state]).to.deep.equal(['listening', 'ready']);
    });
  }

  it('has one turn where the answer comes before its end is noticed', async () => {
    const all = await inCall();
    await all.call.speak();
    await all.server.socket.stream('Yes', '?');
    await settled();
    expect(said(all)).to.deep.equal(['user:done:', 'agent:streaming:Yes?']);
    await all.call.fallSilent();
    all.server.logs = [spokenLog('Hello'), agentLog('Yes?')];
    await all.clock.pass(4_000);
    expect(said(all)).to.deep.equal(['user:sent:Hello', 'agent:done:Yes?']);
  });

  it('is answered again, under its own question, where somebody speaks meanwhile', async () => {
    const all = await inCall();
    await all.call.utter();
    await all.server.socket.stream('It is', ' me', ' and');
    await all.call.utter();
    await all.clock.pass(1_000);
    all.server.logs = [spokenLog('Who is there?'), agentLog('It is me and'), spokenLog('Really?')];
    await all.server.socket.stream('Yes', ', really.');
    all.server.logs.push(agentLog('Yes, really.'));
    await all.clock.pass(5_000);
    expect(said(all).map((each) => each.replace(/^user:.*:/, 'user:'))).to.deep.equal(['user:Who is there?', 'agent:done:It is me and', 'user:Really?', 'agent:done:Yes, really.']);
    expect(all.session.snapshot.state).to.equal('ready');
  });

  it('has nothing of a reply that was stopped', async () => {
    const all = await inCall();
    await all.call.utter();
    await all.server.socket.stream('A long');
    all.session.stop();
    await all.server.socket.stream(' story');
    await settled();
    expect(said(all)).to.deep.equal(['user:sent:', 'agent:stopped:A long']);
  });
});

const start = { responseType: 'EXECUTE_TOOL', toolName: 'GetWeather', invocationId: 'i', publicVars: {}, streamMessage: 'EXECUTION START: GetWeather' };
const news = { ...start, streamMessage: 'EXECUTION END: GetWeather' };

describe('A tool that is asked before it is known here that the person has spoken', () => {
  for (const isNoticed of [true, false]) {
    it(`has its line, under what they said: ${isNoticed ? 'their speech is noticed' : 'nothing of it is'}`, async () => {
      const all = await inCall();
      if (isNoticed) await all.call.speak();
      await all.server.socket.say({ streamedToolMessages: start });
      expect(said(all)).to.deep.equal(['user:done:', 'tool:streaming:GetWeather']);
      expect(all.events.filter(({ type }) => type === 'autessa-tool').map((event) => (event as AutessaToolEvent).turn)).to.deep.equal([all.session.snapshot.messages[0]?.id]);
      if (isNoticed) await all.call.fallSilent();
      all.server.logs = [spokenLog('Will it rain?')];
      await all.server.socket.speak('It will.', { isFinalChunk: true });
      await all.server.socket.finish('It will.');
      await all.clock.pass(3_000);
      expect(said(all)).to.deep.equal(['user:sent:Will it rain?', 'tool:done:GetWeather', 'agent:done:It will.']);
    });
  }

  it('has it also where a reply was cut, once nothing more of that comes', async () => {
    const all = await inCall();
    await all.call.utter();
    await all.server.socket.speak('One two');
    await all.call.interrupt(50);
    await all.clock.pass(1_500);
    await all.server.socket.say({ streamedToolMessages: start });
    expect(said(all)).to.deep.equal(['user:sent:', 'agent:interrupted:One', 'user:done:', 'tool:streaming:GetWeather']);
  });

  it('has none while that may be the tool of the reply that was cut; the page is told', async () => {
    const all = await inCall();
    await all.call.utter();
    await all.server.socket.speak('One two');
    await all.call.interrupt(50);
    await all.server.socket.say({ streamedToolMessages: start });
    expect(said(all)).to.deep.equal(['user:sent:', 'agent:interrupted:One']);
    expect(all.events.filter(({ type }) => type === 'autessa-tool')).to.have.length(1);
  });

  it('and news of one that is over begins no turn', async () => {
    const all = await inCall();
    await all.server.socket.say({ streamedToolMessages: news });
    expect(said(all)).to.deep.equal([]);
  });
});
