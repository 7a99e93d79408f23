import { AgentError } from '../../base/errors.js';
import { applyFinal, textOfOutput } from '../../conversation/reduce.js';
import { applyTool, toolPhase } from '../../conversation/tools.js';
import { EXECUTE_TOOL, opensCall, type FinalMessage, type ServerMessage, type StreamMessage, type ToolMessage } from '../../protocol/messages.js';
import { afterTurn, proceed, replied } from './delivery.js';
import { longestPauseMs } from './model.js';
import { end, endUnasked, flush, stream } from './turns.js';
import type { Work } from './work.js';

/* What the server says about the turn that is under way, and what the agent says of its own accord. */

export function receive(work: Work, message: ServerMessage): void {
  switch (message.kind) {
    case 'stream':
    case 'final':
      if (isUnasked(work)) return listen(work, message);
      return message.kind === 'stream' ? stream(work, message.output) : receiveFinal(work, message);
    case 'tool':
      return receiveTool(work, message);
    default:
      return work.tell({ type: 'server-message', raw: message.kind === 'unknown' ? message.raw : message });
  }
}

/** Whether nobody has asked for what comes. What was said while it came is answered after it. */
function isUnasked(work: Work): boolean {
  const { model: { owesFinal, unaskedAt = -Infinity }, facts } = work;
  // In a call, the agent speaks when it likes.
  if (owesFinal || facts.call) return false;
  if (work.asked && facts.now - unaskedAt > longestPauseMs) endUnasked(work);
  return !work.asked || work.model.unaskedAt !== undefined;
}

function listen(work: Work, message: StreamMessage | FinalMessage): void {
  work.set({ unaskedAt: message.kind === 'stream' ? work.facts.now : undefined });
  work.do({ type: 'unasked', message });
}

/** The call of a tool, or news of one: for the page always, and in the conversation where a reply is under way. */
function receiveTool(work: Work, message: ToolMessage): void {
  const active = work.asked;
  // Ids may begin anew with each reply; news of a call that is over belongs to its own.
  const known = work.model.messages.findLast(({ tool }) => tool && (tool.invocationId || tool.toolName) === (message.invocationId || message.toolName));
  const isHere = known !== undefined && known.turn === active?.id;
  if (active && (isHere || opensCall(message) || (!known && message.responseType === EXECUTE_TOOL))) {
    work.setActive({ isReceived: true });
    // What was said before it stands before it.
    flush(work);
    work.show(applyTool(work.model.messages, active.id, message, work.facts.now));
  }
  const { toolName, invocationId, publicVars, raw } = message;
  work.tell({ type: 'tool', turn: active?.id, toolName, invocationId, publicVars, raw, phase: toolPhase(message, isHere) });
}

function receiveFinal(work: Work, message: FinalMessage): void {
  const { owesFinal, cursor } = work.model;
  const active = work.asked;
  if (owesFinal) {
    // The turn that was stopped has shown to be in the log.
    const shown = Math.min(1, cursor.doubts);
    work.set({ owesFinal: false });
    work.setCursor({ owed: Math.max(0, cursor.owed - 1), settledTurns: cursor.settledTurns + shown, doubts: cursor.doubts - shown });
    replied(work, textOfOutput(message.output));
    return proceed(work);
  }
  if (!active) return;
  work.do({ type: 'confirm' });
  end(work, (messages, turn, at) => applyFinal(messages, turn, message, at));
  const failure = message.errors.join('\n');
  if (failure) work.report(new AgentError('agent', failure, { retryable: true }));
  // What the agent refused may not be in the log.
  afterTurn(work, active, !failure);
}
