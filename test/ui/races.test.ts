import { expect } from '@open-wc/testing';
import type { AutessaAgentElement } from '../../src/ui/element.js';
import { backendOrigin, createAgent, races } from '../support/stage.js';
import { until } from '../support/until.js';

/*
 * Every public method of the element in every state, twice, in any order, with the element moved, removed and put back
 * between them: every promise settles, nothing is left unhandled, and it is of use afterwards.
 *
 *   RACES=200 RACES_SEED=7 BROWSERS=chromium npm test -- --only browser ui/races
 */

/** Decisions, the same in each engine; what depends on an engine has tests of its own. */
const describeOnce = 'userAgentData' in navigator ? describe : describe.skip;

/** How each state is reached. */
const states: Readonly<Record<string, (element: AutessaAgentElement) => unknown>> = {
  'not on a page': (element) => element.remove(),
  closed: () => undefined,
  loading: (element) => element.show(),
  open: (element) => {
    element.show();
    return until(() => element.shadowRoot!.querySelector('textarea'));
  },
  answered: (element) => element.send('Hello'),
  responding: (element) => {
    element.send('word '.repeat(2_000)).catch(() => undefined);
    return until(() => element.messages.at(-1)?.status === 'streaming');
  },
  'without an agent': (element) => element.removeAttribute('agent-id'),
  'without a token': (element) => {
    element.tokenProvider = () => Promise.reject(new Error('no'));
    element.send('Hello').catch(() => undefined);
    return until(() => element.messages.length > 0);
  },
  'asked for consent': (element) => element.setAttribute('consent', 'May we?'),
  away: async (element) => {
    await element.send('Hello');
    element.remove();
  },
};

/** All that a page may call, and what may befall the element meanwhile. */
const methods: Readonly<Record<string, (element: AutessaAgentElement, home: HTMLElement) => unknown>> = {
  show: (element) => element.show(),
  hide: (element) => element.hide(),
  toggle: (element) => element.toggle(),
  send: (element) => element.send('Well?'),
  'send nothing': (element) => element.send(' '),
  stop: (element) => element.stop(),
  retry: (element) => element.retry(element.messages.at(-1)?.id ?? 'nobody'),
  startVoice: (element) => element.startVoice(),
  stopVoice: (element) => element.stopVoice(),
  mute: (element) => element.mute(),
  unmute: (element) => element.unmute(),
  holdToTalk: (element) => [element.holdToTalk(true), element.holdToTalk(false)],
  newConversation: (element) => element.newConversation(),
  endConversation: (element) => element.endConversation(),
  transcript: (element) => [element.transcript('json'), element.transcript('text'), element.transcript('markdown')],
  clearStoredData: (element) => element.clearStoredData(),
  'clear everything': (element) => element.clearStoredData({ everything: true }),
  'another conversation': (element) => (element.conversationId = 'conv_unknown'),
  'another user': (element) => element.setAttribute('user-key', 'ben'),
  remove: (element) => element.remove(),
  'put back': (element, home) => home.append(element),
  move: (element, home) => home.firstElementChild!.append(element),
  'a frame': () => new Promise((resolve) => requestAnimationFrame(resolve)),
};

/** Mulberry32. @returns numbers of 0 up to 1 */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describeOnce('<autessa-agent>, all its methods at once', () => {
  const { getUserMedia } = MediaDevices.prototype;
  const unhandled: string[] = [];
  const note = (event: PromiseRejectionEvent | ErrorEvent): void => {
    if ('message' in event && event.message.startsWith('ResizeObserver loop')) return;
    event.preventDefault();
    unhandled.push(String('reason' in event ? event.reason : event.message));
  };
  const { warn } = console;
  let agentId: number;
  let origin: string;
  let home: HTMLElement;
  let rounds: { count: number; seed: number };
  before(async () => {
    [agentId, origin, rounds] = await Promise.all([createAgent({ tokensPerSecond: 400 }), backendOrigin(), races()]);
    addEventListener('unhandledrejection', note);
    addEventListener('error', note);
    // Wrong settings are warned of.
    console.warn = () => undefined;
  });
  after(() => {
    removeEventListener('unhandledrejection', note);
    removeEventListener('error', note);
    console.warn = warn;
    MediaDevices.prototype.getUserMedia = getUserMedia;
  });
  beforeEach(() => {
    home = document.createElement('main');
    home.append(document.createElement('section'));
    document.body.append(home);
  });
  afterEach(() => home.remove());

  /** All is as it should be. */
  function mend(element: AutessaAgentElement): void {
    element.removeAttribute('consent');
    Object.assign(element, { tokenProvider: undefined, conversationId: undefined });
    const right = { 'agent-id': String(agentId), 'token-endpoint': `${origin}/token`, 'api-base': origin, persist: 'none', 'user-key': 'ann', open: '' };
    for (const [name, value] of Object.entries(right)) element.setAttribute(name, value);
    home.append(element);
  }

  async function play(state: string, asked: readonly string[], draw: (count: number) => number): Promise<void> {
    // A call of the person's is not what this is about: nobody lets it have the microphone, or nobody answers.
    MediaDevices.prototype.getUserMedia = () => (draw(2) === 0 ? Promise.reject(new DOMException('no', 'NotAllowedError')) : new Promise(() => undefined));
    const element = document.createElement('autessa-agent');
    mend(element);
    element.open = false;
    await states[state]!(element);
    const open = new Set<string>();
    const failures: string[] = [];
    for (const [index, name] of asked.entries()) {
      const key = `${index} ${name}`;
      open.add(key);
      new Promise((resolve) => resolve(methods[name]!(element, home)))
        .catch((error: unknown) => (error as Error).name === 'AgentError' || failures.push(`${name}: ${String(error)}`))
        .finally(() => open.delete(key));
      for (let turns = draw(3) === 0 ? draw(4) : 0; turns > 0; turns -= 1) await new Promise((resolve) => setTimeout(resolve));
    }
    mend(element);
    element.stopVoice();
    element.stop();
    const well = (async () => (await element.send('Is all well?')).text)().catch((error: unknown) => String(error));
    await until(() => {
      // One that began late is ended as the others are.
      element.stopVoice();
      return open.size === 0;
    }, `they settle: ${[...open].join(', ')}`);
    expect(failures).to.deep.equal([]);
    expect(await well).to.contain('Is all well?');
    await until(() => ['idle', 'ready'].includes(element.state) && element.voiceState === 'off', `it is at rest, not ${element.state}, ${element.voiceState}`);
    await until(() => element.shadowRoot!.querySelector('textarea:enabled'), 'one can write');
    element.remove();
  }

  for (const [at, state] of Object.keys(states).entries()) {
    it(`settles each, ${state}`, async function () {
      this.timeout(15_000 * rounds.count);
      for (let round = 0; round < rounds.count; round += 1) {
        const next = random(rounds.seed + round * 7_919 + at * 104_729);
        const draw = (count: number): number => Math.floor(next() * count);
        const names = Object.keys(methods);
        const asked = [...names, ...names].map((name) => [next(), name] as const).toSorted(([one], [other]) => one - other).map(([, name]) => name);
        try {
          await play(state, asked, draw);
        } catch (error) {
          throw new Error(`RACES_SEED=${rounds.seed}, round ${round}: ${(error as Error).message}, after ${asked.join(', ')}`, { cause: error });
        }
      }
      expect(unhandled.splice(0)).to.deep.equal([]);
    });
  }
});
