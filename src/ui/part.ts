import type { AgentSession } from '../session/agent-session.js';
import type { Strings } from './strings/strings.js';

/** A part of the panel. */
export interface Part {
  /** The session, its snapshot, the words or the settings are other ones now. */
  update(session: AgentSession | undefined, strings: Strings): void;
  /** Ends all that it has begun. */
  dispose(): void;
}
