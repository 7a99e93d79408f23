import { sleep, type Clock } from '../base/clock.js';
import { AgentError } from '../base/errors.js';
import { settleTurn, type Settlement } from '../conversation/settle.js';
import type { RestOperations } from '../transport/rest-operations.js';
import type { Turn } from './turn.js';

/*
 * What it takes to pick a conversation up again: by the server's log. Loaded when a connection was lost in the midst of
 * a turn, or where the server knows of a conversation what this browser does not.
 */

export { messagesFromLogs } from '../conversation/from-logs.js';

/** When the log is read, in ms after the reading before: an agent that was interrupted by the loss is still at work. */
const readingsMs = [0, 1_000, 2_000, 4_000, 8_000];

export interface Reading {
  readonly rest: RestOperations;
  readonly conversationId: string;
  /** How many of the log's `USER` entries belong to earlier turns. */
  readonly settledTurns: number;
  readonly signal: AbortSignal;
}

export interface SettlingOptions extends Reading {
  readonly clock: Clock;
  /** Told where the server asks to wait, until when in ms since the epoch; and again, without both, when it goes on. */
  readonly onLimit: (error?: AgentError, retryAt?: number) => void;
}

/**
 * Finds out what became of a turn whose connection was lost: by the server's log, read a few times while the agent may
 * still be answering.
 *
 * @returns `received` where the agent had not answered by the last reading
 * @throws {AgentError} where the log cannot be read, or `aborted`
 */
export async function settle(turn: Turn, options: SettlingOptions): Promise<Settlement> {
  const { clock, signal, onLimit } = options;
  let settlement: Settlement = { outcome: 'received', text: '' };
  let wasLost = false;
  let failure: AgentError | undefined;
  for (const wait of readingsMs) {
    if (wait > 0) await sleep(clock, wait, signal);
    try {
      settlement = await patiently(() => read(turn, options), clock, signal, onLimit);
      failure = undefined;
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

/** Whether the server has the turn and still owes the answer; where it is not to be reached, it has not. */
export async function isUnderWay(turn: Turn, reading: Reading): Promise<boolean> {
  try {
    return (await read(turn, reading)).outcome === 'received';
  } catch (error) {
    // A server that refuses to tell is there.
    const { code } = AgentError.from(error, 'connection', 'The log cannot be read');
    return code !== 'connection' && code !== 'offline';
  }
}

async function read(turn: Turn, { rest, conversationId, settledTurns, signal }: Reading): Promise<Settlement> {
  const { logs } = await rest.conversation(conversationId, { signal });
  return settleTurn(logs, turn.input, settledTurns);
}

/** Waits as told where there were too many requests, and asks again. */
async function patiently<T>(
  ask: () => Promise<T>,
  clock: Clock,
  signal: AbortSignal,
  onLimit: SettlingOptions['onLimit'],
): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof AgentError) || error.code !== 'limited') throw error;
      const wait = error.retryAfterMs ?? usualLimitMs;
      onLimit(error, clock.now() + wait);
      await sleep(clock, wait, signal);
      onLimit();
    }
  }
}

/** How long to wait, in ms, where a limit does not say. */
const usualLimitMs = 5_000;
