import { messagesFromLogs } from '../conversation/from-logs.js';
import { positionOf, textOfInput, type Message, type Messages } from '../conversation/message.js';
import type { AgentLog } from '../protocol/logs.js';
import type { SessionHost } from './host.js';

/* What was said before the messages that this browser kept. Loaded when somebody wants to see it. */

/**
 * Puts what the server's log has before the first message of the conversation here in front of it, without doubles.
 *
 * @throws {AgentError} where the log cannot be read
 */
export async function showEarlier(host: SessionHost): Promise<void> {
  const { rest, signal } = host.options;
  const first = firstSent(host.model.messages);
  const conversationId = first?.conversationId ?? host.model.conversationId;
  const logs = first && conversationId !== undefined ? (await rest.conversation(conversationId, { signal })).logs : [];
  // Meanwhile somebody may have begun another conversation.
  const { messages } = host.model;
  if (signal.aborted || first !== firstSent(messages)) return;
  const count = first ? countBefore(logs, messages, conversationId ?? '') : 0;
  const earlier = messagesFromLogs(logs.slice(0, count), conversationId ?? '', first?.at ?? 0);
  const position = positionOf(messages, first?.id ?? '');
  host.dispatch({ type: 'earlier', messages: earlier, position: Math.max(0, position) });
}

const firstSent = (messages: Messages): Message | undefined => messages.find(isSaid);

/** Whether it may be in the log: what waits is not, nor what never arrived. */
const isSaid = ({ role, status }: Message): boolean => role === 'user' && (status === 'sent' || status === 'done');

/**
 * How many entries of the log come before what is here. From the end, each message is found again in the log: by its
 * id where it was made from the log, else by what was said.
 */
function countBefore(logs: readonly AgentLog[], messages: Messages, conversationId: string): number {
  let count = logs.length;
  for (const message of messages.toReversed()) {
    if (!isSaid(message) || (message.conversationId ?? conversationId) !== conversationId) continue;
    const ofLog = message.id.startsWith(`${conversationId}:`) ? Number(message.id.slice(conversationId.length + 1)) : NaN;
    const text = message.text.trim();
    const found = logs.findLastIndex((log, at) => at < count && log.logType === 'USER' && textOfInput(log.userMultimodalInputs).trim() === text);
    // What never arrived is not there.
    if (ofLog < count) count = ofLog;
    else if (found >= 0) count = found;
  }
  return count;
}
