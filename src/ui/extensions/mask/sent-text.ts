import type { Message } from '../../../conversation/message.js';

/** Where something is sent: a session is one user's, its messages are one conversation's. */
export interface Place {
  readonly session: object | undefined;
  readonly messages: readonly Message[];
}

/** What somebody sent with something hidden. Whoever comes after them, and another conversation, have no part in it. */
export class SentText {
  /** As it was written. */
  readonly written: string;
  readonly #masked: string;
  readonly #session: object | undefined;
  /** The last message before it. */
  readonly #before: string | undefined;
  /** Its message, as soon as it is there. */
  #id: string | undefined;

  /**
   * @param place as it is before the message is there
   * @param id of the message, where it is known
   */
  constructor(written: string, masked: string, { session, messages }: Place, id?: string) {
    this.written = written;
    this.#masked = masked;
    this.#session = session;
    this.#before = messages.at(-1)?.id;
    this.#id = id;
  }

  /** Whether its message is there, in the session in which it was sent. Looks at the newest messages first. */
  isIn({ session, messages }: Place): boolean {
    if (session === undefined || session !== this.#session) return false;
    this.#id ??= this.#idIn(messages);
    return this.#id !== undefined && messages.findLastIndex(({ id }) => id === this.#id) >= 0;
  }

  #idIn(messages: readonly Message[]): string | undefined {
    const before = messages.findLastIndex(({ id }) => id === this.#before);
    // What came before it is gone: it is another conversation.
    if (this.#before !== undefined && before < 0) return undefined;
    return messages.slice(before + 1).find(({ role, text }) => role === 'user' && text.includes(this.#masked))?.id;
  }
}
