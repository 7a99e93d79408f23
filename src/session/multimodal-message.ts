import { isSendable } from '../conversation/message.js';
import type { MultimodalMessage } from '../protocol/messages.js';
import type { Turn } from './core/model.js';
import type { SessionSettings } from './options.js';

/** What is sent for a turn (API document: "MULTIMODAL Message"). */
export function multimodalMessage(turn: Turn, agentId: number, settings: SessionSettings): MultimodalMessage {
  const { replyMode, variables, environmentVariables } = settings;
  return {
    messageType: 'MULTIMODAL',
    agentId,
    executionOutputMode: replyMode ?? 'TEXT',
    input: turn.input.filter(isSendable),
    environmentVariables: environmentVariables ?? {},
    promptTemplateVariables: { ...(turn.variables ?? variables), ...turn.context },
  };
}
