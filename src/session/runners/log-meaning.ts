import type { AgentLog } from '../../protocol/logs.js';
import { settleTurn } from '../../conversation/settle.js';
import { gone, type LogMeaning, type LogQuestion } from '../core/log-meaning.js';

/** What a log says to a question. */
export function meaningOf(logs: readonly AgentLog[], question: LogQuestion): LogMeaning {
  if (question.about === 'count') return { kind: 'counted', users: countUsers(logs), distinct: countUsers(logs.filter((log, index) => !isSaidAgain(log, logs[index - 1]))) };
  const { input, settledTurns: settled, owed, replyBefore, mayLag } = question;
  if (settled === undefined) return { kind: 'unreadable', error: gone() };
  const { outcome, text } = settleTurn(logs, { input, settled, owed, replyBefore, mayLag });
  return outcome === 'answered' ? { kind: 'answered', text } : { kind: outcome };
}

export const countUsers = (logs: readonly AgentLog[]): number => logs.filter(({ logType }) => logType === 'USER').length;

const isSaidAgain = (log: AgentLog, before: AgentLog | undefined): boolean => log.logType === 'USER' && JSON.stringify(log) === JSON.stringify(before);
