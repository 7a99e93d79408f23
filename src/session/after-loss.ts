import type { AgentError } from '../base/errors.js';
import { positionOf, replyId } from '../conversation/message.js';
import { endReply } from '../conversation/reduce.js';
import type { Delivery } from './delivery.js';
import { countTurns, settle, untilDead, type Reading } from './recovery.js';
import type { Turn } from './turn.js';

/* What a session does when it does not know what the server has: it reads the log. Loaded when that happens. */

/** A reply that began to come, and then nothing for so long, in ms, may come no more. */
const patienceMs = 15_000;

/** After a loss in the midst of a turn: by the log, it is answered, or awaited, or sent again. Rejects only on abort. */
export async function settleActive(delivery: Delivery, turn: Turn, signal: AbortSignal): Promise<void> {
  const { clock, turns, state } = delivery.options;
  const onLimit = (limit?: AgentError, retryAt?: number) => {
    state.patch({ error: limit, retryAt });
    for (const each of limit ? (['limited'] as const) : (['opened', 'asked'] as const)) delivery.dispatch(each);
  };
  const replyNow = () => {
    const { messages } = turns;
    return messages[positionOf(messages, replyId(turn.id))];
  };
  const replyBefore = replyNow();
  const { isReceived, text, error } = await settle(turn, { ...readingOf(delivery, signal, turn), onLimit });
  // The reply may have come over the new socket meanwhile.
  if (signal.aborted || turns.active !== turn) return;
  turns.flush();
  if (text === undefined && replyNow() !== replyBefore) {
    // Or it has begun to: then the rest comes there, too.
    await untilWireIsDead(delivery, turn, clock.now(), patienceMs, signal);
    return delivery.reopen();
  }
  if (text !== undefined) turns.end((messages, id, at) => endReply(messages, id, { text, status: 'done' }, at));
  else if (error) delivery.fail(error);
  else {
    turns.putBack();
    return delivery.turnEnded();
  }
  delivery.afterTurn(turn, isReceived);
}

/** Finds out how many turns are over. Where the log cannot be read, what is known has to do. */
export async function recount(delivery: Delivery, signal: AbortSignal): Promise<void> {
  const { cursor } = delivery;
  cursor.beginCount();
  const counted = await countTurns(readingOf(delivery, signal)).catch(() => cursor.settledTurns);
  if (!signal.aborted) cursor.endCount(counted);
}

/**
 * Settles where the wire seems dead: the log tells a dead one from an agent that takes its time. Rejects on abort.
 *
 * @param since when the turn was sent, in ms since the epoch
 * @param patience how long a wire may be silent before it is asked about, in ms
 */
export function untilWireIsDead(delivery: Delivery, turn: Turn, since: number, patience: number, signal: AbortSignal): Promise<void> {
  const heardAt = () => Math.max(since, (delivery.call ?? delivery.connection).heardAt);
  return untilDead(turn, heardAt, patience, readingOf(delivery, signal, turn));
}

/** What it takes to read the log, where a turn was sent or in the present conversation. */
export function readingOf({ options, cursor }: Delivery, signal: AbortSignal, turn?: Turn): Reading {
  const { rest, clock, state } = options;
  const { messages, conversationId: current } = state.current;
  const conversationId = turn?.conversationId ?? current ?? '';
  const settledTurns = turn?.settledBefore ?? (conversationId === current ? cursor.settledTurns : undefined);
  return { rest, clock, conversationId, messages, settledTurns, signal };
}
