import type { AgentError } from '../base/errors.js';
import { createMessage, inputOf, type Message } from '../conversation/message.js';
import type { PromptTemplateVariables } from '../protocol/content.js';
import { draftOf } from './draft.js';
import type { SessionHost } from './host.js';

/*
 * What is there already and is yet to be sent: asked once more, or kept since an earlier page. The page may want something
 * else to be sent than it did then.
 */

/** A message, as it is to be sent. */
export interface DraftAgain {
  readonly message: Message;
  /** Its own variables; nothing where those count that are set when it is sent. */
  readonly variables?: PromptTemplateVariables | undefined;
}

/**
 * A message as the page's listeners leave it now. What of the page went along with it goes along again.
 *
 * @throws {AgentError} as `draftOf`
 */
export function draftAgain(message: Message, { options: { session }, settings }: SessionHost): DraftAgain {
  const { variables = {} } = settings;
  const input = inputOf(message);
  const draft = draftOf(session.api, input, variables, message);
  const isSaidSo = draft.input === input;
  const own = draft.variables === variables ? undefined : draft.variables;
  if (isSaidSo && draft.context === message.context) return { message, variables: own };
  const { input: _input, context: _context, ...rest } = message;
  const { text, input: changed, context } = createMessage(message.id, draft.input, message.at, draft.context);
  const sent = isSaidSo ? { text: message.text, input: message.input } : { text, input: changed };
  return { message: Object.freeze({ ...rest, text: sent.text, ...(sent.input && { input: sent.input }), ...(context && { context }) }), variables: own };
}

/** The same for one that was kept; one that the page does not want to be sent has failed. */
export function draftKept(message: Message, host: SessionHost): DraftAgain {
  try {
    return draftAgain(message, host);
  } catch (error) {
    const { code, message: why, retryable } = error as AgentError;
    return { message: Object.freeze({ ...message, status: 'failed', error: Object.freeze({ code, message: why, retryable }) }) };
  }
}
