import { expect } from '@open-wc/testing';
import { array, constant, constantFrom, nat, oneof, record, sample, tuple, type Arbitrary } from 'fast-check';
import type { AutessaAgentElement } from '../../src/ui/element.js';
import { createAgent, control, backendOrigin, stageOf, type Stage } from '../support/stage.js';
import { until } from '../support/until.js';

/*
 * Whatever a page and a visitor do to the element, in whatever order, it throws nothing at anybody, and is of use
 * afterwards. A sequence that fails is named by its number; `only` plays it alone. Calls are left out: each would load
 * the detector's megabytes.
 */

const seed = 4_711;
const sequences = 16;
const only: number | undefined = undefined;

/** Right values, and wrong ones of several kinds. */
const attributes: Readonly<Record<string, readonly string[]>> = {
  'agent-id': ['', '0', 'seven', '99999999'],
  'token-endpoint': ['', 'http://[', '/nowhere', 'data:,x'],
  'api-base': ['', 'ftp://x', '/', 'http://127.0.0.1:9'],
  variables: ['{}', '{', '[]', '{"a":{"b":1}}', 'null'],
  'var-customer-name': ['John', '', '<b>'],
  'version-state': ['DRAFT', 'draft', 'x'],
  'version-number': ['1', '-1', '1e9', 'x'],
  modes: ['text', 'voice', 'text voice', 'smell', ''],
  'reply-mode': ['audio', 'text', 'x'],
  'voice-sensitivity': ['high', 'normal', 'x'],
  layout: ['floating', 'inline', 'page', 'round'],
  placement: ['top-start', 'bottom-end', 'middle'],
  theme: ['dark', 'light', 'auto', 'x'],
  locale: ['ar', 'de', 'ja', 'xx-YY', '!!'],
  heading: ['Hello', '', '<script>'],
  greeting: ['Welcome', '**bold** [x](javascript:1)'],
  suggestions: ['["One","Two"]', '{}', '["', '[1,null]'],
  consent: ['Do you agree?', ''],
  'conversation-id': ['conv_1', '', '../..'],
  persist: ['local', 'session', 'none', 'x'],
  'user-key': ['ann', 'ben', ''],
  'assets-base': ['/nowhere/', '::'],
  'disabled-features': ['attachments export feedback restart sounds', 'x', ''],
  'allowed-origins': ['https://www.example.com', 'x', ''],
  avatar: ['/none.png', 'javascript:1'],
  open: [''],
  hidden: [''],
  dir: ['rtl'],
};

const methods = [
  'show', 'hide', 'toggle', 'stop', 'newConversation', 'endConversation', 'clearStoredData', 'mute', 'unmute', 'stopVoice',
] as const;
const keys = ['Enter', 'Escape', 'Tab', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp'];
const faults = ['drop-mid-reply', 'refuse', 'rate-limit', 'unauthorized', 'garbage', 'unknown-messages', 'agent-error', 'empty-reply', 'http-error', 'http-html', 'stall'];

type Step = (all: Stage, home: HTMLElement) => unknown;

const does = (name: string, step: Step): Step => Object.defineProperty(step, 'name', { value: name });

const step: Arbitrary<Step> = oneof(
  {
    weight: 6,
    arbitrary: tuple(constantFrom(...Object.keys(attributes)), nat(9)).map(([name, index]) => {
      const values = [...attributes[name]!, undefined];
      const value = values[index % values.length];
      return does(`${name}=${value}`, ({ element }) => (value === undefined ? element.removeAttribute(name) : element.setAttribute(name, value)));
    }),
  },
  {
    weight: 5,
    arbitrary: constantFrom(...methods).map((name) =>
      // An agent that cannot be reached rejects, and says so by its event: that is what the caller has to expect.
      does(name, ({ element }) => void Promise.resolve(element[name]()).catch(expectAgentError)),
    ),
  },
  {
    weight: 5,
    arbitrary: constantFrom('Hello', '', '  ', 'a\nb', '🙂'.repeat(50), '<img src=x onerror=alert(1)>').map((text) =>
      does(`send ${text.slice(0, 9)}`, ({ element }) => void element.send(text).catch(expectAgentError)),
    ),
  },
  { weight: 1, arbitrary: constantFrom([], [{}], null, 7, [{ inputType: 'AUDIO' }]).map((input) =>
    does('send what cannot be sent', ({ element }) => void element.send(input as never).catch(expectAgentError))) },
  {
    weight: 5,
    arbitrary: nat(40).map((index) =>
      does(`click ${index}`, ({ root }) => {
        const buttons = [...root.querySelectorAll<HTMLElement>('button:not([disabled]), [role=menuitem]')];
        // What opens the system's own windows would stay open; calls have tests of their own, with sound.
        const harmless = buttons.filter((button) => !/attach|voice/.test(button.getAttribute('part') ?? ''));
        harmless[index % Math.max(1, harmless.length)]?.click();
      }),
    ),
  },
  {
    weight: 3,
    arbitrary: tuple(constantFrom(...keys), constantFrom('', 'x', 'Good morning')).map(([key, text]) =>
      does(`type ${text} ${key}`, ({ root }) => {
        const box = root.querySelector('textarea');
        if (box && text) {
          box.value += text;
          box.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
        }
        (box ?? root.querySelector('[part~=panel]') ?? root.host).dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }));
      }),
    ),
  },
  { weight: 2, arbitrary: constant(does('remove', ({ element }) => element.remove())) },
  { weight: 2, arbitrary: constant(does('append', ({ element }, home) => home.append(element))) },
  { weight: 2, arbitrary: constant(does('move', ({ element }, home) => home.firstElementChild!.append(element))) },
  {
    weight: 1,
    arbitrary: constantFrom<Step>(
      does('strings', ({ element }) => (element.strings = { send: undefined, placeholder: 7 } as never)),
      does('suggestions', ({ element }) => (element.suggestions = 'x' as never)),
      does('variables', ({ element }) => (element.variables = { circular: element } as never)),
      does('tokenProvider', ({ element }) => (element.tokenProvider = () => Promise.reject(new Error('no')))),
      does('no tokenProvider', ({ element }) => (element.tokenProvider = undefined)),
      does('transcript', ({ element }) => element.transcript('json')),
      does('retry', ({ element }) => element.retry(element.messages.at(-1)?.id ?? 'none')),
      does('hold', ({ element }) => element.holdToTalk(true)),
    ),
  },
  {
    weight: 2,
    arbitrary: record({ name: constantFrom(...faults), times: constantFrom(1, 2) }).map((fault) =>
      does(fault.name, ({ agentId }) => control(`agents/${agentId}`, { faults: [fault] }, 'PUT')),
    ),
  },
  { weight: 4, arbitrary: nat(5).map((frames) => does(`wait ${frames}`, () => frame(frames))) },
);

const frame = async (count: number) => {
  for (let index = 0; index <= count; index += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
};

function expectAgentError(error: unknown): void {
  if ((error as Error)?.name !== 'AgentError') uncaught.push(`rejected with ${String(error)}`);
}

let uncaught: string[] = [];
const note = (event: ErrorEvent | PromiseRejectionEvent) => {
  // Told by browsers of elements that change their size while they are observed: nothing is lost.
  if ('message' in event && event.message.startsWith('ResizeObserver loop')) return;
  event.preventDefault();
  uncaught.push('reason' in event ? `unhandled: ${String(event.reason?.stack ?? event.reason)}` : `uncaught: ${event.message}`);
};

/** Makes everything right again. */
async function mend({ element, agentId }: Stage, home: HTMLElement): Promise<void> {
  for (const name of element.getAttributeNames()) if (name !== 'open') element.removeAttribute(name);
  Object.assign(element, { strings: {}, suggestions: [], variables: {}, tokenProvider: undefined });
  const origin = await backendOrigin();
  const right = { 'agent-id': String(agentId), 'token-endpoint': `${origin}/token`, 'api-base': origin, persist: 'none', 'user-key': 'mended' };
  for (const [name, value] of Object.entries(right)) element.setAttribute(name, value);
  await control(`agents/${agentId}`, { faults: [] }, 'PUT');
  home.append(element);
  await element.updateComplete;
}

describe('<autessa-agent>, used at random', () => {
  let home: HTMLElement;
  let element: AutessaAgentElement;
  beforeEach(() => {
    home = document.createElement('main');
    home.append(document.createElement('section'));
    document.body.append(home);
    uncaught = [];
    addEventListener('error', note, true);
    addEventListener('unhandledrejection', note, true);
  });
  afterEach(() => {
    element.remove();
    home.remove();
    removeEventListener('error', note, true);
    removeEventListener('unhandledrejection', note, true);
  });

  sample(array(step, { minLength: 20, maxLength: 60, size: 'max' }), { seed, numRuns: sequences }).forEach((steps, index) => {
    if (only !== undefined && index !== only) return;
    it(`goes on after sequence ${index} of seed ${seed}`, async () => {
      const agentId = await createAgent({});
      element = document.createElement('autessa-agent');
      const all = stageOf(element, agentId);
      await mend(all, home);
      const warn = console.warn;
      // Wrong values are warned of.
      console.warn = () => undefined;
      try {
        for (const each of steps) {
          await each(all, home);
          if (uncaught.length > 0) break;
        }
        expect(uncaught, `after ${steps.map(({ name }) => name).join(', ')}`).to.deep.equal([]);
        await mend(all, home);
      } finally {
        console.warn = warn;
      }
      element.show();
      await until(() => all.root.querySelector('textarea'), `a text box, not: ${all.root.textContent}, after ${steps.map(({ name }) => name).join(', ')}`);
      const reply = await element.send('Are you there?');
      expect(reply.text).to.contain('Are you there?');
      await until(() => all.logText.includes('Are you there?'), 'it is shown');
      expect(uncaught).to.deep.equal([]);
    });
  });
});
