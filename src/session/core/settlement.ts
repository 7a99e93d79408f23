import { AgentError } from '../../base/errors.js';
import { limitWaitMs } from '../../base/limit-wait.js';
import { afterTurn, reopen, turnEnded } from './delivery.js';
import type { SettlementEvent } from './event.js';
import { endLimit, silenceMs, wake, watch } from './log-requests.js';
import { gone, type LogMeaning } from './log-meaning.js';
import { isWhole, readCount, readTurn, settledAt, takeCount } from './log-question.js';
import { endWith, fail, flush, putBack } from './turns.js';
import type { Handlers, Work } from './work.js';

/* What became of a turn whose connection was lost, or seems dead: by what the server's log says, read a few times. */

type Of<Type extends SettlementEvent['type']> = Extract<SettlementEvent, { readonly type: Type }>;

/** A turn that was handed to this many sockets, each of which was lost, is not sent again by itself. */
const maximumDeliveries = 3;
/** A reply that is silent for longer, in ms, is sought over another connection whatever the log says. */
const longestSilenceMs = 120_000;
/** A message that the log does not have after so long, in ms, never arrived, also where logs get it with the reply alone. */
const longestUnloggedMs = 60_000;
/** When the log is read, in ms after the reading before: an agent that was interrupted by the loss is still at work. */
const readingsMs = [0, 1_000, 2_000, 4_000, 8_000] as const;

/** The log has been read, or a time has come. */
export const settlement: Handlers<SettlementEvent> = { woke, 'log-read': logRead };

function woke(work: Work, { heardAt }: Of<'woke'>): void {
  const { settling, watchedSince, cursor } = work.model;
  if (cursor.counting !== undefined) return readCount(work, 0);
  if (settling) {
    endLimit(work);
    return readTurn(work, 0);
  }
  if (watchedSince === undefined) return;
  const silentMs = work.facts.now - Math.max(watchedSince, heardAt);
  if (silentMs < silenceMs) wake(work, silenceMs - silentMs);
  else if (silentMs > longestSilenceMs) reopen(work);
  else readTurn(work, 0);
}

function logRead(work: Work, { meaning }: Of<'log-read'>): void {
  if (work.model.cursor.counting !== undefined) counted(work, meaning);
  else if (work.model.settling) settled(work, meaning);
  else if (work.model.watchedSince !== undefined) watched(work, meaning);
}

/**
 * Where the server has the turn, or is there and only refuses to tell, the wire is not dead. A log may get what was said
 * only together with the reply: then one that has begun goes on, and until a log has once had it earlier, it takes longer
 * for the wire to count as dead.
 */
function watched(work: Work, meaning: LogMeaning): void {
  const { active, isLogPrompt, watchedSince = 0 } = work.model;
  if (meaning.kind === 'received') work.set({ isLogPrompt: true });
  const isLate = active?.isReceived || (!isLogPrompt && work.facts.now - watchedSince < longestUnloggedMs);
  if (meaning.kind === 'lost' && isLate) return wake(work, silenceMs);
  const isAlive = meaning.kind === 'received' || (meaning.kind === 'unreadable' && meaning.error.code !== 'connection' && meaning.error.code !== 'offline');
  if (isAlive) wake(work, silenceMs);
  else reopen(work);
}

function settled(work: Work, meaning: LogMeaning): void {
  const { active, settling } = work.model;
  if (!active || !settling) return;
  const { now } = work.facts;
  switch (meaning.kind) {
    case 'answered':
      endWith(work, { text: meaning.text, status: 'done' });
      return afterTurn(work, active, true);
    case 'received':
      // By then the log was asked when it had everything, and does have the message.
      if (settling.readings > 1) work.set({ isLogPrompt: true });
      return readAgain(work, undefined, true);
    case 'lost':
      // What was on its way when the connection broke may get into the log a moment later.
      if (settling.readings > 0 && now >= settledAt(work)) return conclude(work, active.isReceived);
      return readAgain(work, undefined, false);
    case 'unreadable': {
      const { error } = meaning;
      if (error.code === 'limited') return waitAsTold(work, error);
      if (error.code === 'agent') return conclude(work, active.isReceived, gone(error));
      if (!error.retryable) return conclude(work, active.isReceived, error);
      return readAgain(work, error, active.isReceived);
    }
    case 'counted':
  }
}

/** @param isReceived what is concluded where the log has been read often enough */
function readAgain(work: Work, failure: AgentError | undefined, isReceived: boolean): void {
  const { active, settling } = work.model;
  if (!active || !settling) return;
  const readings = settling.readings + 1;
  work.set({ settling: { ...settling, readings } });
  const afterMs = readingsMs[readings];
  if (afterMs === undefined) conclude(work, isReceived || active.isReceived, failure);
  else readTurn(work, afterMs);
}

/** The server asks to wait: so it is said, and then asked again. */
function waitAsTold(work: Work, error: AgentError): void {
  const waitMs = limitWaitMs(error.retryAfterMs);
  work.set({ error, retryAt: work.facts.now + waitMs });
  work.phase('limited');
  wake(work, waitMs);
}

/** The log does not have the reply. */
function conclude(work: Work, isReceived: boolean, failure?: AgentError): void {
  const { active, settling } = work.model;
  if (!active) return;
  flush(work);
  work.set({ settling: undefined });
  // It has begun to come over the new connection: then the rest comes there, too.
  if (work.reply(active.id) !== settling?.replyBefore) return watch(work);
  if (!failure && !isReceived && active.deliveries < maximumDeliveries) {
    putBack(work);
    return turnEnded(work);
  }
  const what = isReceived ? 'was not answered' : 'never arrived';
  const error = failure ?? new AgentError('connection', `The message ${what} after a lost connection`, { retryable: true });
  fail(work, error);
  work.report(error);
  afterTurn(work, active, isReceived);
}

function counted(work: Work, meaning: LogMeaning): void {
  const { counting = 0 } = work.model.cursor;
  const count = meaning.kind === 'counted' ? meaning : undefined;
  const isTrue = count !== undefined && isWhole(work, count);
  if (count && !isTrue && counting < 1) {
    work.setCursor({ counting: counting + 1 });
    return readCount(work, readingsMs[1]);
  }
  if (isTrue) takeCount(work, count);
  // Nobody waits for the longest lag: should this turn get lost, and say the same as one in doubt, the person decides.
  work.setCursor({ counting: undefined, isGivenUp: !isTrue });
  turnEnded(work);
}
