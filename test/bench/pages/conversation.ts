import '../../../src/define.js';
import '../../../src/ui/panel-bundle.js';
import '../../../src/ui/panel/conversation-tools/conversation-tools.js';
import '../../../src/ui/strings/languages/en.js';
import { conversationOf } from '../../support/conversation-of.js';
import { FakeStore, scene, type Scene } from '../../support/session.js';

/** What the bench does in the page; it measures what that costs. */
export interface ConversationBench {
  prepare(messages: number): Promise<void>;
  open(): Promise<void>;
  type(keys: number): Promise<void>;
  stream(tokens: number): Promise<void>;
}

const element = document.createElement('autessa-agent');
let made: Scene;

const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
/** Longer than the panel takes to appear, and all that follows. */
const quiet = () => new Promise((resolve) => setTimeout(resolve, 1_500));

const input = (): HTMLTextAreaElement => element.shadowRoot!.querySelector('textarea')!;

const bench: ConversationBench = {
  async prepare(count) {
    const store = new FakeStore();
    store.record = { version: 2, conversationId: 'conv-1', isCounted: true, settledTurns: count >> 1, messages: conversationOf(count), consent: undefined };
    made = scene({ store });
    Object.assign(element, { agentId: 7, tokenEndpoint: '/token', session: made.session });
    document.body.append(element);
    await quiet();
  },
  async open() {
    element.show();
    await quiet();
  },
  async type(keys) {
    for (let key = 0; key < keys; key += 1) {
      input().value += 'a';
      input().dispatchEvent(new InputEvent('input', { bubbles: true }));
      await frame();
    }
  },
  async stream(tokens) {
    await made.server.socket.open('conv-1', 'REVIVED');
    input().dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
    await frame();
    for (let token = 0; token < tokens; token += 1) {
      await made.server.socket.stream('more ');
      await frame();
    }
  },
};

Object.assign(globalThis, bench);
