import type { AgentErrorCode } from '../../base/errors.js';

/** What can go wrong in a conversation by text. */
type TextErrorCode = Extract<
  AgentErrorCode,
  'config' | 'token' | 'auth' | 'limited' | 'offline' | 'connection' | 'protocol' | 'agent' | 'storage' | 'unsupported' | 'aborted'
>;

/** All words of the panel. Any of them can be replaced through the element's `strings` property. */
export interface Strings {
  readonly heading: string;
  readonly greeting: string;
  readonly placeholder: string;
  readonly conversation: string;
  readonly message: string;
  readonly send: string;
  readonly stop: string;
  readonly retry: string;
  readonly close: string;
  readonly newConversation: string;
  readonly newMessages: string;
  readonly you: string;
  readonly agent: string;
  readonly suggestions: string;
  readonly waiting: string;
  readonly notDelivered: string;
  readonly stopped: string;
  readonly responding: string;
  readonly connecting: string;
  readonly reconnecting: string;
  readonly agree: string;
  readonly tooLong: string;
  readonly toolRunning: string;
  readonly toolDone: string;
  readonly conversationReplaced: string;
  readonly conversationEnded: string;
  readonly notStored: string;
  readonly copyCode: string;
  readonly copied: string;
  readonly code: string;
  readonly table: string;
  readonly done: string;
  readonly toDo: string;
  /** `{alt}` and `{host}` are filled in. */
  readonly showImage: string;
  /** `{seconds}` is filled in. */
  readonly goesOnIn: string;
  /** What went wrong and what to do next; `null` says nothing. The voice part brings the words for its own codes. */
  readonly errors: Readonly<Record<TextErrorCode, string | null> & Partial<Record<AgentErrorCode, string | null>>>;
}

export const english: Strings = {
  heading: 'Chat',
  greeting: '',
  placeholder: 'Write a message',
  conversation: 'Conversation',
  message: 'Message',
  send: 'Send',
  stop: 'Stop',
  retry: 'Try again',
  close: 'Close',
  newConversation: 'New conversation',
  newMessages: 'New messages',
  you: 'You',
  agent: 'Agent',
  suggestions: 'Suggestions',
  waiting: 'Waiting',
  notDelivered: 'Not delivered',
  stopped: 'Stopped',
  responding: 'Responding',
  connecting: 'Connecting',
  reconnecting: 'Reconnecting',
  agree: 'Agree',
  tooLong: 'This message is too long. Please shorten it.',
  toolRunning: 'Running',
  toolDone: 'Done',
  conversationReplaced: 'The earlier conversation has expired. The agent starts afresh from here.',
  conversationEnded: 'The conversation has ended. Write a message to begin a new one.',
  notStored: 'This browser keeps nothing, so a reload will lose this conversation.',
  copyCode: 'Copy code',
  copied: 'Copied',
  code: 'Code',
  table: 'Table',
  done: 'Done',
  toDo: 'To do',
  showImage: 'Show image: {alt} ({host})',
  goesOnIn: 'Too many messages at once. It goes on by itself in {seconds} s.',
  errors: {
    config: 'This chat is not set up correctly. Tell the owner of this website.',
    token: 'This chat cannot get access at the moment. Try again in a minute.',
    auth: 'This chat was refused access. Reload the page. If that does not help, tell the owner of this website.',
    limited: 'Too many messages at once. It goes on by itself.',
    offline: 'You are offline. It goes on by itself when the network is back.',
    connection: 'The connection was lost. Check your network, or try again.',
    protocol: 'The answer could not be read. If you are on a public network, sign in to it, then try again.',
    agent: 'The agent could not answer. Try again, or put it in other words.',
    storage: null,
    unsupported: 'This browser lacks something that is needed. Use a newer one, or write instead.',
    aborted: null,
  },
};

/** English, with what the page and the element's attributes replace. */
export function mergeStrings(overrides: Partial<Strings>, attributes: Partial<Strings>): Strings {
  const errors = { ...english.errors, ...overrides.errors };
  return { ...english, ...overrides, ...attributes, errors };
}

/** Fills `{name}` in. */
export function fill(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (all, name: string) => String(values[name] ?? all));
}
