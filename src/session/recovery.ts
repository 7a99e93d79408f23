import { sleep, type Clock } from '../base/clock.js';
import { AgentError } from '../base/errors.js';
import { settleTurn, type Settlement } from '../conversation/settle.js';
import type { RestClient } from '../transport/rest-client.js';
import type { Turn } from './turn.js';

/*
 * What it takes to pick a conversation up again: by the server's log. Loaded when a connection was lost in the midst of
 * a turn, or where the server knows of a conversation what this browser does not.
 */

export { messagesFromLogs } from '../conversation/from-logs.js';

/** When the log is read, in ms after the reading before: an agent that was interrupted by the loss is still at work. */
const readingsMs = [0, 1_000, 2_000, 4_000, 8_000];

export interface SettlingOptions {
  readonly rest: RestClient;
  readonly clock: Clock;
  readonly conversationId: string;
  /** How many of the log's `USER` entries belong to earlier turns. */
  readonly settledTurns: number;
  readonly signal: AbortSignal;
}

/**
 * Finds out what became of a turn whose connection was lost: by the server's log, read a few times while the agent may
 * still be answering.
 *
 * @returns `received` where the agent had not answered by the last reading
 * @throws {AgentError} where the log cannot be read, or `aborted`
 */
export async function settle(turn: Turn, options: SettlingOptions): Promise<Settlement> {
  const { rest, clock, conversationId, settledTurns, signal } = options;
  let settlement: Settlement = { outcome: 'received', text: '' };
  let wasLost = false;
  let failure: AgentError | undefined;
  for (const wait of readingsMs) {
    if (wait > 0) await sleep(clock, wait, signal);
    failure = undefined;
    try {
      const { logs } = await rest.conversation(conversationId, { signal });
      settlement = settleTurn(logs, turn.input, settledTurns);
      if (settlement.outcome === 'answered' || (settlement.outcome === 'lost' && wasLost)) return settlement;
      // What was on its way when the connection broke may get into the log a moment later.
      wasLost = settlement.outcome === 'lost';
    } catch (error) {
      failure = AgentError.from(error, 'connection', 'The log cannot be read');
      if (!failure.retryable) throw failure;
    }
  }
  if (failure) throw failure;
  return settlement;
}
