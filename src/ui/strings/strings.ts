import type { AgentErrorCode } from '../../base/errors.js';

/** Words for some or all error codes. */
export type ErrorWords = Readonly<Partial<Record<AgentErrorCode, string | null>>>;

/** Words that most conversations never need; they are loaded with what they name. */
export interface RareStrings {
  readonly agree: string;
  readonly toolRunning: string;
  readonly toolDone: string;
  readonly conversationReplaced: string;
  readonly conversationEnded: string;
  readonly notStored: string;
}

/** All words of the panel. Any of them can be replaced through the element's `strings` property. */
export interface Strings extends Partial<RareStrings> {
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
  readonly tooLong: string;
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
  /**
   * What went wrong and what to do next; `null` says nothing. The words for most codes are loaded with the first error;
   * those for a lost connection are at hand, and stand in for all others where even these words cannot be loaded.
   */
  readonly errors: ErrorWords;
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
  tooLong: 'This message is too long. Shorten it.',
  copyCode: 'Copy code',
  copied: 'Copied',
  code: 'Code',
  table: 'Table',
  done: 'Done',
  toDo: 'To do',
  showImage: 'Show image: {alt} ({host})',
  goesOnIn: 'Too many messages. It goes on by itself in {seconds} s.',
  errors: { connection: 'The connection was lost. Check your network, or try again.' },
};

/** English, with what the page and the element's attributes replace. */
export function mergeStrings(overrides: Partial<Strings>, attributes: Partial<Strings>, loaded: ErrorWords): Strings {
  const errors = { ...english.errors, ...loaded, ...overrides.errors };
  return { ...english, ...overrides, ...attributes, errors };
}

/** The words for an error; `null` says nothing. */
export function wordsFor({ errors }: Strings, code: AgentErrorCode): string | null {
  return (code in errors ? errors[code] : errors.connection) ?? null;
}

/** Fills `{name}` in. */
export function fill(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (all, name: string) => String(values[name] ?? all));
}
