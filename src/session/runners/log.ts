import { AgentError } from '../../base/errors.js';
import type { RestOperations } from '../../transport/rest-operations.js';
import { gone, type LogMeaning, type LogQuestion } from '../core/log-meaning.js';
import { meaningOf } from './log-meaning.js';

export { settlement } from '../core/settlement.js';

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
