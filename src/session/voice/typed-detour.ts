import { AgentError } from '../../base/errors.js';
import type { MultimodalMessage, ServerMessage } from '../../protocol/messages.js';
import { readingOf } from '../after-loss.js';
import type { Delivery } from '../delivery.js';
import { becameOfRefused, patiently } from '../recovery.js';
import { multimodalMessage, type Turn } from '../turn.js';

/**
 * What is typed during a call goes over the call's socket; where the server takes no text on it, by REST (API document:
 * "Execute Agent"), in the same conversation, and the call goes on.
 */
export class TypedDetour {
  readonly #delivery: Delivery;
  /** The socket takes no text: it is not asked again. */
  #isNeeded = false;
  /** What the socket says meanwhile is about something else, and comes afterwards. */
  #held: ServerMessage[] | undefined;

  constructor(delivery: Delivery) {
    this.#delivery = delivery;
  }

  /** Whether the turn that is under way is not the socket's. */
  get isUnderWay(): boolean {
    return this.#held !== undefined;
  }

  /** @returns whether the message of the active turn was handed over */
  send(message: MultimodalMessage): boolean {
    const { connection, options } = this.#delivery;
    const turn = options.turns.active;
    // A socket that is lost as soon as something is typed takes no text, either.
    if (!turn || !(this.#isNeeded || turn.deliveries > 1)) return connection.send(message);
    // First it is shown as sent.
    queueMicrotask(() => void this.#execute(turn));
    return true;
  }

  /** @returns whether a message has to wait */
  takes(message: ServerMessage): boolean {
    this.#held?.push(message);
    return this.#held !== undefined;
  }

  /**
   * The server has answered the active turn with errors. The log tells whether it took it.
   *
   * @param onElse the turn is in the log, so the errors may be about something else. Default: they are its reply
   */
  async refused(turn: Turn, error: AgentError, onElse?: () => void): Promise<void> {
    const delivery = this.#delivery;
    const signal = this.#hold(turn);
    const reading = readingOf(delivery, signal, turn);
    // Where nobody can tell, the person decides.
    const { outcome } = await becameOfRefused(turn, reading).catch(() => ({ outcome: 'received' }) as const);
    if (signal.aborted) return;
    if (outcome === 'lost') {
      this.#isNeeded = true;
      return this.#execute(turn);
    }
    this.#release();
    if (onElse) return onElse();
    delivery.fail(error);
    delivery.afterTurn(turn, false);
  }

  async #execute(turn: Turn): Promise<void> {
    const delivery = this.#delivery;
    const { rest, turns, agentId, settings, clock, state } = delivery.options;
    const { conversationId = '' } = turn;
    const { input, environmentVariables = {}, promptTemplateVariables = {} } = multimodalMessage(turn, agentId, settings());
    const signal = this.#hold(turn);
    const ask = () => rest.execute({ conversationId, input, environmentVariables, promptTemplateVariables }, { signal });
    // No socket has it, and whether the server counts it only the log can tell.
    turn.deliveries = 0;
    delivery.cursor.count = 'unknown';
    try {
      const { output } = await patiently(ask, clock, signal, (error, retryAt) => state.patch({ error, retryAt }));
      if (signal.aborted) return;
      turns.finish({ kind: 'final', conversationId, output, errors: [] });
    } catch (thrown) {
      if (signal.aborted) return;
      const error = AgentError.from(thrown, 'connection', 'execute failed', { retryable: true });
      delivery.fail(error.code === 'agent' ? new AgentError('agent', error.message, { retryable: true }) : error);
    }
    delivery.turnEnded();
  }

  /** @returns ends with the turn, and lets go of what was held */
  #hold(turn: Turn): AbortSignal {
    const { signal } = turn.abort;
    if (this.#held) return signal;
    this.#held = [];
    signal.addEventListener('abort', () => {
      // Nothing of it can still come over the socket.
      this.#delivery.owesFinal = false;
      // First it is shown as over.
      queueMicrotask(() => this.#release());
    });
    return signal;
  }

  #release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const detail of held) this.#delivery.connection.dispatchEvent(new CustomEvent('message', { detail }));
  }
}
