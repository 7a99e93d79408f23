import { describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'chai';
import { textOfInput } from '../../src/conversation/message.js';
import { textOfOutput } from '../../src/conversation/reduce.js';
import type { CallOptions } from '../../src/audio/call.js';
import { FakeClock, settled } from '../support/fake-clock.js';
import { calling, inCall } from '../support/call-scene.js';
import { manners, OtherVoiceServer } from '../support/other-voice-server.js';
import { agentLog, spokenLog } from '../support/scripted-server.js';
import { said, type Scene } from '../support/session.js';
import { SoundingCall } from '../support/sounding-call.js';
import { until } from '../support/until.js';

/* A call with servers that know the API document alone, and choose otherwise where it is silent. */

const lines = [
  ['Hello, who is there?', 'Good morning. This is the front desk.'],
  ['Do you have a room?', 'We have three rooms. The first one has a view of the lake. The second one is quiet.'],
  ['The quiet one, please.', 'Very well. For how many nights?'],
  ['Two', 'Two nights, noted.'],
  ['Thank you.', 'You are welcome.'],
  ['Bye', 'Good bye!'],
] as const;

/** The person makes a sound, or none, for so long. */
async function sound(call: SoundingCall, clock: FakeClock, ms: number, level: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 128) {
    for (let frame = 0; frame < 4; frame += 1) call.options.onEvent({ type: 'frame', samples: new Float32Array(512).fill(level), index: 0 });
    await clock.pass(128);
  }
}

/** Our messages, and the log's: each reply behind the question that it answers, and what was cut as long as it is shown. */
function bothOf({ server, session }: Scene): readonly (readonly string[])[] {
  const ours = session.snapshot.messages.filter(({ role }) => role === 'user' || role === 'agent');
  const questions = server.logs.flatMap((log) => (log.logType === 'USER' ? [textOfInput(log.userMultimodalInputs)] : []));
  const replies = server.logs.flatMap((log) => (log.logType === 'MESSAGE_TO_USER' ? [textOfOutput([log.multimodalOutput]).trim()] : []));
  const logged = questions.flatMap((question, index) => [['user', question], ['agent', replies[index] ?? '']]);
  return [
    ours.map(({ role, status, text }) => `${role} ${status === 'interrupted' ? 'interrupted ' : ''}${text.trim()}`),
    logged.map(([role, text = ''], index) => {
      const { status, text: shown } = ours[index] ?? { text: '' };
      return `${role} ${status === 'interrupted' ? `interrupted ${text.slice(0, shown.trim().length)}` : text}`;
    }),
  ];
}

describe('A call whose agent speaks first', () => {
  it('has what it says, with nothing of the person’s before it; what they say then is answered as ever', async () => {
    const all = await inCall();
    all.server.logs = [agentLog('Hello, how can I help?')];
    await all.server.socket.speak('Hello, how can I help?', { isFinalChunk: true });
    await settled();
    const [question] = all.session.snapshot.messages;
    expect([said(all), question?.input]).to.deep.equal([['user:done:', 'agent:streaming:Hello, how can I help?'], undefined]);
    await all.clock.pass(5_000);
    await all.call.utter();
    await settled();
    expect(all.session.snapshot.messages.at(-1)?.input).to.deep.equal([{ inputType: 'AUDIO' }]);
    all.server.logs = [agentLog('Hello, how can I help?'), spokenLog('A room'), agentLog('Of course.')];
    await all.server.socket.speak('Of course.', { isFinalChunk: true });
    await all.clock.pass(10_000);
    expect(said(all)).to.deep.equal(['user:sent:', 'agent:done:Hello, how can I help?', 'user:sent:A room', 'agent:done:Of course.']);
    expect(all.session.transcript('text')).to.equal('Agent: Hello, how can I help?\n\nYou: A room\n\nAgent: Of course.');
    all.session.dispose();
  });
});

describe('A call whose agent has nothing to say to what is then said again', () => {
  it('has no empty reply under what was said first, once the log has the answer to both', async () => {
    const all = await inCall();
    all.server.logs = [spokenLog('A room'), agentLog('')];
    await all.call.utter();
    for (let seconds = 0; seconds < 10; seconds += 1) await all.clock.pass(1_000);
    expect(said(all)).to.deep.equal(['user:sent:A room', 'agent:done:']);
    await all.call.utter();
    await all.server.socket.speak('Of course.', { isFinalChunk: true });
    all.server.logs = [spokenLog('A room'), agentLog(''), spokenLog('A room, please'), agentLog('Of course.')];
    await all.clock.pass(10_000);
    expect(said(all)).to.deep.equal(['user:sent:A room', 'user:sent:A room, please', 'agent:done:Of course.']);
    all.session.dispose();
  });
});

describe('A call with a server that chooses otherwise where the document is silent', () => {
  for (const [name, kind] of Object.entries(manners)) {
    it(`has the transcript that the log has: ${name}`, async () => {
      const clock = new FakeClock();
      const server = new OtherVoiceServer(kind, clock, lines);
      let opened: SoundingCall | undefined;
      const all = await calling({ server, clock, openCall: (options: CallOptions) => (opened = new SoundingCall(options)) });
      /** Time passes until it is so: what is loaded for a call takes its own. */
      const eventually = (condition: () => boolean) => until(async () => {
        await clock.pass(250);
        return condition();
      });
      await eventually(() => opened !== undefined && server.socket.sent.length > 0);
      const call = opened!;
      await call.become({ phase: 'live', microphoneId: 'one', detection: 'on', progress: 1 });
      const isShown = (turns: number): boolean => {
        const [ours = [], logged] = bothOf(all);
        return ours.length === turns * 2 && isDeepStrictEqual(ours, logged);
      };
      const isSettled = (turns: number): boolean => all.session.snapshot.state === 'ready' && isShown(turns);
      const say = async (): Promise<void> => {
        await sound(call, clock, 900, 0.3);
        await call.fallSilent();
        await sound(call, clock, 600, 0);
      };
      await call.speak();
      await say();
      await eventually(() => isSettled(1));
      await call.speak();
      await say();
      // The person speaks while the second reply is heard.
      await eventually(() => call.played.size === 2 && all.session.snapshot.messages.at(-1)?.role === 'agent');
      await call.interrupt(350);
      await say();
      await eventually(() => isSettled(3));
      void all.session.send('Two');
      // The person speaks before it is clear that no final message comes.
      await eventually(() => isShown(4));
      await clock.pass(2_000);
      await call.speak();
      await say();
      await eventually(() => isSettled(5));
      void all.session.send('Bye');
      await eventually(() => isSettled(6));
      const [ours, logged] = bothOf(all);
      expect(ours).to.deep.equal(logged);
      expect(ours).to.have.length(lines.length * 2);
      expect(said(all).filter((message) => message.startsWith('agent:interrupted'))).to.have.length(1);
      expect([all.session.snapshot.state, all.session.snapshot.voiceState, all.session.snapshot.error]).to.deep.equal(['ready', 'listening', undefined]);
      // All were heard, and none twice.
      expect([...call.played.values()].map((ms) => ms > 0)).to.deep.equal(lines.map(() => true));
      all.session.dispose();
    });
  }
});
