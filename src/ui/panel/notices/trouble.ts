import type { AgentErrorCode } from '../../../base/errors.js';
import type { SessionSnapshot } from '../../../session/snapshot.js';

/** What the status line has to say besides what goes on by itself; see “Who says what went wrong” in `src/ui/README.md`. */
export interface Trouble {
  /** Why it does not go on; nothing where the word for the state says it all. */
  readonly code?: AgentErrorCode;
  readonly canRetry?: boolean;
  /** When it goes on by itself, in ms since the epoch. */
  readonly until?: number;
}

export interface TroubleInput {
  readonly snapshot: Readonly<SessionSnapshot>;
  /** Whether the present attempt has taken a second: one that is shorter was never worth a word. */
  readonly isLate: boolean;
  /** Whether nobody can talk before the page's owner has mended something; what it is stands in the console. */
  readonly isUnusable: boolean;
  /** Whether what shows a call could not be loaded. */
  readonly hasVoiceFailed: boolean;
}

/** Decides what is said of the connection, where no message says it. */
export function troubleOf({ snapshot, isLate, isUnusable, hasVoiceFailed }: TroubleInput): Trouble | undefined {
  const { state, error, messages, retryAt } = snapshot;
  if (isUnusable) return { code: 'config' };
  if (state === 'limited') return { until: retryAt ?? 0 };
  if (state === 'reconnecting' && isLate) {
    // That the connection is lost goes without saying while it is being made again.
    return error && error.code !== 'connection' ? { code: error.code, canRetry: true } : { canRetry: true };
  }
  const isToldByMessage = state === 'failed' && messages.findLast(({ role }) => role !== 'notice')?.status === 'failed';
  if (error && (state === 'failed' || state === 'offline') && !isToldByMessage) return { code: error.code, canRetry: true };
  return hasVoiceFailed ? { code: 'connection' } : undefined;
}
