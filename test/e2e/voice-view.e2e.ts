import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { concierge } from '../../demo/simulator/agents/concierge.js';
import { readSamples } from '../audio/speech-files.js';
import { pcm16, wav } from '../audio/wav.js';
import { browserUnderTest, type Page } from '../tools/page-driver.js';
import { startVisitor, type Agent, type Visitor } from '../tools/visitor.js';

/* A visitor who talks: real buttons, a real microphone's path, a server that hears and answers aloud. */

const skip = browserUnderTest() === 'chromium' ? false : 'Chromium alone has a microphone that plays a file';

const rate = 16_000;
const folder = resolve('test/.output');
/** Two seconds of speech, and time to listen to the answer: it is played again and again, and would be answered again. */
const oneSentence = `${folder}/one-sentence.wav`;
/** Speech nearly all the time. */
const longSpeech = resolve('test/fixtures/jfk.wav');

/** What an element shows of its call, for `evaluate`. */
interface Talking extends Agent {
  readonly voiceState: string;
  readonly session: { readonly voice: { readonly call: { readonly snapshot: Readonly<Record<string, unknown>> } } | undefined };
}

let visitor: Visitor;
let page: Page;

before(async () => {
  const samples = new Float32Array(120 * rate);
  samples.set(readSamples('test/fixtures/jfk.wav').subarray(0, 2.4 * rate));
  mkdirSync(folder, { recursive: true });
  writeFileSync(oneSentence, wav(pcm16(samples)));
  visitor = await startVisitor();
});
afterEach(() => visitor.leave());
after(() => visitor.close());

async function visit(microphone: string, headers?: Readonly<Record<string, string>>, attributes = ''): Promise<void> {
  // A machine that has much else to do makes pauses where the person makes none.
  const { id } = visitor.backend.simulator.agents.add(concierge, { tokensPerSecond: 1_000, faults: [{ name: 'patient' }] });
  const element = visitor.tag(id, `persist="none" ${attributes}`);
  page = await visitor.visit(element, { page: { microphone }, ...(headers && { headers }) });
  await visitor.open();
}

/** In the page: what was to be seen, however short. */
interface Watched {
  /** Which words have not been heard, at each change of them. */
  readonly seen: readonly string[];
  /** The words for the call's state. */
  readonly states: ReadonlySet<string>;
  /** The highest level of the agent's voice. */
  readonly loudest: number;
}

const watch = () =>
  page.evaluate(() => {
    const seen: string[] = [];
    const states = new Set<string>();
    const watched = { seen, states, loudest: 0 };
    Object.assign(globalThis, { watched });
    const look = () => {
      const root = document.querySelector('autessa-agent')!.shadowRoot!;
      const level = Number(root.querySelector<HTMLElement>('.orb')?.style.getPropertyValue('--_output'));
      watched.loudest = Math.max(watched.loudest, level || 0);
      states.add(root.querySelector('.call-state')?.textContent ?? '');
      const unheard = [...(CSS.highlights.get('autessa-unheard') ?? [])].map(String).join('|').trim();
      if (unheard !== (seen.at(-1) ?? '')) seen.push(unheard);
      requestAnimationFrame(look);
    };
    look();
  });
const pressed = (part: string) => page.click(`autessa-agent >>> [part=${part}]`);
const inState = (state: string) => page.waitFor((wanted) => (document.querySelector('autessa-agent') as Talking).voiceState === wanted, state);
const words = () =>
  page.evaluate(() => document.querySelector('autessa-agent')!.shadowRoot!.querySelector('.voice-card')?.textContent.replace(/\s+/g, ' ').trim() ?? '');
const focused = () => page.evaluate(() => document.querySelector('autessa-agent')!.shadowRoot!.activeElement?.getAttribute('part'));

/** Waits until a reply has been heard to its end; what was marked meanwhile became less and less. */
async function heardWhole(): Promise<void> {
  await page.waitFor(() => {
    const { seen } = (globalThis as unknown as { watched: Watched }).watched;
    return seen.length > 3 && seen.at(-1) === '';
  });
  const seen = await page.evaluate(() => (globalThis as unknown as { watched: Watched }).watched.seen);
  const last = seen.findLastIndex((unheard) => unheard !== '');
  // The words come with the sound; from there on there is only less to hear.
  const whole = seen.findIndex((unheard) => unheard.endsWith('name first?'));
  assert(whole >= 0 && last > whole + 1, JSON.stringify(seen));
  for (let index = whole + 1; index <= last; index++) {
    assert(seen[index - 1]?.endsWith(seen[index] ?? '?'), `${seen[index]} after ${seen[index - 1]}`);
  }
}

describe('a visitor who talks', { skip }, () => {
  test('presses a button, is heard, hears the answer and reads along, and ends it', async () => {
    await visit(oneSentence);
    await watch();
    assert.equal(await page.evaluate(() => performance.getEntriesByType('resource').some(({ name }) => name.includes('/voice'))), false);
    await pressed('voice');
    await page.waitFor(() => document.querySelector('autessa-agent')!.shadowRoot!.activeElement?.matches('[part=mute]'));
    await page.waitFor(() => (document.querySelector('autessa-agent') as Talking).messages.some(({ role }) => role === 'agent'));
    await heardWhole();
    await inState('listening');
    const { states, loudest } = await page.evaluate(() => {
      const { watched } = globalThis as unknown as { watched: Watched };
      return { states: [...watched.states], loudest: watched.loudest };
    });
    assert(states.includes('Speaking') && loudest > 0.1, `${states.join(', ')}; as loud as ${loudest}`);
    const { messages } = await page.evaluate(() => ({ messages: (document.querySelector('autessa-agent') as Talking).messages.map(({ role, status }) => `${role} ${status}`) }));
    assert.deepEqual(messages.slice(0, 2), ['user sent', 'agent done']);
    await pressed('mute');
    await inState('muted');
    await pressed('end-voice');
    await inState('off');
    await page.waitFor(() => document.querySelector('autessa-agent')!.shadowRoot!.querySelector<HTMLElement>('[part=voice-view]')!.hidden);
    assert.equal(await focused(), 'voice');
    await visitor.say('And in writing?');
    await visitor.answers(2);
    assert.deepEqual(await page.problems(), []);
  });

  test('hears the answer to what they typed, without a call, where the site has it said', async () => {
    await visit(oneSentence, undefined, 'reply-mode="audio"');
    await page.evaluate(() => {
      const contexts: AudioContext[] = [];
      const said: string[] = [];
      const Plain = globalThis.AudioContext;
      globalThis.AudioContext = class extends Plain {
        constructor(settings?: AudioContextOptions) {
          super(settings);
          contexts.push(this);
        }
      };
      Object.assign(globalThis, { contexts, said });
      const region = document.querySelector('autessa-agent')!.shadowRoot!.querySelector('[aria-live=polite]')!;
      new MutationObserver(() => said.push(region.textContent)).observe(region, { childList: true, characterData: true, subtree: true });
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error('Nobody needs a microphone'));
    });
    await visitor.say('Hello');
    await inState('speaking');
    await page.waitFor(() => document.querySelector('autessa-agent')!.shadowRoot!.querySelector('.voice-card [part=stop-speaking]'));
    assert.match(await words(), /^Speaking/);
    assert.equal(await page.evaluate(() => document.querySelector('autessa-agent')!.shadowRoot!.querySelector('.has-call, .is-in-call')), null);
    await visitor.answers(1);
    await inState('off');
    const areClosed = () =>
      page.waitFor(() => (globalThis as unknown as { contexts: AudioContext[] }).contexts.every(({ state }) => state === 'closed'));
    await areClosed();
    const { count, said } = await page.evaluate(() => {
      const seen = globalThis as unknown as { contexts: AudioContext[]; said: string[] };
      return { count: seen.contexts.length, said: seen.said.filter(Boolean) };
    });
    assert.deepEqual([count, said], [1, []]);
    // Nothing that detects speech, and no second thought about it.
    assert.equal(await page.evaluate(() => performance.getEntriesByType('resource').some(({ name }) => /detector|\.bin|open-call/.test(name))), false);
    await visitor.say('Once more');
    await inState('speaking');
    await pressed('stop-speaking');
    await inState('off');
    await areClosed();
    assert.deepEqual(await page.problems(), []);
  });

  const policy = (connect: string) => {
    const { origin } = visitor.backend;
    return {
      'Content-Security-Policy': `default-src 'none'; script-src ${origin}; connect-src ${connect} ${origin.replace('http', 'ws')}; style-src 'none'; require-trusted-types-for 'script'; trusted-types lit-html autessa-agent`,
    };
  };

  test('is found to speak, and interrupts, under a strict policy', async () => {
    await visit(longSpeech, policy(visitor.backend.origin));
    await page.evaluate(() => addEventListener('autessa-interruption', () => performance.mark('interruption')));
    await pressed('voice');
    await page.waitFor(() => performance.getEntriesByName('interruption').length > 0);
    const { detection, talk } = await page.evaluate(() => (document.querySelector('autessa-agent') as Talking).session.voice!.call.snapshot);
    assert.deepEqual([detection, talk], ['on', 'open']);
    await pressed('end-voice');
    await inState('off');
    assert.deepEqual(await page.problems(), []);
  });

  test('holds a button where the page’s policy lets nothing detect speech', async () => {
    const { origin } = visitor.backend;
    // All but the folder of the widget.
    await visit(longSpeech, policy(`${origin}/token ${origin}/clients/`));
    await watch();
    await pressed('voice');
    await page.waitFor(() => document.querySelector('autessa-agent')!.shadowRoot!.querySelector('[part=talk]'));
    assert.match(await words(), /Speech cannot be detected here\. Hold the button while you talk\. Hold to talk/);
    const hold = (type: string) =>
      page.evaluate((event) => {
        const button = document.querySelector('autessa-agent')!.shadowRoot!.querySelector<HTMLElement>('[part=talk]')!;
        button.focus();
        button.dispatchEvent(new KeyboardEvent(event, { key: ' ', bubbles: true, cancelable: true }));
      }, type);
    await hold('keydown');
    await inState('hearing');
    // Some words.
    await page.waitFor(() => {
      const counter = globalThis as unknown as { loud?: number };
      const orb = document.querySelector('autessa-agent')!.shadowRoot!.querySelector<HTMLElement>('.orb')!;
      if (Number(orb.style.getPropertyValue('--_input')) > 0.3) counter.loud = (counter.loud ?? 0) + 1;
      return (counter.loud ?? 0) > 25;
    });
    await hold('keyup');
    await inState('speaking');
    await heardWhole();
    await pressed('end-voice');
    await inState('off');
  });
});
