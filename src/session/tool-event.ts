import type { JsonObject } from '../base/json.js';
import type { ToolPhase } from '../conversation/message.js';
import { SessionEvent } from './session-event.js';

/**
 * A tool of the agent's was called, or has news (API document: "Tool Stream Messages"). Cancelable: a page's action for it
 * is then not run.
 */
export class AutessaToolEvent extends SessionEvent<
  Pick<AutessaToolEvent, 'turn' | 'toolName' | 'invocationId' | 'publicVars' | 'phase' | 'raw'>
> {
  static override readonly type = 'autessa-tool';
  static override readonly cancelable = true;
  /** The id of the person's message that it belongs to, where one is being answered. */
  declare readonly turn: string | undefined;
  declare readonly toolName: string;
  declare readonly invocationId: string;
  declare readonly publicVars: JsonObject;
  declare readonly phase: ToolPhase;
  /** As the server sent it. */
  declare readonly raw: JsonObject;
}
