import type { Clock } from '../base/clock.js';
import { nextTask } from '../base/next-task.js';
import { messagesFromLogs } from '../conversation/from-logs.js';
import type { Messages } from '../conversation/message.js';
import { isUtterance } from '../conversation/settle.js';
import type { RestOperations } from '../transport/rest-operations.js';
import { countUsers } from './runners/log.js';

/** What the server has of a stored conversation. */
export interface KnownConversation {
  /** Whether the server knows it; what was said is read only where it is asked for. */
  readonly isKnown: boolean;
  readonly settledTurns: number;
  readonly messages: Messages;
}

/** So many entries are read and shown in two tasks. */
const long = 500;

export interface LookUpOptions {
  readonly rest: RestOperations;
  readonly clock: Clock;
  readonly conversationId: string;
  readonly signal: AbortSignal;
}

/** @throws {AgentError} where the server does not tell */
export async function lookUpConversation({ rest, clock, conversationId, signal }: LookUpOptions, needsHistory: boolean): Promise<KnownConversation> {
  // Both are asked for at once: whoever comes back waits for one answer, and not for two.
  const log = needsHistory ? rest.conversation(conversationId, { signal }) : undefined;
  // Where the server does not know the conversation, there may be no log either.
  log?.catch(() => undefined);
  const { status } = await rest.status(conversationId, { signal });
  const isKnown = status !== 'NOT_FOUND';
  if (!isKnown || !log) return { isKnown, settledTurns: 0, messages: [] };
  const { logs } = await log;
  // Reading a long log takes a frame or two, and so does showing it.
  if (logs.length > long) await nextTask();
  const messages = messagesFromLogs(logs, conversationId, clock.now());
  const isAwaited = logs.findLast(isUtterance)?.logType === 'USER' && messages.findLast(({ role }) => role === 'user')?.status === 'sent';
  return { isKnown, settledTurns: countUsers(logs) - (isAwaited ? 1 : 0), messages };
}
