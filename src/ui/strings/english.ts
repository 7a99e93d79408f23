import type { FirstStrings, Strings, LaterTranslation } from './strings.js';

/** What is at hand in English before anything else is loaded. */
export const english: FirstStrings = {
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
interface GivenWords {
  readonly strings?: Partial<Strings>;
  readonly heading?: string | undefined;
  readonly greeting?: string | undefined;
  readonly placeholder?: string | undefined;
}

/**
 * The words to show on an element: of the language, with what the page replaces.
 *
 * @param translation what has been loaded, if anything has
 */
export function stringsFor(translation: LaterTranslation | undefined, { strings, heading, greeting, placeholder }: GivenWords): Strings {
  const attributes = Object.entries({ heading, greeting, placeholder }).filter(([, value]) => value != null);
  // At hand, because it may be the very reason why no other words can be loaded.
  const connection = 'The connection was lost. Check your network, or try again.';
  const errors = { connection, ...translation?.errors, ...strings?.errors };
  return { ...english, ...translation, ...strings, ...Object.fromEntries(attributes), errors };
}
