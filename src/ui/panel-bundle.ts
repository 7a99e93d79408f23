/* All that is loaded when the panel first opens, in one piece: the two halves are small, and share much. */
// First, and so all together in the bundle.
import './panel/styles.js';
import type { AgentSession } from '../session/agent-session.js';
import { sessionEvents, type SessionEvent } from '../session/events.js';

export { AgentSession } from '../session/agent-session.js';
export { logOf } from './debug.js';
export { Panel } from './panel/panel.js';
export { ViewStore } from './view-store.js';

/** Lets everything that a session tells be heard on the element too; who prevents it there, prevents it here. */
export function forwardEvents(session: AgentSession, target: EventTarget, signal: AbortSignal): void {
  for (const { type } of sessionEvents) {
    session.addEventListener(
      type,
      (event) => {
        if (!target.dispatchEvent((event as unknown as SessionEvent).copy())) event.preventDefault();
      },
      { signal },
    );
  }
}
