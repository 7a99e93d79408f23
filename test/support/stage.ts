import { aTimeout, fixtureSync, html } from '@open-wc/testing';
import '../../src/define.js';
import type { AgentError } from '../../src/base/errors.js';
import type { AutessaAgentElement } from '../../src/ui/element.js';
// Loaded when needed; here beforehand, so that a test need not wait for what it does not test.
import '../../src/ui/panel/conversation-tools/conversation-tools.js';
import '../../src/ui/panel/notices/notice-views.js';
import '../../src/ui/problems.js';
import '../../src/ui/strings/languages/en.js';
import { until } from './until.js';

/*
 * The element against the simulator, over real sockets and through the real relay. Each test has an agent of its own,
 * so none meets another's.
 */

interface Served {
  readonly origin: string;
  readonly races: { readonly count: number; readonly seed: number };
}

let backend: Promise<Served> | undefined;

/** What the test runner tells its pages. */
function served(): Promise<Served> {
  return (backend ??= fetch('/__backend').then((response) => response.json() as Promise<Served>));
}

/** The origin of the relay and of the simulator's controls. */
export async function backendOrigin(): Promise<string> {
  return (await served()).origin;
}

/** How often races are run, and from which seed: `RACES`, `RACES_SEED`. */
export async function races(): Promise<Served['races']> {
  return (await served()).races;
}

/** Calls the simulator's controls. */
export async function control<T>(path: string, body?: unknown, method = body === undefined ? 'GET' : 'POST'): Promise<T> {
  const response = await fetch(`${await backendOrigin()}/_simulator/${path}`, {
    method,
    ...(body !== undefined && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  });
  return (await response.json()) as T;
}

export interface Fault {
  readonly name: string;
  readonly times?: number;
}

export interface StageOptions {
  readonly behaviour?: 'atlas' | 'toolsmith' | 'concierge' | 'echo';
  readonly faults?: readonly Fault[];
  readonly tokensPerSecond?: number;
  /** Further attributes; `null` leaves one out. */
  readonly attributes?: Readonly<Record<string, string | null>>;
  /** Default: the panel is opened, and its text box is there. */
  readonly isOpen?: boolean;
}

export interface Stage {
  readonly element: AutessaAgentElement;
  readonly agentId: number;
  readonly root: ShadowRoot;
  /** All errors that the element told of. */
  readonly errors: readonly AgentError[];
  /** The first element with this part; throws where there is none. */
  part(name: string): HTMLElement;
  parts(name: string): HTMLElement[];
  button(name: string): HTMLButtonElement;
  readonly input: HTMLTextAreaElement;
  /** Types into the text box and presses Enter, by script. */
  say(text: string): void;
  /** Settles when the last message is an agent's, and finished. */
  answered(count?: number): Promise<void>;
  /** Replies wait after so many tokens until `goOn` is called: on a busy machine one is over before it is looked at. */
  pauseAfter(tokens: number): Promise<unknown>;
  goOn(): Promise<unknown>;
  /** What is in the log, as a person reads it. */
  readonly logText: string;
}

export async function createAgent(options: StageOptions = {}): Promise<number> {
  const { behaviour = 'echo', faults = [], tokensPerSecond } = options;
  return (await control<{ agentId: number }>('agents', { behaviour, faults, tokensPerSecond })).agentId;
}

/** Puts an element with an agent of its own on the page. */
export async function stage(options: StageOptions = {}): Promise<Stage> {
  const agentId = await createAgent(options);
  const origin = await backendOrigin();
  const element = document.createElement('autessa-agent');
  const attributes = { 'agent-id': String(agentId), 'token-endpoint': `${origin}/token`, 'api-base': origin, persist: 'none', ...options.attributes };
  for (const [name, value] of Object.entries(attributes)) if (value !== null) element.setAttribute(name, value);
  const made = stageOf(element, agentId);
  fixtureSync(html`${element}`);
  await element.updateComplete;
  if (options.isOpen === false) return made;
  element.show();
  await until(() => made.root.querySelector('textarea, .consent'), 'the panel is there');
  return made;
}

export function stageOf(element: AutessaAgentElement, agentId: number): Stage {
  const errors: AgentError[] = [];
  element.addEventListener('autessa-error', (event) => errors.push(event.error));
  const root = () => element.shadowRoot!;
  const parts = (name: string) => [...root().querySelectorAll<HTMLElement>(`[part~="${name}"]`)];
  const first = <T>(found: T | undefined | null, what: string): T => {
    if (!found) throw new Error(`there is no ${what}`);
    return found;
  };
  return {
    element,
    agentId,
    get root() {
      return root();
    },
    errors,
    parts,
    part: (name) => first(parts(name)[0], `part ${name}`),
    button: (name) =>
      first(
        [...root().querySelectorAll('button')].find((each) => (each.ariaLabel ?? each.textContent.trim()) === name),
        `button ${name}`,
      ),
    get input() {
      return first(root().querySelector('textarea'), 'text box');
    },
    say(text) {
      this.input.value = text;
      this.input.dispatchEvent(new InputEvent('input', { bubbles: true }));
      this.input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
    },
    pauseAfter: (tokens) => control(`agents/${agentId}`, { pauseAfter: tokens }, 'PUT'),
    goOn: () => control(`agents/${agentId}`, { pauseAfter: null }, 'PUT'),
    async answered(count = 1) {
      const done = () => element.messages.filter(({ role, status }) => role === 'agent' && status !== 'streaming').length >= count;
      await until(done, `${count} answers, not ${JSON.stringify(element.messages)}`);
      await element.updateComplete;
      // The snapshot's subscribers hear of it in a microtask.
      await aTimeout(0);
    },
    get logText() {
      return (root().querySelector('[role=log]')?.textContent ?? '').replace(/\s+/g, ' ').trim();
    },
  };
}
