import type { AgentError } from '../../base/errors.js';
import type { Message } from '../../conversation/message.js';

/** A reply that somebody waits for. */
export interface PendingReply {
  /** The finished reply. Rejects with an `AgentError`. */
  readonly promise: Promise<Message>;
  readonly resolve: (reply: Message) => void;
  readonly reject: (error: AgentError) => void;
}

export function pendingReply(): PendingReply {
  let resolve!: PendingReply['resolve'];
  let reject!: PendingReply['reject'];
  const promise = new Promise<Message>((resolveReply, rejectReply) => {
    resolve = resolveReply;
    reject = rejectReply;
  });
  // A page that does not wait for the reply should not find an uncaught error: the message shows what happened.
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}

/** Who waits for the replies to which turns. */
export class PendingReplies {
  readonly #pending = new Map<string, PendingReply>();

  /** @param turn the id of the user's message */
  of(turn: string): PendingReply {
    const pending = this.#pending.get(turn) ?? pendingReply();
    this.#pending.set(turn, pending);
    return pending;
  }

  /** Whoever waits is told, or does so elsewhere, from now on. */
  take(turn: string): PendingReply {
    const pending = this.of(turn);
    this.#pending.delete(turn);
    return pending;
  }
}
