import type { AgentSession } from '../../session/agent-session.js';

/** What the element tells its panel. */
export interface PanelModel {
  /** `undefined` while its code is loading, or where the attributes do not suffice for one. */
  readonly session: AgentSession | undefined;
  /** Whether something is missing or wrong without which nobody can talk. */
  readonly isUnusable: boolean;
  readonly isShown: boolean;
  /** How many replies came while it was closed. */
  readonly unread: number;
}
