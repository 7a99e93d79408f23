import { AgentError } from '../base/errors.js';
import { isJsonObject } from '../base/json.js';
import { isMessageInput, isSendable, type Message, type MessageInput } from '../conversation/message.js';
import type { PromptTemplateVariables } from '../protocol/content.js';
import type { MultimodalMessage } from '../protocol/messages.js';
import type { Turn } from './core/model.js';
import { AutessaBeforeSendEvent, type OutgoingDraft } from './events.js';
import type { SessionSettings } from './options.js';

/**
 * What is to be sent, as the page's listeners leave it.
 *
 * @param target where they listen
 * @param message one that is there already
 * @throws {AgentError} `aborted` where one of them prevented it, `config` where they left nothing to send
 */
export function draftOf(target: EventTarget, input: string | readonly MessageInput[], variables: PromptTemplateVariables, message?: Message): OutgoingDraft {
  const asked = typeof input === 'string' ? [{ inputType: 'TEXT', content: input } as const] : input;
  const draft: OutgoingDraft = { input: asked, variables, context: message?.context };
  const event = new AutessaBeforeSendEvent({ draft, messageId: message?.id });
  target.dispatchEvent(event);
  if (event.defaultPrevented) throw new AgentError('aborted', 'Prevented');
  if (!isJsonObject(draft.context)) draft.context = undefined;
  if (!isMessageInput(draft.input)) throw new AgentError('config', 'Nothing to send');
  return draft;
}

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
