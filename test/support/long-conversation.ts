import { fixtureSync, html } from '@open-wc/testing';
import '../../src/define.js';
import type { ConversationSummary } from '../../src/conversation/conversation-summary.js';
import { conversationOf } from './conversation-of.js';
import { FakeStore, scene, type Scene } from './session.js';
import { stageOf, type Stage } from './stage.js';
import { until } from './until.js';

/** An element that shows a stored conversation, with a scripted server behind it. @param others conversations that were left */
export async function longStage(count: number, messages = conversationOf(count), others?: readonly ConversationSummary[]): Promise<Stage & Scene> {
  const store = new FakeStore();
  store.record = { version: 2, conversationId: 'conv-1', isCounted: true, settledTurns: count >> 1, messages, consent: undefined, others };
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
