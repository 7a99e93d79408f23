import type { ReconnectPolicy } from '../base/backoff.js';
import { sleep, type Clock } from '../base/clock.js';
import { AgentError } from '../base/errors.js';
import { loadingError } from '../base/loading-error.js';
import { TypedEventTarget } from '../base/typed-event-target.js';
import { socketAddress } from '../protocol/addresses.js';
import type { ClientMessage, ServerMessage } from '../protocol/messages.js';
import type { ConnectionNews } from './connection-news.js';
import type { Network } from './network.js';
import type { RestOperations } from './rest-operations.js';
import { openSocketWire, SocketWire, type SocketFactory } from './socket-wire.js';
import type { HeldToken, TokenSource } from './token-source.js';
import type { Wire, WireClose } from './wire.js';

/** A second refusal of a token within this time, in ms, is not answered with another token. */
const refusalMemoryMs = 30_000;

/** A connection that lasted for so long, in ms, was a good one: the next failure is the first again. */
const steadyMs = 5_000;

/** The least wait after a connection that was closed as soon as it was there, in ms; it doubles with each in a row. */
const unsteadyMs = 1_000;
const longestUnsteadyMs = 30_000;

/** After so many refused handshakes in a row the network is taken to let no WebSocket through. */
const refusalsOfBlocked = 2;

export interface ConnectionOptions {
  readonly agentId: number;
  readonly tokens: TokenSource;
  readonly rest: RestOperations;
  readonly policy: ReconnectPolicy;
  readonly network: Network;
  readonly clock: Clock;
  readonly createSocket: SocketFactory;
  /** Whether a reply is awaited: a close in good order is a loss then, like any other. */
  readonly isNeeded: () => boolean;
  /** Asked again for each attempt: whether the person's voice is to go over it. */
  readonly isVoice: () => boolean;
  /** Asked again for each attempt: the conversation to continue. */
  readonly conversationId: (signal: AbortSignal) => Promise<string | undefined>;
  /** Is given what the server says. */
  readonly onMessage: (message: ServerMessage) => void;
}

/**
 * Keeps one wire to the agent: attempts under a policy, each with a fresh enough token and the same conversation; by a
 * socket, or by REST where sockets are blocked. It tells its news and the server's messages, and decides nothing about the conversation.
 */
export class Connection extends TypedEventTarget<{ news: CustomEvent<ConnectionNews> }> {
  readonly #options: ConnectionOptions;
  /** How many attempts in a row came to nothing. */
  #failures = 0;
  /** How many handshakes in a row were refused. */
  #refusals = 0;
  /** How many connections in a row were closed as soon as they were there. */
  #unsteady = 0;
  #openedAt = Infinity;
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
    this.#failures = 0;
    this.#unsteady = 0;
  }

  /** @returns whether it was handed to an open socket */
  send(message: ClientMessage): boolean {
    return this.wire?.send(message) ?? false;
  }

  async #keep(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    let refusedAt = -Infinity;
    while (!signal.aborted) {
      const news = await this.#attempt(signal);
      if (signal.aborted) return;
      if (clock.now() - this.#openedAt > steadyMs) this.confirm();
      else if (this.#openedAt < Infinity) this.#unsteady += 1;
      if (news.kind === 'refused' && news.error.code === 'auth' && clock.now() - refusedAt > refusalMemoryMs) {
        refusedAt = clock.now();
        continue;
      }
      if (news.kind === 'refused' || news.kind === 'closed') return this.#end(news);
      const wait = this.#waitAfter(news, (this.#failures += 1));
      if (wait === null) return this.#end({ kind: 'refused', error: (news as { error: AgentError }).error });
      this.#tell(news);
      await this.#wait(wait, signal, news.kind !== 'limited');
    }
  }

  /** Opens one wire and carries it to its end. */
  async #attempt(signal: AbortSignal): Promise<ConnectionNews> {
    const { tokens, agentId, createSocket, clock } = this.#options;
    this.#openedAt = Infinity;
    try {
      const conversationId = await this.#options.conversationId(signal);
      const held = await tokens.get(conversationId, signal);
      signal.throwIfAborted();
      const address = { agentId, token: held.token, conversationId, voice: this.#options.isVoice() };
      const wire = openSocketWire(socketAddress(held.apiBase, address), createSocket, clock);
      let close: WireClose = wire ? await this.#carry(wire, signal) : { code: 1006, reason: '', accepted: false };
      if (!close.accepted) close = await this.#afterRefusal(close, held, conversationId, signal);
      const isInOrder = (close.code === 1000 || close.code === 1005) && !close.error;
      // In a call that is the agent hanging up, whatever is awaited.
      if (isInOrder && (!this.#options.isNeeded() || (close.accepted && this.#options.isVoice()))) return { kind: 'closed' };
      return await this.#newsOf(close.error ?? close, held);
    } catch (error) {
      return signal.aborted ? { kind: 'closed' } : this.#newsOf(AgentError.from(error, 'connection', 'The attempt failed', { retryable: true }));
    }
  }

  async #carry(wire: Wire, signal: AbortSignal): Promise<WireClose> {
    if (signal.aborted) wire.close();
    // Another one may have taken its place.
    signal.throwIfAborted();
    this.wire = wire;
    wire.onMessage = this.#options.onMessage;
    try {
      const status = await wire.opened;
      signal.throwIfAborted();
      if (status) {
        this.#openedAt = this.#options.clock.now();
        // What is told by REST says nothing of the socket.
        if (wire instanceof SocketWire) this.#refusals = 0;
        this.#tell({ kind: 'opened', status });
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
    if (!this.#options.network.isOnline()) return close;
    // One that was not even refused, within its patience, is what a firewall makes of it.
    this.#refusals += close.reason ? refusalsOfBlocked : 1;
    const isBlocked = this.#refusals >= refusalsOfBlocked;
    const { afterRefusal } = await import('./rest-wire.js');
    return this.#carry(await afterRefusal({ ...this.#options, isBlocked, held, conversationId, signal }), signal);
  }

  /** What a failure asks for; `failure.ts` knows more, if it can be had. */
  async #newsOf(failure: AgentError | WireClose, held?: HeldToken): Promise<ConnectionNews> {
    try {
      return (await import('./failure.js')).newsOf(failure, held, this.#options);
    } catch (thrown) {
      const error = failure instanceof AgentError ? failure : loadingError(thrown);
      return { kind: error.retryable ? 'lost' : 'refused', error };
    }
  }

  /** In ms; `null` to give up. Offline, only the network's return ends the wait. */
  #waitAfter(news: ConnectionNews, failures: number): number | null {
    if (news.kind === 'offline') return Infinity;
    if (news.kind === 'limited') return news.retryAt - this.#options.clock.now();
    const delay = this.#options.policy.delay(failures);
    // In a call a server that lets people in and out again is asked less and less often, whatever chance says.
    return delay === null || !this.#options.isVoice() ? delay : Math.max(delay, leastWait(this.#unsteady));
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

  #end(news: ConnectionNews): void {
    this.close();
    this.#tell(news);
  }
}

/** In ms. The first time nobody needs to wait. */
function leastWait(unsteady: number): number {
  return unsteady < 2 ? 0 : Math.min(longestUnsteadyMs, unsteadyMs * 2 ** (unsteady - 1));
}
