import '../../../src/define.js';
import '../../../src/ui/opened.js';
import '../../../src/ui/panel/extras/extras.js';
import '../../../src/ui/strings/languages/en.js';
import { conversationOf } from '../../support/conversation-of.js';
import { FakeStore, scene } from '../../support/session.js';

/** Main-thread time in ms within the next so many: what keeps messages to itself waiting. */
async function busyWithin(ms: number): Promise<number> {
  const { port1, port2 } = new MessageChannel();
  const start = performance.now();
  let spent = 0;
  let last = start;
  return new Promise((resolve) => {
    port1.start();
    port1.addEventListener('message', () => {
      const now = performance.now();
      // Less is what a message takes.
      if (now - last > 0.3) spent += now - last;
      last = now;
      if (now - start < ms) return port2.postMessage(null);
      port1.close();
      resolve(spent);
    });
    port2.postMessage(null);
  });
}

async function open(count: number) {
  const store = new FakeStore();
  store.record = { version: 2, conversationId: 'conv-1', isCounted: true, settledTurns: count >> 1, messages: conversationOf(count), consent: undefined };
  const made = scene({ store });
  const element = document.createElement('autessa-agent');
  Object.assign(element, { agentId: 7, tokenEndpoint: '/token', session: made.session });
  document.body.append(element);
  await busyWithin(300);
  const measuring = busyWithin(1_500);
  element.show();
  const openMs = await measuring;
  await made.server.socket.open('conv-1', 'REVIVED');
  await busyWithin(300);
  return { ...made, element, openMs };
}

async function figures(count: number): Promise<readonly (readonly [string, number])[]> {
  const { element, server, openMs } = await open(count);
  const input = element.shadowRoot!.querySelector('textarea')!;
  input.focus();
  const keys = 50;
  let typing = 0;
  for (let key = 0; key < keys; key += 1) {
    const start = performance.now();
    input.value += 'a';
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    // Style and layout, as the next frame has to do them.
    void element.shadowRoot!.querySelector<HTMLElement>('.scroller')!.scrollHeight;
    typing += performance.now() - start;
    await new Promise(requestAnimationFrame);
  }
  input.value = 'And now?';
  input.dispatchEvent(new InputEvent('input', { bubbles: true }));
  input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
  await busyWithin(300);
  const tokens = 100;
  let streaming = 0;
  for (let token = 0; token < tokens; token += 1) {
    const measuring = busyWithin(40);
    void server.socket.stream('more ');
    streaming += await measuring;
  }
  element.remove();
  return [
    [`ms to open ${count} messages`, openMs],
    [`ms for a key with ${count} messages`, typing / keys],
    [`ms for a token, shown, with ${count} messages`, streaming / tokens],
  ];
}

Object.assign(globalThis, {
  measure: async () => {
    await figures(50);
    // Whatever else the machine does only adds: the least of some runs is nearest to the truth.
    const least = async (count: number) => {
      const best = new Map<string, number>();
      for (let run = 0; run < 3; run += 1) {
        for (const [name, value] of await figures(count)) best.set(name, Math.min(value, best.get(name) ?? Infinity));
      }
      return best;
    };
    return Object.fromEntries([...(await least(50)), ...(await least(5_000))]);
  },
});
