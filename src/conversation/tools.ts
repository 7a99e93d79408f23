import { opensCall, type ToolMessage } from '../protocol/messages.js';
import { findMessage, insertIntoTurn, replyId, replyOf, withChanges, type Message, type Messages, type MessageStatus, type ToolCall, type ToolPhase } from './message.js';

/* The calls of tools in a turn: (messages, what happened) → messages. */

/** Parts what a reply says before the call of a tool from what it says after it. */
export const pause = '\n\n';

/**
 * Opens, or updates, the call of a tool. Its message comes before the reply's, however early that began; `textBefore`
 * says where in the reply it stands. A message that names no invocation belongs to the tool of that name.
 */
export function applyTool(messages: Messages, turn: string, message: ToolMessage, at: number): Messages {
  const id = `${turn}:tool:${message.invocationId || message.toolName}`;
  const shown = findMessage(messages, id)?.tool;
  let said = replyOf(messages, turn)?.text;
  if (!shown && said?.trim() && !said.endsWith(pause)) {
    said += pause;
    messages = withChanges(messages, replyId(turn), { text: said });
  }
  const tool = Object.freeze({
    ...(shown ?? { textBefore: said?.length }),
    toolName: message.toolName || (shown?.toolName ?? ''),
    invocationId: message.invocationId,
    publicVars: Object.keys(message.publicVars).length > 0 ? message.publicVars : (shown?.publicVars ?? {}),
    phase: toolPhase(message, shown !== undefined),
    progress: message.streamMessage,
  });
  if (shown) return withChanges(messages, id, { tool });
  const call: Message = { id, role: 'tool', text: tool.toolName, status: 'streaming', at, turn, tool };
  return insertIntoTurn(messages, call, replyId(turn));
}

/** Which phase a tool message brings. */
export function toolPhase(message: ToolMessage, isKnown: boolean): ToolPhase {
  return !isKnown && opensCall(message) ? 'started' : 'updated';
}

/** All calls of a turn are over. @param text the whole reply, as `replaceReplyText` takes it */
export function endCalls(messages: Messages, turn: string, text: string, status: MessageStatus): Messages {
  const isUsed = messages.some((message) => message.turn === turn && message.tool);
  if (!isUsed) return text ? withChanges(messages, replyId(turn), { text }) : messages;
  return changeTools(replaceReplyText(messages, turn, text), turn, (tool) => ({ ...tool, phase: 'done' }), status);
}

/**
 * Gives a reply another text, if there is any. The calls of tools stay where they stand in it as far as the text before
 * them is the same, but for the pauses; else they come before it all. A server may take what was said after the last
 * call for all of it: then nothing changes.
 */
export function replaceReplyText(messages: Messages, turn: string, text: string): Messages {
  const streamed = replyOf(messages, turn)?.text ?? '';
  const ends = messages.flatMap((message) => (message.turn === turn && message.tool?.textBefore) || []);
  const isOnlyLastPart = ends.length > 0 && text.trim() === streamed.slice(ends.at(-1)).trim();
  if (!text || text === streamed || isOnlyLastPart) return messages;
  let same = '';
  for (const end of ends) {
    const part = streamed.slice(same.length, end).trimEnd();
    if (!text.startsWith(part)) break;
    same = streamed.slice(0, end);
    text = text.slice(part.length).trimStart();
  }
  // No number is not greater than any: what stands before it all stays there.
  const moved = changeTools(messages, turn, (tool) => (tool.textBefore! > same.length ? { ...tool, textBefore: undefined } : tool));
  return withChanges(moved, replyId(turn), { text: same + text });
}

function changeTools(messages: Messages, turn: string, change: (tool: ToolCall) => ToolCall, status?: MessageStatus): Messages {
  return messages.map((message) =>
    message.turn === turn && message.tool
      ? Object.freeze({ ...message, status: status ?? message.status, tool: Object.freeze(change(message.tool)) })
      : message,
  );
}
