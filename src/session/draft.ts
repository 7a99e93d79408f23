import { AgentError } from '../base/errors.js';
import { isMessageInput, type Message, type MessageInput } from '../conversation/message.js';
import type { PromptTemplateVariables } from '../protocol/content.js';
import { AutessaBeforeSendEvent, type OutgoingDraft } from './events.js';

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
  if (!isMessageInput(draft.input)) throw new AgentError('config', 'Nothing to send');
  return draft;
}
