import { AgentError } from '../../base/errors.js';
import { afterReply, settleTurn } from '../../conversation/settle.js';
import type { AgentLog } from '../../protocol/logs.js';
import type { RestOperations } from '../../transport/rest-operations.js';
import { gone, type LogMeaning, type LogQuestion } from '../core/log-meaning.js';
import { settlement } from '../core/settlement.js';
import { unasked } from '../core/unasked.js';

/** What is done with what the log says, and with what the agent says of its own accord. */
export const handlers = { ...settlement, unasked };

/** Reads the server's log, and says what it means. Rejects only where `signal` aborts. */
export async function readLog(rest: RestOperations, question: LogQuestion, signal: AbortSignal): Promise<LogMeaning> {
  // It would tell nothing.
  if (question.about === 'turn' && question.settledTurns === undefined) return { kind: 'unreadable', error: gone() };
  try {
    const { logs } = await rest.conversation(question.conversationId, { signal });
    return meaningOf(logs, question);
  } catch (thrown) {
    signal.throwIfAborted();
    return { kind: 'unreadable', error: AgentError.from(thrown, 'connection', 'The log cannot be read', { retryable: true }) };
  }
}

/** What a log says to a question. */
export function meaningOf(logs: readonly AgentLog[], question: LogQuestion): LogMeaning {
  const { replyBefore, settledAtReply = 0 } = question;
  if (question.about === 'count') {
    const from = afterReply(logs, settledAtReply, replyBefore);
    const sinceReply = from > 0 ? countUsers(logs.slice(from)) : undefined;
    return { kind: 'counted', users: countUsers(logs), distinct: countUsers(logs.filter((log, index) => !isSaidAgain(log, logs[index - 1]))), sinceReply };
  }
  const { input, settledTurns: settled, owed, mayLag } = question;
  if (settled === undefined) return { kind: 'unreadable', error: gone() };
  const { outcome, text } = settleTurn(logs, { input, settled, owed, replyBefore, settledAtReply, mayLag });
  return outcome === 'answered' ? { kind: 'answered', text } : { kind: outcome };
}

export const countUsers = (logs: readonly AgentLog[]): number => logs.filter(({ logType }) => logType === 'USER').length;

const isSaidAgain = (log: AgentLog, before: AgentLog | undefined): boolean => log.logType === 'USER' && JSON.stringify(log) === JSON.stringify(before);
