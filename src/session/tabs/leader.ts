import type { State } from '../../base/state.js';
import type { Messages } from '../../conversation/message.js';
import type { SessionEvent } from '../events.js';
import type { ConversationPersistence } from '../persistence.js';
import type { SessionPort } from '../ports.js';
import type { SessionSnapshot } from '../snapshot.js';
import { commands, sharedEvents, type ChangedMessage, type SharedState, type TabMessage } from './messages.js';

/*
 * The tab that talks with the server, as the other tabs see it. Loaded when the first of them says hello.
 */

export interface LeaderOptions {
  readonly session: SessionPort;
  readonly state: State<SessionSnapshot>;
  readonly channel: BroadcastChannel;
  readonly persistence: ConversationPersistence;
  /** Ends with the lead. */
  readonly signal: AbortSignal;
}

/** Lets the other tabs see the conversation, and does what they ask. @param first what was heard already */
export function lead({ session, state, channel, persistence, signal }: LeaderOptions, first: TabMessage): void {
  let number = 0;
  let told: Messages = [];
  let toldConversations: SessionSnapshot['conversations'];
  // Some have to be loaded first, others not.
  const loaded = session.loadLifecycle().catch(() => undefined);
  const post = (message: TabMessage) => {
    if (!signal.aborted) channel.postMessage(message); // oxlint-disable-line unicorn/require-post-message-target-origin -- a BroadcastChannel has none
  };
  const tell = (isAll: boolean) => {
    const { messages, conversations } = state.current;
    if (isAll) {
      number = 0;
      told = [];
    }
    const shared = { ...sharedOf(state.current), ...((isAll || conversations !== toldConversations) && { conversations }) };
    toldConversations = conversations;
    post({ kind: 'state', number, isTakenUp: persistence.isTakenUp, shared, length: messages.length, changed: changes(told, messages) });
    told = messages;
    number += 1;
  };
  const hear = (message: TabMessage) => {
    if (message.kind === 'hello') tell(true);
    // Without that code it is shown as any other tool.
    if (message.kind === 'action') import('../actions/page-actions.js').then(({ actionsOf }) => actionsOf(persistence).show(message.record)).catch(() => undefined);
    if (message.kind !== 'ask') return;
    const { id, command, args = [] } = message;
    if (command && commands.includes(command)) {
      const act = () => {
        const { context } = session.audio;
        const whose = command === 'receive' ? session : session.api;
        const acted = (whose as unknown as Record<string, (...args: readonly unknown[]) => unknown>)[command]!(...args);
        // Nobody clicked here: what was asked in another tab is read there, and not said aloud in a tab that nobody looks at.
        if (session.audio.context !== context) session.audio.closeContext();
        return acted;
      };
      // In the order in which it was asked; what comes of it is seen in the state.
      void loaded.then(act).catch(() => undefined);
    }
    post({ kind: 'ack', id });
  };
  hear(first);
  channel.addEventListener('message', ({ data }: MessageEvent<TabMessage>) => hear(data), { signal });
  state.subscribe(() => tell(false), { signal });
  for (const { type } of sharedEvents) {
    session.api.addEventListener(type, (event) => post({ kind: 'event', type, fields: (event as unknown as SessionEvent).fields }), { signal });
  }
}

function sharedOf({ state, conversationId, retryAt, hasEarlier, voiceState, voice, error }: SessionSnapshot): SharedState {
  const shared = error && { code: error.code, message: error.message, retryable: error.retryable, retryAfterMs: error.retryAfterMs };
  return { state, conversationId, retryAt, hasEarlier, isCallOn: voice !== undefined || voiceState === 'starting', error: shared };
}

/** By identity: a message that did not change keeps it. */
function changes(before: Messages, after: Messages): ChangedMessage[] {
  const changed: ChangedMessage[] = [];
  after.forEach((message, index) => {
    if (message !== before[index]) changed.push([index, withoutFiles(message)]);
  });
  return changed;
}

/** A recorded file is of no use to a tab that cannot send it. */
function withoutFiles(message: Messages[number]): Messages[number] {
  if (!message.input?.some((input) => 'file' in input)) return message;
  const { input: _input, ...rest } = message;
  return rest;
}
