import { sleep } from '../../base/clock.js';
import { AgentError } from '../../base/errors.js';
import { limitWaitMs } from '../../base/limit-wait.js';
import { textOfOutput } from '../../conversation/reduce.js';
import type { MultimodalMessage, ServerMessage } from '../../protocol/messages.js';
import type { LogMeaning } from '../core/log-meaning.js';
import type { Turn } from '../core/model.js';
import { longestLagMs, questionAbout } from '../core/log-question.js';
import type { SessionHost } from '../host.js';

/** How far apart the log is read, in ms, until it cannot lag behind any more. */
const readingMs = 1_000;

/**
 * What is typed during a call goes over the call's socket; where the server takes no text on it, by REST (API document:
 * "Execute Agent"), in the same conversation, and the call goes on.
 */
export class RestTextFallback {
  readonly #host: SessionHost;
  /** The socket takes no text: it is not asked again. */
  #isNeeded = false;
  /** What the socket says meanwhile is about something else, and comes afterwards. */
  #held: ServerMessage[] | undefined;

  constructor(host: SessionHost) {
    this.#host = host;
  }

  /** Whether the turn that is under way is not the socket's. */
  get isUnderWay(): boolean {
    return this.#held !== undefined;
  }

  /** @returns whether the message of the active turn was handed over */
  send(message: MultimodalMessage): boolean {
    const { connection, options } = this.#host;
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
    const host = this.#host;
    const signal = this.#hold(turn);
    // Where nobody can tell, the person decides.
    const { kind } = await this.#becameOf(turn, signal).catch(() => ({ kind: 'received' }) as const);
    if (signal.aborted) return;
    if (kind === 'lost') {
      this.#isNeeded = true;
      return this.#execute(turn);
    }
    this.#release();
    if (onElse) return onElse();
    host.dispatch({ type: 'fail', error });
    host.report(error);
    host.dispatch({ type: 'turn-ended', turn, isReceived: false });
  }

  async #execute(turn: Turn): Promise<void> {
    const host = this.#host;
    const { rest, turns } = host.options;
    const { conversationId = '' } = turn;
    const { input, environmentVariables = {}, promptTemplateVariables = {} } = host.messageOf(turn);
    const signal = this.#hold(turn);
    const ask = () => rest.execute({ conversationId, input, environmentVariables, promptTemplateVariables }, { signal });
    // No socket has it, and whether the server counts it only the log can tell.
    host.dispatch({ type: 'sent-by-rest' });
    const answer = await this.#patiently(ask, signal).catch((thrown: unknown) => AgentError.from(thrown, 'connection', 'execute failed', { retryable: true }));
    if (signal.aborted) return;
    if (answer instanceof AgentError) {
      const told = answer.code === 'agent' ? new AgentError('agent', answer.message, { retryable: true }) : answer;
      host.dispatch({ type: 'fail', error: told });
      host.report(told);
    } else turns.end({ text: textOfOutput(answer.output), status: 'done' });
    host.dispatch({ type: 'turn-ended' });
  }

  /** Whether the log has a turn that the server answered with errors. */
  async #becameOf(turn: Turn, signal: AbortSignal): Promise<LogMeaning> {
    const host = this.#host;
    const { clock } = host.options;
    const settledAt = clock.now() + longestLagMs;
    for (;;) {
      const isLate = clock.now() >= settledAt;
      const meaning = await host.readLog(questionAbout(host.model, turn, !isLate), signal);
      if (meaning.kind !== 'lost' || isLate) return meaning;
      await sleep(clock, readingMs, signal);
    }
  }

  /** Waits as told where there were too many requests, and asks again. */
  async #patiently<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const { clock } = this.#host.options;
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        if (!(error instanceof AgentError) || error.code !== 'limited') throw error;
        const waitMs = limitWaitMs(error.retryAfterMs);
        this.#host.dispatch({ type: 'trouble', error, retryAt: clock.now() + waitMs });
        await sleep(clock, waitMs, signal);
        this.#host.dispatch({ type: 'trouble', error: undefined, retryAt: undefined });
      }
    }
  }

  /** @returns ends with the turn, and lets go of what was held */
  #hold(turn: Turn): AbortSignal {
    const signal = this.#host.signalOf(turn.id);
    if (this.#held) return signal;
    this.#held = [];
    signal.addEventListener('abort', () => {
      // Nothing of it can still come over the socket.
      this.#host.dispatch({ type: 'free' });
      // First it is shown as over.
      queueMicrotask(() => this.#release());
    });
    return signal;
  }

  #release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const message of held) this.#host.receive(message);
  }
}
