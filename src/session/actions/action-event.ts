import type { AgentError } from '../../base/errors.js';
import type { ActionPhase } from '../../conversation/message.js';
import { SessionEvent } from '../session-event.js';

/** A function of the page that stands for a tool is run, or has ended. Told in the tab in which it runs. */
export class AutessaActionEvent extends SessionEvent<Pick<AutessaActionEvent, 'toolName' | 'toolCallId' | 'phase' | 'result' | 'error'>> {
  static override readonly type = 'autessa-action';
  declare readonly toolName: string;
  declare readonly toolCallId: string;
  declare readonly phase: ActionPhase;
  /** In phase `done`: what it returned. */
  declare readonly result?: unknown;
  /** In phase `failed`: code `action`. */
  declare readonly error?: AgentError | undefined;
}
