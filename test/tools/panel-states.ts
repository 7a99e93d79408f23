import { text, type Behaviour } from '../../demo/simulator/agents/behaviour.js';
import { findBehaviour } from '../../demo/simulator/agents/index.js';
import type { FaultOrder } from '../../demo/simulator/faults.js';
import type { Page, PageOptions, Size } from './page-driver.js';
import type { Agent, Visitor } from './visitor.js';

/** A state of the panel that a person may see, and how it is reached. */
export interface PanelState {
  /** How the agent answers: a behaviour of the simulator's, or this text. Default: `echo`. */
  readonly agent?: string;
  readonly answer?: string;
  readonly faults?: readonly FaultOrder[];
  readonly attributes?: string;
  /** What the person says, and is answered. */
  readonly said?: string;
  /** Whether nothing comes back. */
  readonly isUnanswered?: boolean;
  /** Whether the person reads further up. */
  readonly isFurtherUp?: boolean;
  /** Whether what the page is to do for a tool of the agent's fails. */
  readonly isActionFailing?: boolean;
  /** What the conversations before this one begin with. */
  readonly left?: readonly string[];
  /** Selectors of what is pressed then, one after the other. */
  readonly pressed?: readonly string[];
  /** Audio that is dropped. */
  readonly isDropped?: boolean;
  /** Whether the page ends the conversation then. */
  readonly isEnded?: boolean;
  /** Whether nobody has opened it. */
  readonly isClosed?: boolean;
  /** A call, in which the person has muted themselves; or one for which they have refused the microphone. */
  readonly call?: 'muted' | 'refused';
  /** What they say in it first, upon which the page puts something into its cart, and says so in their place. */
  readonly saidAloud?: string;
  /** Whether it is over after some seconds. */
  readonly isBrief?: boolean;
  /** Selectors of what has to be there in the end. */
  readonly has: readonly string[];
}

const markdown = `Some *words* with \`code\`, a [link](https://www.example.com/) and a list:

- [x] done
- [ ] to do

\`\`\`js
const sum = grams.reduce((all, each) => all + each, 0); // of everything in the pack
\`\`\`

| Tent | Weight | Price |
| --- | --: | --: |
| Ridgeline 2 | 2.1 kg | 250 |

> A quotation.

![A tent](https://www.example.com/tent.png)`;

export const panelStates: Readonly<Record<string, PanelState>> = {
  greeting: { attributes: `avatar="data:," greeting="Hello! What are you planning?" suggestions='["Plan a weekend", "Compare tents", "Where is my order?"]'`, has: ['.suggestion'] },
  markdown: { answer: markdown, said: 'Show me all', has: ['.code button', 'button.image', '.table', '.action'] },
  menu: { said: 'Hello', pressed: ['[part=menu-button]'], has: ['.menu-item'] },
  undo: { said: 'Hello', pressed: ['[part=menu-button]', '[part~=restart]'], isBrief: true, has: ['.toast .link'] },
  tools: { agent: 'toolsmith', said: 'What is the weather in Seattle?', has: ['summary', '.action'] },
  'failed-action': { agent: 'toolsmith', isActionFailing: true, said: 'Put 2 tents into my cart', has: ['summary .is-failed', '.action'] },
  conversations: { left: ['Which tent stands in a storm?', 'Where is my order of last week, which was to come on Monday?'], said: 'Hello', pressed: ['[part=menu-button]', '.menu-item + .menu-item'], has: ['.conversation'] },
  audio: { pressed: ['[part=attach]'], isDropped: true, has: ['.attachment .icon'] },
  reading: { answer: Array.from({ length: 12 }, (_, index) => `${index + 1}. A paragraph of some words about tents, stoves and how to carry them up a hill.`).join('\n\n'), said: 'Tell me all', isFurtherUp: true, isBrief: true, has: ['[part=to-end]'] },
  unreachable: { faults: [{ name: 'http-error', on: ['token'] }], said: 'Where is my order?', isUnanswered: true, has: ['[part=status] [part=retry]'] },
  undelivered: { faults: [{ name: 'unauthorized' }], said: 'Where is my order?', has: ['.message-user [part=retry]'] },
  failed: { faults: [{ name: 'agent-error' }], said: 'Hello', has: ['[part=retry]'] },
  call: { call: 'muted', has: ['[part=mute].is-on', '.voice-card:not(:has(.call-loading))'] },
  'spoken-action': { agent: 'toolsmith', call: 'muted', saidAloud: 'Put 2 tents into my cart', has: ['[part=mute].is-on', '[part~=tool] summary', '.voice-card:not(:has(.call-loading))'] },
  'page-context': { attributes: 'context="title url"', said: 'Hello', has: ['[part=context-chip] + [part=context-chip]', '.action'] },
  'handing-over': { agent: 'toolsmith', attributes: 'handoff="https://www.example.com/help" handoff-tool="AddToCart"', said: 'Put 2 tents into my cart', has: ['[part~=hand-over]', '.action'] },
  masked: { attributes: 'mask="card email phone"', said: 'My card is 4111 1111 1111 1111, and I am ada@example.com', has: ['[part~=send-as-written]', '.action'] },
  judged: { attributes: 'rating', said: 'Hello', isEnded: true, has: ['[part~=star]'] },
  invitation: { attributes: 'invite="Need a hand choosing?" invite-when="0s"', isClosed: true, has: ['[part=invitation-text]'] },
  refused: { call: 'refused', has: ['.voice-trouble [part=retry]'] },
  consent: { attributes: 'consent="We keep what you write for 30 days. May we?"', has: ['.consent button'] },
};

/** Visits a page with the panel on it, open, and brings it into a state. */
export async function reach(visitor: Visitor, state: PanelState, options: { readonly page?: PageOptions; readonly attributes?: string; readonly style?: string } = {}): Promise<Page> {
  const { agent = 'echo', answer, faults, attributes = '', said, isUnanswered, isFurtherUp, isActionFailing, isClosed, isEnded, left = [], pressed = [], isDropped, call, saidAloud, has } = state;
  const behaviour: Behaviour | undefined = answer === undefined ? findBehaviour(agent) : { name: 'reader', title: '', description: '', reply: () => [text(answer)] };
  if (!behaviour) throw new Error(`There is no agent ${agent}`);
  const { id, transcriptions } = visitor.backend.simulator.agents.add(behaviour, { tokensPerSecond: 1_000, ...(faults && { faults }) });
  const element = visitor.tag(id, `persist="${left[0] ? 'session' : 'none'}" heading="Atlas" ${attributes} ${options.attributes ?? ''}`);
  const page = await visitor.visit(`<style>${options.style ?? ''}</style>${element}`, { ...(options.page && { page: options.page }) });
  if (!isClosed) {
    await page.evaluate(() => (document.querySelector('autessa-agent') as Agent).show());
    await shows(page, 'textarea:enabled, .consent button');
  }
  if (isActionFailing) await page.evaluate(failActions);
  for (const each of left) await page.evaluate(leaveConversation, each);
  if (said !== undefined) {
    await page.evaluate((each) => void (document.querySelector('autessa-agent') as Agent).send(each).catch(() => undefined), said);
    if (!isUnanswered) await shows(page, '[part=menu-button]');
  }
  if (isEnded) await page.evaluate(() => (document.querySelector('autessa-agent') as Agent & { endConversation(): Promise<void> }).endConversation());
  if (isFurtherUp) await page.evaluate(scrollUp);
  for (const selector of pressed) await page.click(`autessa-agent >>> ${selector}`);
  if (isDropped) await page.evaluate(dropTone);
  if (saidAloud !== undefined) {
    transcriptions.push(saidAloud);
    await page.evaluate(speak);
    await page.waitFor(() => (document.querySelector('autessa-agent') as Agent).messages.filter(({ role, status }) => role === 'agent' && status === 'done').length === 2);
    // Until then some words stand back.
    await page.waitFor(() => !CSS.highlights.has('autessa-unheard'));
  } else if (call) await page.evaluate(startCall, call === 'refused');
  for (const selector of has) await shows(page, selector);
  return page;
}

/** Looks at a state in windows of several sizes: at the same page where it lasts. */
export async function inWindows(visitor: Visitor, state: PanelState, sizes: readonly Size[], look: (page: Page, size: Size) => Promise<void>): Promise<void> {
  const visit = (viewport: Size) => reach(visitor, state, { page: { viewport, reducedMotion: true } });
  let page: Page | undefined;
  for (const size of sizes) {
    if (page && state.isBrief !== true) {
      await page.setViewport(size);
      await page.waitFor((width) => innerWidth === width, size.width);
      for (const selector of state.has) await shows(page, selector);
    } else page = await visit(size);
    await look(page, size);
  }
}

const shows = (page: Page, selector: string): Promise<unknown> =>
  page.waitFor((wanted) => document.querySelector('autessa-agent')?.shadowRoot?.querySelector(wanted)?.checkVisibility() === true, selector);

/** Scrolls up by the wheel. */
export function scrollUp(): void {
  const scroller = document.querySelector('autessa-agent')!.shadowRoot!.querySelector('.scroller')!;
  scroller.dispatchEvent(new WheelEvent('wheel', { deltaY: -100, bubbles: true }));
  scroller.scrollTop = 60;
}

/** Nothing can be put into the cart. */
function failActions(): void {
  const AddToCart = (): never => {
    throw new Error('Sold out');
  };
  Object.assign(document.querySelector('autessa-agent')!, { actions: { AddToCart } });
}

/** Has a conversation of one question, and leaves it. */
async function leaveConversation(question: string): Promise<void> {
  const element = document.querySelector('autessa-agent') as Agent;
  await element.send(question);
  element.newConversation();
}

/** Begins a call, and mutes it; or asks for one in vain. */
async function startCall(isRefused: boolean): Promise<void> {
  const element = document.querySelector('autessa-agent') as Agent & { startVoice(): Promise<void>; mute(): void };
  if (isRefused) navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('Permission denied', 'NotAllowedError'));
  await element.startVoice().then(() => element.mute(), () => undefined);
}

/** Begins a call in which a tone is heard for a second, while the button is held; what is asked for by that is done, and all is muted then. */
async function speak(): Promise<void> {
  const element = document.querySelector('autessa-agent') as Agent & { startVoice(): Promise<void>; mute(): void; holdToTalk(isHeld: boolean): void };
  const context = new AudioContext();
  const [tone, microphone] = [context.createOscillator(), context.createMediaStreamDestination()];
  tone.connect(microphone);
  navigator.mediaDevices.getUserMedia = () => Promise.resolve(microphone.stream);
  const AddToCart = (): object => {
    element.mute();
    return { say: 'What is in my cart?', itemsInCart: 2 };
  };
  Object.assign(element, { actions: { AddToCart } });
  await element.startVoice();
  element.holdToTalk(true);
  tone.addEventListener('ended', () => element.holdToTalk(false));
  tone.start();
  tone.stop(context.currentTime + 1);
}

/** Drops half a second of silence on the panel. */
function dropTone(): void {
  const data = new DataView(new ArrayBuffer(44 + 16_000));
  const words: Readonly<Record<number, string>> = { 0: 'RIFF', 8: 'WAVEfmt ', 36: 'data' };
  for (const [at, word] of Object.entries(words)) [...word].forEach((letter, index) => data.setUint8(Number(at) + index, letter.charCodeAt(0)));
  data.setUint32(4, 36 + 16_000, true);
  data.setUint32(16, 16, true);
  data.setUint16(20, 1, true);
  data.setUint16(22, 1, true);
  data.setUint32(24, 16_000, true);
  data.setUint32(28, 32_000, true);
  data.setUint16(32, 2, true);
  data.setUint16(34, 16, true);
  data.setUint32(40, 16_000, true);
  const transfer = new DataTransfer();
  transfer.items.add(new File([data], 'silence.wav', { type: 'audio/wav' }));
  const log = document.querySelector('autessa-agent')!.shadowRoot!.querySelector('.log')!;
  log.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true, composed: true }));
}
