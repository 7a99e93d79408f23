import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import type { Agent, AgentOptions } from '../../demo/simulator/agent.js';
import { concierge } from '../../demo/simulator/agents/concierge.js';
import { toolsmith } from '../../demo/simulator/agents/toolsmith.js';
import { startBackend, type Backend } from '../../demo/server/backend.js';
import { samplesIn } from '../audio/wav.js';
import { correlate } from '../audio/correlate.js';
import { readSamples } from '../audio/speech-files.js';
import { eventually } from '../tools/eventually.js';
import { browserUnderTest, openPage, type Page } from '../tools/page-driver.js';

/*
 * The built widget in a call, in a Chromium whose microphone plays a recording over and over: what the server hears,
 * what becomes of what it says, and what is left afterwards. Other browsers have no such microphone.
 */

/** What an element shows of its session, for `evaluate`. */
interface AgentElement extends HTMLElement {
  readonly messages: readonly { readonly role: string; readonly status: string; readonly text: string }[];
  readonly voiceState: string;
  startVoice(): Promise<void>;
  stopVoice(): void;
  mute(): void;
  unmute(): void;
  holdToTalk(isHeld: boolean): void;
  send(text: string): Promise<unknown>;
}

/** In the page: all that could be left running, and what the element told. */
declare const seen: { contexts: AudioContext[]; tracks: MediaStreamTrack[]; heardTexts: string[]; states: string[]; outcome: string };
/** In the page. */
declare const agentElement: AgentElement;

const microphone = resolve('test/fixtures/jfk.wav');
const skip = browserUnderTest() === 'chromium' ? false : 'Chromium alone has a microphone that plays a file';
/** Of a machine that has much else to do. */
const patienceMs = 60_000;

describe('A call in a browser', { skip }, () => {
  let backend: Backend;
  let page: Page;
  let agent: Agent;

  before(async () => {
    backend = await startBackend();
  });
  after(() => backend.close());
  afterEach(() => page.close());

  /** A page with nothing on it but the widget, and a button that begins a call. */
  async function visit(options: AgentOptions = {}, behaviour = concierge): Promise<void> {
    agent = backend.simulator.agents.add(behaviour, { tokensPerSecond: 1000, ...options, voice: { synthesizer: 'tone', pace: 1, ...options.voice } });
    page = await openPage({ microphone });
    await page.open(`${backend.origin}/dist/third-party-notices.txt`);
    await furnish();
  }

  /** Puts the widget and what watches it on the page. */
  async function furnish(): Promise<void> {
    await page.evaluate((id) => {
      const contexts: AudioContext[] = [];
      const tracks: MediaStreamTrack[] = [];
      const heardTexts: string[] = [];
      const states: string[] = [];
      const Plain = globalThis.AudioContext;
      globalThis.AudioContext = class extends Plain {
        constructor(settings?: AudioContextOptions) {
          super(settings);
          contexts.push(this);
        }
      };
      const { mediaDevices } = navigator;
      const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
      mediaDevices.getUserMedia = async (constraints) => {
        const stream = await getUserMedia(constraints);
        tracks.push(...stream.getTracks());
        return stream;
      };
      const element = document.createElement('autessa-agent') as AgentElement;
      element.setAttribute('agent-id', String(id));
      element.setAttribute('token-endpoint', '/token');
      element.setAttribute('api-base', '/');
      element.addEventListener('autessa-interruption', (event) => heardTexts.push((event as unknown as { heardText: string }).heardText));
      element.addEventListener('autessa-state', (event) => states.push((event as unknown as { voiceState: string }).voiceState));
      const button = Object.assign(document.createElement('button'), { id: 'call', textContent: 'Call' });
      const script = Object.assign(document.createElement('script'), { type: 'module', src: '/dist/autessa-agent.js' });
      document.body.prepend(button, element);
      document.body.append(script);
      const all = { contexts, tracks, heardTexts, states, outcome: '' };
      button.addEventListener('click', () => {
        element.startVoice().then(
          () => (all.outcome = 'live'),
          (error: unknown) => (all.outcome = (error as { code: string }).code),
        );
      });
      Object.assign(globalThis, { seen: all, agentElement: element });
    }, agent.id);
    await page.waitFor(() => 'startVoice' in agentElement);
  }

  async function call(): Promise<void> {
    await page.click('#call');
    assert.equal(await page.waitFor(() => seen.outcome !== '' && seen.outcome), 'live');
  }

  const conversation = () => backend.simulator.conversations.of(agent.id)[0];
  const heardSamples = () => conversation()?.heard?.position ?? 0;
  const hears = (samples: number) => eventually(() => heardSamples() >= samples, patienceMs);
  const isOver = async () => {
    await page.waitFor(() => seen.contexts.every(({ state }) => state === 'closed') && seen.tracks.every(({ readyState }) => readyState === 'ended'));
    assert.deepEqual(await page.evaluate(() => [agentElement.voiceState, seen.contexts.length > 0, seen.tracks.length > 0]), ['off', true, true]);
  };

  test('the server hears what the microphone plays, as loud as it is', async () => {
    await visit();
    await call();
    // A busy machine loses some sound before it reaches the page; a part with a gap in it is like none.
    const like = () => {
      const sound = conversation()?.heard?.toWav();
      // The browser needs a second to get used to the room.
      return correlate(sound ? samplesIn(sound).subarray(16_000) : new Float32Array(), readSamples(microphone)).filter(({ level, correlation }) => level > 0.05 && correlation > 0.85);
    };
    for (let seconds = 7; seconds < 30; seconds += 3) {
      await hears(seconds * 16_000);
      if (like().length >= 6) break;
    }
    await page.evaluate(() => agentElement.stopVoice());
    await isOver();
    const heard = conversation()?.heard;
    assert.ok(heard);
    const { frameSizes, oddBytes, notFinite, frames, samples, peak } = heard.report();
    assert.deepEqual([frameSizes, oddBytes, notFinite, samples], [{ 512: frames }, 0, 0, frames * 512]);
    assert.ok(peak > 0.1 && peak <= 1, `peak ${peak}`);
    const gains = like().map(({ gain }) => Math.abs(gain)).toSorted((one, other) => one - other);
    assert.ok(gains.length >= 6 && gains[gains.length >> 1]! < 2, JSON.stringify(like()));
    // The page has no icon, which browsers ask for by themselves.
    const missing = await page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .filter((entry) => (entry as PerformanceResourceTiming).responseStatus >= 400)
        .map(({ name }) => new URL(name).pathname),
    );
    assert.deepEqual(missing.filter((path) => path !== '/favicon.ico'), []);
    assert.deepEqual((await page.problems()).filter((problem) => !problem.startsWith('Failed to load resource')), []);
  });

  test('what is said is answered aloud, and cut short by who speaks on', async () => {
    await visit();
    await call();
    await page.waitFor(() => seen.heardTexts.length > 0);
    const [heardText = ''] = await page.evaluate(() => seen.heardTexts);
    const messages = await page.evaluate(() => agentElement.messages);
    const cut = messages.find(({ status }) => status === 'interrupted');
    assert.equal(cut?.text.trim(), heardText);
    // What was heard is the beginning of what was sent.
    const sent = (conversation()?.spoken.chunks ?? []).map(({ transcription }) => transcription ?? '').join('');
    assert.ok(sent.includes(heardText), `${heardText} in ${sent}`);
    assert.ok(await page.evaluate(() => seen.states.includes('speaking') && seen.states.includes('hearing')));
    await page.waitFor(() => agentElement.messages.some(({ role, text }) => role === 'user' && text.startsWith('(voice message')));
    await page.evaluate(() => agentElement.stopVoice());
    await isOver();
  });

  test('the page does what is asked for aloud, once, and what it says back is answered aloud', async () => {
    await visit({}, toolsmith);
    agent.transcriptions.push('Put 2 tents into my cart');
    await page.evaluate(() => {
      const phases: string[] = [];
      const AddToCart = ({ quantity }: { quantity: number }) => {
        // What the microphone plays next is no answer.
        agentElement.mute();
        return { say: 'What is in my cart?', itemsInCart: quantity };
      };
      agentElement.addEventListener('autessa-action', (event) => phases.push((event as unknown as { phase: string }).phase));
      Object.assign(agentElement, { actions: { AddToCart } });
      Object.assign(globalThis, { phases });
    });
    await call();
    await page.waitFor(() => agentElement.messages.some(({ role, status, text }) => role === 'agent' && status === 'done' && text.startsWith('This is what the page tells me')));
    assert.deepEqual(await page.evaluate(() => (globalThis as unknown as { phases: string[] }).phases), ['running', 'done']);
    const messages = await page.evaluate(() => agentElement.messages);
    assert.deepEqual(messages.filter(({ role }) => role === 'user').map(({ text }) => text), ['Put 2 tents into my cart', 'What is in my cart?']);
    const written = agent.traffic.messages.filter(({ message }) => message['messageType'] === 'MULTIMODAL').map(({ message }) => message);
    assert.deepEqual(written.map(({ executionOutputMode }) => executionOutputMode), ['AUDIO']);
    const [sent] = written;
    assert.ok(sent);
    const results = JSON.parse((sent['promptTemplateVariables'] as { actionResults: string }).actionResults) as object[];
    assert.deepEqual(results.map((each) => ({ ...each, toolCallId: '' })), [{ tool: 'AddToCart', toolCallId: '', status: 'done', result: { itemsInCart: 2 } }]);
    const spoken = conversation()?.spoken.chunks.map(({ transcription }) => transcription ?? '').join('');
    assert.equal(spoken, 'I have asked the page to put 2 × tent into your cart.This is what the page tells me:');
    await page.evaluate(() => agentElement.stopVoice());
    await isOver();
  });

  test('a connection that is lost is another one a moment later', async () => {
    await visit();
    await call();
    await hears(16_000);
    for (const line of agent.lines) line.end();
    await eventually(() => agent.traffic.messages.filter(({ message }) => message['messageType'] === 'VOICE').length === 2, patienceMs);
    await hears(heardSamples() + 16_000);
    assert.notEqual(await page.evaluate(() => agentElement.voiceState), 'off');
    await page.evaluate(() => agentElement.stopVoice());
    await isOver();
  });

  test('nothing is sent while muted, or while the button is not held; writing goes on', async () => {
    await visit();
    await call();
    await hears(8_000);
    await page.evaluate(() => agentElement.mute());
    await page.waitFor(() => agentElement.voiceState === 'muted' && seen.tracks.every(({ readyState }) => readyState === 'ended'));
    // What had been handed over before is there when what was typed after it is answered.
    await page.evaluate(() => agentElement.send('Are you there?').then(() => undefined));
    const muted = heardSamples();
    await page.evaluate(() => agentElement.send('Still?').then(() => undefined));
    assert.equal(heardSamples(), muted);
    await page.evaluate(() => agentElement.holdToTalk(true));
    await hears(muted + 8_000);
    await page.evaluate(() => agentElement.holdToTalk(false));
    await page.evaluate(() => agentElement.stopVoice());
    await isOver();
  });

  test('a button that is let go ends a turn, also for a server that waits until it hears silence', async () => {
    await visit({ faults: [{ name: 'patient' }] });
    await call();
    await page.evaluate(() => agentElement.holdToTalk(true));
    // There is a sentence in it.
    await hears(3 * 16_000);
    await page.evaluate(() => agentElement.holdToTalk(false));
    await page.waitFor(() => agentElement.messages.some(({ role, text }) => role === 'agent' && text !== ''));
    assert.ok((conversation()?.heard?.turns.length ?? 0) >= 1);
    await page.evaluate(() => agentElement.stopVoice());
    await isOver();
  });

  test('it outlives a move of the element, and ends with its removal', async () => {
    await visit();
    await call();
    await page.evaluate(() => document.body.append(agentElement));
    await hears(heardSamples() + 8_000);
    assert.equal(await page.evaluate(() => seen.contexts.length === 1 && seen.contexts[0]?.state === 'running'), true);
    await page.evaluate(() => agentElement.remove());
    await page.waitFor(() => seen.contexts.every(({ state }) => state === 'closed') && seen.tracks.every(({ readyState }) => readyState === 'ended'));
  });

  test('a reload offers it again, and begins nothing by itself', async () => {
    await visit();
    await call();
    await hears(8_000);
    await page.reload();
    await furnish();
    await page.evaluate(() => agentElement.setAttribute('open', ''));
    await page.waitFor(() => agentElement.shadowRoot?.querySelector('[part=resume-voice]')?.checkVisibility());
    assert.deepEqual(await page.evaluate(() => [agentElement.voiceState, seen.contexts.length, seen.tracks.length]), ['off', 0, 0]);
    const heard = heardSamples();
    await page.click('autessa-agent >>> [part=resume-voice]');
    await page.waitFor(() => agentElement.voiceState !== 'off' && agentElement.voiceState !== 'starting');
    await hears(heard + 8_000);
    await page.evaluate(() => agentElement.stopVoice());
    await isOver();
    assert.equal(await page.evaluate(() => agentElement.shadowRoot?.querySelector('[part=resume-voice]')?.checkVisibility() ?? false), false);
  });

  test('it is refused where the modes leave it out', async () => {
    await visit();
    await page.evaluate(() => agentElement.setAttribute('modes', 'text'));
    await page.click('#call');
    assert.equal(await page.waitFor(() => seen.outcome !== '' && seen.outcome), 'unsupported');
    await page.waitFor(() => seen.contexts.every(({ state }) => state === 'closed'));
    assert.equal(await page.evaluate(() => seen.tracks.length), 0);
  });
});
