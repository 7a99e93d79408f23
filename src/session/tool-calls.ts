import { applyTool, toolPhase } from '../conversation/tools.js';
import { EXECUTE_TOOL, type ToolMessage } from '../protocol/messages.js';
import type { Delivery } from './delivery.js';
import { AutessaToolEvent } from './tool-event.js';

export { endCalls } from '../conversation/tools.js';

/* What the agent's tools do while it answers. Loaded with the first call of one. */

/** The call of a tool, or news of one: for the page always, and in the conversation where a reply is under way. */
export function receiveTool(message: ToolMessage, delivery: Delivery): void {
  const { dialogue, clock, emit } = delivery.options;
  const turn = dialogue.active;
  const isKnown = dialogue.messages.some(({ tool }) => tool?.invocationId === message.invocationId);
  if (turn && (isKnown || message.responseType === EXECUTE_TOOL)) {
    turn.isReceived = true;
    // What was said before it stands before it.
    dialogue.flush();
    dialogue.show(applyTool(dialogue.messages, turn.id, message, clock.now()));
  }
  const { toolName, invocationId, publicVars, raw } = message;
  emit(new AutessaToolEvent({ toolName, invocationId, publicVars, raw, phase: toolPhase(message, isKnown) }));
}
