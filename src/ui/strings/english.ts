import type { CoreStrings, Strings, TranslationFile } from './strings.js';

/** What the panel brings along. */
export const english: CoreStrings = {
  direction: 'ltr',
  heading: 'Chat',
  greeting: 'Hello! How can I help?',
  placeholder: 'Write a message',
  conversation: 'Conversation',
  message: 'Message',
  send: 'Send',
  stop: 'Stop',
  startVoice: 'Talk',
  retry: 'Try again',
  close: 'Close',
  you: 'You',
  agent: 'Agent',
  suggestions: 'Suggestions',
  waiting: 'Waiting',
  notDelivered: 'Not delivered',
  stopped: 'Stopped',
  responding: 'Responding',
  connecting: 'Connecting',
  reconnecting: 'Reconnecting',
  attach: 'Attach audio',
  copyCode: 'Copy code',
  copied: 'Copied',
  code: 'Code',
  table: 'Table',
  done: 'Done',
  toDo: 'To do',
  showImage: 'Show image: {alt} ({host})',
  footnote: 'Footnote {label}',
};

/** What a page says itself: whatever it likes by `strings`, and the most seen by attributes. */
interface PageStrings {
  readonly strings?: Partial<Strings>;
  readonly heading?: string | undefined;
  readonly greeting?: string | undefined;
  readonly placeholder?: string | undefined;
}

/**
 * What to say on an element: in its language, with what the page replaces.
 *
 * @param translation what has been loaded, if anything has
 */
export function mergeStrings(translation: TranslationFile | undefined, { strings, heading, greeting, placeholder }: PageStrings): Strings {
  const attributes = Object.entries({ heading, greeting, placeholder }).filter(([, value]) => value != null);
  // At hand, because it may be the very reason why nothing else can be loaded.
  const connection = 'The connection was lost. Check your network, or try again.';
  const errors = { connection, ...translation?.errors, ...strings?.errors };
  return { ...english, ...translation, ...strings, ...Object.fromEntries(attributes), errors };
}
