import { sleep, type Clock } from '../base/clock.js';
import { AgentError } from '../base/errors.js';
import { messagesFromLogs } from '../conversation/from-logs.js';
import type { Messages } from '../conversation/message.js';
import { isSpoken, owedBefore, settleTurn, type Settlement } from '../conversation/settle.js';
import type { AgentLog } from '../protocol/logs.js';
import type { RestOperations } from '../transport/rest-operations.js';
import type { Turn } from './turn.js';

/*
 * What it takes to pick a conversation up again: by the server's log. Loaded when a connection was lost in the midst of
 * a turn, or where the server knows of a conversation what this browser does not.
 */

/** When the log is read, in ms after the reading before: an agent that was interrupted by the loss is still at work. */
const readingsMs = [0, 1_000, 2_000, 4_000, 8_000] as const;

/** A turn that was handed to this many sockets, each of which was lost, is not sent again by itself. */
const maximumDeliveries = 3;

/** A reply that is silent for longer, in ms, is sought over another connection whatever the log says. */
const longestSilenceMs = 120_000;

/** What it takes to read the log of the conversation. */
export interface Reading {
  readonly rest: RestOperations;
  readonly clock: Clock;
  readonly conversationId: string;
  readonly messages: Messages;
  /** How many of the log's `USER` entries belong to earlier turns; `undefined` where nobody knows any more. */
  readonly settledTurns: number | undefined;
  readonly signal: AbortSignal;
}

export interface SettlingOptions extends Reading {
  /** Told where the server asks to wait, until when in ms since the epoch; and again, without both, when it goes on. */
  readonly onLimit: (error?: AgentError, retryAt?: number) => void;
}

/** What is to become of a turn: it has its reply, or an error, or without both is sent again. */
export interface Verdict {
  /** Whether the server has it. */
  readonly isReceived: boolean;
  readonly text?: string | undefined;
  readonly error?: AgentError | undefined;
}

/**
 * Finds out what became of a turn whose connection was lost: by the server's log, read a few times while the agent may
 * still be answering. Rejects only where `signal` aborts.
 */
export async function settle(turn: Turn, options: SettlingOptions): Promise<Verdict> {
  let { isReceived } = turn;
  try {
    const { outcome, text } = await becameOf(turn, options);
    if (outcome === 'answered') return { isReceived: true, text };
    // What was answered in part has arrived, whatever the log says.
    isReceived ||= outcome === 'received';
    if (!isReceived && turn.deliveries < maximumDeliveries) return { isReceived };
    const what = isReceived ? 'was not answered' : 'never arrived';
    throw new AgentError('connection', `The message ${what} after a lost connection`, { retryable: true });
  } catch (thrown) {
    return { isReceived, error: AgentError.from(thrown, 'connection', 'The log cannot be read', { retryable: true }) };
  }
}

async function becameOf(turn: Turn, options: SettlingOptions): Promise<Settlement> {
  const { clock, signal, onLimit } = options;
  let settlement: Settlement = { outcome: 'received', text: '' };
  let wasLost = false;
  let failure: AgentError | undefined;
  for (const wait of readingsMs) {
    if (wait > 0) await sleep(clock, wait, signal);
    try {
      settlement = await patiently(() => lookUp(turn, options), clock, signal, onLimit);
      failure = undefined;
      if (settlement.outcome === 'answered' || (settlement.outcome === 'lost' && wasLost)) return settlement;
      // What was on its way when the connection broke may get into the log a moment later.
      wasLost = settlement.outcome === 'lost';
    } catch (error) {
      failure = AgentError.from(error, 'connection', 'The log cannot be read');
      if (failure.code === 'agent') throw gone(failure);
      if (!failure.retryable) throw failure;
    }
  }
  if (failure) throw failure;
  return settlement;
}

/**
 * Whether the log has a turn that the server answered with errors. What is on its way there may take a moment.
 *
 * @throws {AgentError} where the log cannot be read; also where `signal` aborts
 */
export async function becameOfRefused(turn: Turn, reading: Reading): Promise<Settlement> {
  const settlement = await lookUp(turn, reading);
  if (settlement.outcome !== 'lost') return settlement;
  await sleep(reading.clock, readingsMs[1], reading.signal);
  return lookUp(turn, reading);
}

/**
 * Settles where nothing has been heard for `patience` ms and the log says that the turn is not under way, or nobody can
 * be asked. Rejects where `signal` aborts.
 */
export async function untilDead(turn: Turn, heardAt: () => number, patience: number, reading: Reading): Promise<void> {
  const { clock, signal } = reading;
  for (;;) {
    const silence = clock.now() - heardAt();
    if (silence >= patience && !(await isUnderWay(turn, silence, reading))) return;
    await sleep(clock, silence < patience ? patience - silence : patience, signal);
  }
}

/** Whether the server has the turn and still owes the answer; where it cannot be reached, it has not. */
async function isUnderWay(turn: Turn, silence: number, reading: Reading): Promise<boolean> {
  if (silence > longestSilenceMs) return false;
  try {
    return (await lookUp(turn, reading)).outcome === 'received';
  } catch (error) {
    // A server that refuses to tell is there.
    const { code } = AgentError.from(error, 'connection', 'The log cannot be read');
    return code !== 'connection' && code !== 'offline';
  }
}

/** How many of the person's messages the log has, with one that may still be on its way there. */
export async function countTurns({ rest, clock, conversationId, settledTurns = 0, signal }: Reading): Promise<number> {
  const count = async () => countUsers((await rest.conversation(conversationId, { signal })).logs);
  const counted = await count();
  if (counted > settledTurns) return counted;
  await sleep(clock, readingsMs[1], signal);
  return count();
}

const countUsers = (logs: readonly AgentLog[]): number => logs.filter(({ logType }) => logType === 'USER').length;

async function lookUp(turn: Turn, { rest, conversationId, messages, settledTurns, signal }: Reading): Promise<Settlement> {
  if (settledTurns === undefined) throw gone();
  const { logs } = await rest.conversation(conversationId, { signal });
  return settleTurn(logs, turn.input, settledTurns, owedBefore(messages, turn.id));
}

/** What the server has of a stored conversation. */
export interface KnownConversation {
  /** Whether the server knows it; what was said is read only where it is asked for. */
  readonly isKnown: boolean;
  readonly settledTurns: number;
  readonly messages: Messages;
}

/** @throws {AgentError} where the server does not tell */
export async function lookUpConversation(
  { rest, clock, conversationId, signal }: Pick<Reading, 'rest' | 'clock' | 'conversationId' | 'signal'>,
  needsHistory: boolean,
): Promise<KnownConversation> {
  const { status } = await rest.status(conversationId, { signal });
  const isKnown = status !== 'NOT_FOUND';
  if (!isKnown || !needsHistory) return { isKnown, settledTurns: 0, messages: [] };
  const { logs } = await rest.conversation(conversationId, { signal });
  const isAnswered = logs.findLast(isSpoken)?.logType !== 'USER';
  return { isKnown, settledTurns: countUsers(logs) - (isAnswered ? 0 : 1), messages: messagesFromLogs(logs, conversationId, clock.now()) };
}

/** Waits as told where there were too many requests, and asks again. */
export async function patiently<T>(
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

/** Whether the message arrived cannot be found out any more: the person decides whether to send it again. */
function gone(cause?: unknown): AgentError {
  return new AgentError('connection', 'The conversation is gone', { retryable: true, cause });
}
