import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { concierge } from '../../demo/simulator/agents/concierge.js';
import { eventually } from '../tools/eventually.js';
import { browserUnderTest } from '../tools/page-driver.js';
import { startVisitor, type Agent, type Visitor } from '../tools/visitor.js';

/*
 * A call in the browsers whose microphone plays no file. Where there is no sound card, contexts of Firefox never run:
 * then a call is what it is for a visitor whose browser holds the sound back.
 */

/** What an element shows of its call, for `evaluate`. */
interface Talking extends Agent {
  readonly voiceState: string;
  startVoice(): Promise<void>;
  stopVoice(): void;
}

/** In the page. */
interface Seen {
  readonly contexts: AudioContext[];
  readonly tracks: MediaStreamTrack[];
}

const skip = browserUnderTest() === 'chromium' ? 'voice.e2e.ts has more' : false;
/** Of a machine that has much else to do. */
const patienceMs = 60_000;

let visitor: Visitor;
before(async () => {
  visitor = await startVisitor();
});
afterEach(() => visitor.leave());
after(() => visitor.close());

test('a call is heard, answered and ended; without a sound card it waits for a tap, and the visitor writes', { skip }, async () => {
  const agent = visitor.backend.simulator.agents.add(concierge, { tokensPerSecond: 1_000, voice: { synthesizer: 'tone' } });
  const page = await visitor.visit(visitor.tag(agent.id, 'persist="none"'));
  await visitor.open();
  await page.evaluate(() => {
    const seen: Seen = { contexts: [], tracks: [] };
    const Plain = globalThis.AudioContext;
    globalThis.AudioContext = class extends Plain {
      constructor(settings?: AudioContextOptions) {
        super(settings);
        seen.contexts.push(this);
      }
    };
    const getUserMedia = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (constraints) => {
      const stream = await getUserMedia(constraints);
      seen.tracks.push(...stream.getTracks());
      return stream;
    };
    Object.assign(globalThis, { seen });
  });
  await page.click('autessa-agent >>> [part=voice]');
  await page.waitFor(() => !['off', 'starting'].includes((document.querySelector('autessa-agent') as Talking).voiceState));
  const isRunning = await page.waitFor(() => {
    const { voiceState } = document.querySelector('autessa-agent') as Talking;
    const { contexts } = (globalThis as unknown as { seen: Seen }).seen;
    if (contexts.some(({ state }) => state === 'running')) return 'running';
    return voiceState === 'blocked' && 'blocked';
  });
  const conversation = () => visitor.backend.simulator.conversations.of(agent.id)[0];
  if (isRunning === 'running') {
    const heard = await eventually(() => conversation()?.heard, patienceMs);
    await eventually(() => heard.position >= 16_000, patienceMs);
    const { frameSizes, frames, oddBytes, notFinite } = heard.report();
    assert.deepEqual([frameSizes, oddBytes, notFinite], [{ 512: frames }, 0, 0]);
  } else {
    const state = () => page.evaluate(() => document.querySelector('autessa-agent')!.shadowRoot!.querySelector('.voice-card .call-state')?.textContent);
    await eventually(async () => (await state()) === 'Tap to resume', patienceMs);
  }
  await page.evaluate(async () => void (await (document.querySelector('autessa-agent') as Talking).send('Hello there')));
  assert.equal(agent.traffic.messages.at(-1)?.via, 'socket');
  assert.equal(agent.traffic.messages.filter(({ message }) => message['messageType'] === 'VOICE').length, 1);
  await page.click('autessa-agent >>> [part=end-voice]');
  await page.waitFor(() => {
    const { contexts, tracks } = (globalThis as unknown as { seen: Seen }).seen;
    const isOver = contexts.every(({ state }) => state === 'closed') && tracks.every(({ readyState }) => readyState === 'ended');
    return isOver && contexts.length > 0 && tracks.length > 0 && (document.querySelector('autessa-agent') as Talking).voiceState === 'off';
  });
  assert.deepEqual(await page.problems(), []);
});
