import type { MultimodalOutput } from '../protocol/content.js';
import { EXECUTE_TOOL, EXECUTION_START, type FinalMessage, type ToolMessage } from '../protocol/messages.js';
import { positionOf, withChanges, type Message, type Messages, type MessageStatus, type ToolCall, type ToolPhase } from './message.js';

/*
 * What happens to the messages of one turn: (messages, what happened) → messages. A turn is a user's message, the
 * calls of tools that it led to, and one reply; `turn` is the id of the user's message, the reply's id follows from it.
 */

export const replyId = (turn: string): string => `${turn}:reply`;

/** Adds to the streamed reply of a turn, which begins with its first text. */
export function appendToReply(messages: Messages, turn: string, text: string, at: number): Messages {
  const id = replyId(turn);
  const position = positionOf(messages, id);
  const reply = messages[position];
  if (reply) return messages.with(position, Object.freeze({ ...reply, text: reply.text + text }));
  return insertIntoTurn(messages, { id, role: 'agent', text, status: 'streaming', at, turn });
}

/** Parts what a reply says before the call of a tool from what it says after it. */
export const pause = '\n\n';

/**
 * Opens, or updates, the call of a tool. Its message comes before the reply's, however early that began; `textBefore`
 * says where in the reply it stands. A message that names no invocation belongs to the tool of that name.
 */
export function applyTool(messages: Messages, turn: string, message: ToolMessage, at: number): Messages {
  const id = `${turn}:tool:${message.invocationId || message.toolName}`;
  const shown = messages[positionOf(messages, id)]?.tool;
  let said = messages[positionOf(messages, replyId(turn))]?.text;
  if (!shown && said?.trim() && !said.endsWith(pause)) {
    said += pause;
    messages = withChanges(messages, replyId(turn), { text: said });
  }
  const tool = Object.freeze({
    toolName: message.toolName || (shown?.toolName ?? ''),
    invocationId: message.invocationId,
    publicVars: Object.keys(message.publicVars).length > 0 ? message.publicVars : (shown?.publicVars ?? {}),
    phase: toolPhase(message, shown !== undefined),
    progress: message.streamMessage,
    textBefore: shown ? shown.textBefore : said?.length,
  });
  if (shown) return withChanges(messages, id, { tool });
  const call: Message = { id, role: 'tool', text: tool.toolName, status: 'streaming', at, turn, tool };
  return insertIntoTurn(messages, call, replyId(turn));
}

/** Which phase a tool message brings; one of an undocumented `responseType` never opens a tool. */
export function toolPhase(message: ToolMessage, known: boolean): ToolPhase {
  const opens = message.responseType === EXECUTE_TOOL && message.streamMessage.startsWith(EXECUTION_START);
  return opens && !known ? 'started' : 'updated';
}

/** Ends a turn by the server's final message, which is right where the streamed text differs. */
export function applyFinal(messages: Messages, turn: string, final: FinalMessage, at: number): Messages {
  const text = textOfOutput(final.output);
  const failure = final.errors.join('\n');
  if (!failure) return endReply(messages, turn, { text, status: 'done' }, at);
  const error = Object.freeze({ code: 'agent', message: failure, retryable: true } as const);
  return endReply(messages, turn, { text, status: 'failed', error }, at);
}

export interface ReplyEnd {
  /** The whole reply; where it is empty, what was streamed stays. */
  readonly text?: string;
  readonly status: Extract<MessageStatus, 'done' | 'stopped' | 'interrupted' | 'failed'>;
  readonly error?: NonNullable<Message['error']>;
}

/** Ends a turn: its tools are over, and its reply has its last text and status. */
export function endReply(messages: Messages, turn: string, { text = '', ...changes }: ReplyEnd, at: number): Messages {
  const id = replyId(turn);
  const ended = changeTools(replaceReplyText(messages, turn, text), turn, (tool) => ({ ...tool, phase: 'done' }), changes.status);
  if (positionOf(ended, id) >= 0) return withChanges(ended, id, changes);
  return insertIntoTurn(ended, { id, role: 'agent', text, at, turn, ...changes });
}

/**
 * Gives a reply another text, if there is any. The calls of tools stay where they stand in it as far as the text before
 * them is the same, but for the pauses; else they come before it all. A server may take what was said after the last
 * call for all of it: then nothing changes.
 */
export function replaceReplyText(messages: Messages, turn: string, text: string): Messages {
  const streamed = messages[positionOf(messages, replyId(turn))]?.text ?? '';
  const ends = messages.flatMap((message) => (message.turn === turn && message.tool?.textBefore) || []);
  if (!text || text.trim() === streamed.slice(ends.at(-1)).trim()) return messages;
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

/** Takes away what a turn has led to, so that it can be asked again. */
export function withoutReply(messages: Messages, turn: string): Messages {
  return messages.filter((message) => message.turn !== turn || message.id === turn);
}

/** The text of a reply; an audio one is known by its transcription. */
export function textOfOutput(output: readonly MultimodalOutput[]): string {
  return output.map((each) => (each.outputType === 'TEXT' ? each.content : each.transcription)).join('');
}

/** Puts a message behind all others of its turn, or before one of them. */
function insertIntoTurn(messages: Messages, message: Message, before?: string): Messages {
  const frozen = Object.freeze(message);
  const sibling = before === undefined ? -1 : positionOf(messages, before);
  if (sibling >= 0) return messages.toSpliced(sibling, 0, frozen);
  const last = messages.findLastIndex((each) => each.turn === message.turn);
  return last < 0 ? [...messages, frozen] : messages.toSpliced(last + 1, 0, frozen);
}
