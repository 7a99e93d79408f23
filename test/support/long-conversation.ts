import { fixtureSync, html } from '@open-wc/testing';
import type { Message } from '../../src/conversation/message.js';
import '../../src/define.js';
import { FakeStore, scene, type Scene } from './session.js';
import { stageOf, type Stage } from './stage.js';
import { until } from './until.js';

/** A conversation of so many messages, by turns. */
export function conversationOf(count: number): Message[] {
  return Array.from({ length: count }, (_, index): Message => {
    const turn = `turn-${index >> 1}`;
    const common = { at: Date.UTC(2026, 0, 1) + index * 60_000, turn };
    return index % 2 === 0
      ? { ...common, id: turn, role: 'user', status: 'sent', text: `Question ${index}: what about the weather?` }
      : { ...common, id: `${turn}:reply`, role: 'agent', status: 'done', text: `Answer ${index}: it is **windy**.\n\n- take a coat\n- and a \`hat\`` };
  });
}

/** An element that shows a stored conversation, with a scripted server behind it. */
export async function longStage(count: number): Promise<Stage & Scene> {
  const store = new FakeStore();
  store.record = { version: 2, conversationId: 'conv-1', isCounted: true, settledTurns: count >> 1, messages: conversationOf(count), consent: undefined };
  const made = scene({ store });
  const element = document.createElement('autessa-agent');
  element.setAttribute('agent-id', '7');
  element.setAttribute('token-endpoint', '/token');
  element.session = made.session;
  fixtureSync(html`${element}`);
  const stage = stageOf(element, 7);
  element.show();
  await until(() => stage.parts('message').length > 0 || stage.root.querySelector('[data-id]'), 'messages');
  return Object.defineProperties(made, Object.getOwnPropertyDescriptors(stage)) as Stage & Scene;
}
