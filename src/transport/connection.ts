import { sleep } from '../base/clock.js';
import { AgentError } from '../base/errors.js';
import { loadingError } from '../base/loading-error.js';
import { TypedEventTarget } from '../base/typed-event-target.js';
import { socketAddress } from '../protocol/addresses.js';
import type { ClientMessage } from '../protocol/messages.js';
import type { AttemptHistory, ConnectionNews, NextAttempt } from './connection-news.js';
import type { ConnectionOptions } from './connection-options.js';
import { SocketWire } from './socket-wire.js';
import type { HeldToken } from './token-source.js';
import type { Wire, WireClose } from './wire.js';

/**
 * Keeps one wire to the agent: attempts under a policy, each with a fresh enough token and the same conversation; by a
 * socket, or by REST where sockets are blocked. It tells its news and the server's messages, and decides nothing about the conversation.
 */
export class Connection extends TypedEventTarget<{ news: CustomEvent<ConnectionNews> }> {
  readonly #options: ConnectionOptions;
  readonly #history: AttemptHistory = { failures: 0, refusals: 0, unsteady: 0, refusedAt: -Infinity };
  #lifetime: AbortController | undefined;
  /** @internal The present one, open or opening. */
  wire: Wire | undefined;
  /** Ends the present wait between two attempts. */
  #hurry: (() => void) | undefined;

  constructor(options: ConnectionOptions) {
    super();
    this.#options = options;
  }

  /** When the server was last heard, in ms since the epoch; `Infinity` where its silence means nothing. */
  get heardAt(): number {
    return this.wire?.heardAt ?? Infinity;
  }

  /** Opens it, if it is not open or opening; a wait for the next attempt is over at once. */
  open(): void {
    if (this.#lifetime) return this.#hurry?.();
    const lifetime = new AbortController();
    this.#lifetime = lifetime;
    const { network } = this.#options;
    network.onHope(() => this.#hurry?.(), lifetime.signal);
    network.onRest(() => this.wire?.close(), lifetime.signal);
    void this.#keep(lifetime.signal);
  }

  /** Closes it for good, or until it is opened again. No news and no message follow. */
  close(): void {
    this.#lifetime?.abort();
    this.#lifetime = undefined;
    this.wire?.close();
    this.wire = undefined;
  }

  /** Leaves the present socket for a new one to the same conversation. */
  reopen(): void {
    this.close();
    this.open();
  }

  /** It did what it is for: the next failure is the first again. */
  confirm(): void {
    this.#history.failures = this.#history.unsteady = 0;
  }

  /** @returns whether it was handed to an open socket */
  send(message: ClientMessage): boolean {
    return this.wire?.send(message) ?? false;
  }

  async #keep(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const { news, waitMs } = await this.#attempt(signal);
      if (signal.aborted) return;
      if (!news) continue;
      if (waitMs === null) {
        this.close();
        return this.#tell(news);
      }
      this.#tell(news);
      await this.#wait(waitMs, signal, news.kind !== 'limited');
    }
  }

  /** Opens one wire and carries it to its end. */
  async #attempt(signal: AbortSignal): Promise<NextAttempt> {
    const { tokens, agentId, createSocket, clock } = this.#options;
    try {
      const conversationId = await this.#options.conversationId(signal);
      const held = await tokens.get(conversationId, signal);
      signal.throwIfAborted();
      const address = socketAddress(held.apiBase, { agentId, token: held.token, conversationId, voice: this.#options.isVoice() });
      let wire: Wire | undefined;
      let close: WireClose = { code: 1006, reason: '', accepted: false };
      try {
        wire = new SocketWire(createSocket(address), clock);
      } catch (thrown) {
        close = { ...close, thrown };
      }
      if (wire) close = await this.#carry(wire, signal, conversationId);
      if (!close.accepted) close = await this.#afterRefusal(close, held, conversationId, signal);
      return await this.#afterFailure(close.error ?? close, signal, held);
    } catch (error) {
      return this.#afterFailure(AgentError.from(error, 'connection', 'The attempt failed', { retryable: true }), signal);
    }
  }

  /** @param asked the conversation that the wire was opened for, if there was one */
  async #carry(wire: Wire, signal: AbortSignal, asked?: string): Promise<WireClose> {
    if (signal.aborted) wire.close();
    // Another one may have taken its place.
    signal.throwIfAborted();
    this.wire = wire;
    wire.onMessage = this.#options.onMessage;
    try {
      const status = await wire.opened;
      signal.throwIfAborted();
      if (status) {
        const conversationId = status.conversationId || asked;
        if (status.errors.length > 0 || !conversationId) return { code: 1006, reason: '', accepted: true, status };
        // What is told by REST says nothing of the socket.
        if (wire instanceof SocketWire) this.#history.refusals = 0;
        this.#history.openedAt ??= this.#options.clock.now();
        this.#tell({ kind: 'opened', conversationId });
      }
      return await wire.closed;
    } finally {
      wire.close();
      // The next one may be there already.
      if (this.wire === wire) this.wire = undefined;
    }
  }

  /** The conversation may have to go on without a socket. */
  async #afterRefusal(close: WireClose, held: HeldToken, conversationId: string | undefined, signal: AbortSignal): Promise<WireClose> {
    const { afterRefusal } = await import('./rest-wire.js');
    const wire = await afterRefusal(close, { ...this.#options, history: this.#history, held, conversationId, signal });
    return wire ? this.#carry(wire, signal) : close;
  }

  /** What a failure, or a close, asks for; `failure.ts` knows more, if it can be had. */
  async #afterFailure(failure: AgentError | WireClose, signal: AbortSignal, held?: HeldToken): Promise<NextAttempt> {
    try {
      const { afterFailure } = await import('./failure.js');
      signal.throwIfAborted();
      return afterFailure(failure, held, this.#history, this.#options);
    } catch (thrown) {
      // Nobody waits for it.
      if (signal.aborted) return { waitMs: null };
      const error = failure instanceof AgentError ? failure : loadingError(thrown);
      const waitMs = error.retryable ? this.#options.policy.delay((this.#history.failures += 1)) : null;
      return { news: { kind: waitMs === null ? 'refused' : 'lost', error }, waitMs };
    }
  }

  /** @param canHurry a server that said how long to wait is not asked sooner */
  async #wait(ms: number, signal: AbortSignal, canHurry: boolean): Promise<void> {
    const hurry = new AbortController();
    if (canHurry) this.#hurry = () => hurry.abort();
    const either = AbortSignal.any([signal, hurry.signal]);
    await sleep(this.#options.clock, ms, either).catch(() => undefined);
    this.#hurry = undefined;
  }

  #tell(news: ConnectionNews): void {
    this.dispatchEvent(new CustomEvent('news', { detail: news }));
  }
}
