import type { AgentLog } from '../../protocol/logs.js';
import { afterReply, settleTurn } from '../../conversation/settle.js';
import { gone, type LogMeaning, type LogQuestion } from '../core/log-meaning.js';

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
