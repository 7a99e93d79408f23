import '../support/page-globals.js';
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Agent } from '../../demo/simulator/agent.js';
import type { AgentSession } from '../../src/session/agent-session.js';
import { FakeCall, fakeContext } from '../support/fake-call.js';
import { startBalancer, type Balancer } from '../tools/balancer.js';
import { eventually } from '../tools/eventually.js';
import { headlessSession } from '../tools/headless.js';
import { realKey, startRelayed, type Relayed } from '../tools/relayed.js';
import { startSimulated, type Simulated } from '../tools/simulated.js';
import { joined, silence, tone } from '../tools/sounds.js';

/* A call through the relay, which drains in its midst: it goes on through the next one. */

describe('a call whose relay drains', () => {
  let simulated: Simulated;
  let agent: Agent;
  let relays: Relayed[];
  let balancer: Balancer;
  let session: AgentSession | undefined;
  before(async () => {
    simulated = await startSimulated({ apiKey: realKey });
    agent = simulated.agent('echo', { voice: { synthesizer: 'tone', pace: 4 } });
    relays = await Promise.all([0, 1].map(() => startRelayed(simulated.url, { agents: [agent.id] })));
    balancer = await startBalancer(() => relays.map(({ url }) => url));
  });
  after(async () => {
    session?.dispose();
    await balancer.close();
    await Promise.all([...relays.map((relay) => relay.close()), simulated.close()]);
  });

  test('goes on through another one, with what was said meanwhile, and with the microphone open', async () => {
    let opened: FakeCall | undefined;
    session = headlessSession(
      { agentId: agent.id, apiBase: balancer.url, tokens: `${balancer.url}/token`, persist: 'none' },
      { openCall: (options) => (opened = new FakeCall(options)) },
    );
    const live = session.startVoice(fakeContext());
    const call = await eventually(() => opened);
    await call.become({ phase: 'live', microphoneId: 'one', detection: 'on', progress: 1 });
    await live;
    const shown = (): readonly string[] => session!.snapshot.messages.map(({ role, status, text }) => `${role} ${status} ${text}`);
    const utter = async (what: string): Promise<void> => {
      agent.transcriptions.push(what);
      await call.speak();
      const sound = joined(tone(0.8), silence(1));
      for (let from = 0; from < sound.length; from += 512) call.options.onEvent({ type: 'frame', samples: sound.slice(from, from + 512), index: 0 });
      await call.fallSilent();
    };
    await utter('the first thing');
    await eventually(() => shown().at(-1)?.startsWith('agent done') && session!.snapshot.state === 'ready');
    const states: string[] = [];
    session.subscribe(({ state }) => states.at(-1) !== state && states.push(state));

    // The one that it goes through is not known: both drain, and another one takes their place.
    const old = relays;
    relays = [await startRelayed(simulated.url, { agents: [agent.id] })];
    const drained = Promise.all(old.map((relay) => relay.drain(20_000)));
    await eventually(() => states.includes('reconnecting'), 20_000);
    await utter('the second thing');
    await drained;
    await eventually(() => shown().length === 4 && shown().at(-1)?.startsWith('agent done') && session!.snapshot.state === 'ready', 20_000);
    await utter('the third thing');
    await eventually(() => shown().length === 6 && shown().at(-1)?.startsWith('agent done') && session!.snapshot.state === 'ready', 20_000);
    await eventually(() => shown()[4]?.endsWith('the third thing'), 20_000);

    assert.deepEqual(shown(), ['first', 'second', 'third'].flatMap((which) => [`user sent the ${which} thing`, `agent done the ${which} thing`]));
    assert.deepEqual([call.snapshot.phase, call.snapshot.talk, session.snapshot.voiceState, session.snapshot.voiceError], ['live', 'open', 'listening', undefined]);
    assert.equal(states.filter((state) => state === 'reconnecting').length, 1);
    await Promise.all(old.map((relay) => relay.close()));
  });
});
