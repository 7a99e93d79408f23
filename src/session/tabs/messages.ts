import type { ActionRecord } from '../actions/kept-actions.js';
import { AutessaConversationEvent, AutessaMessageEvent } from '../events.js';
import type { Command } from '../ports.js';
import type { SessionSnapshot } from '../snapshot.js';
import { AutessaToolEvent } from '../tool-event.js';

/** What a tab that only looks on may ask of the one that talks with the server. */
export const commands: readonly Command[] = [
  'receive', 'stop', 'retry', 'cancel', 'reconnect', 'acceptConsent', 'newConversation', 'undoNewConversation', 'openConversation', 'deleteConversation', 'endConversation', 'clearStoredData', 'loadEarlier',
];

/** What pages in all tabs hear of, wherever it happened. */
export const sharedEvents = [AutessaConversationEvent, AutessaMessageEvent, AutessaToolEvent] as const;

/** A message that changed, and where it stands. */
export type ChangedMessage = readonly [index: number, message: SessionSnapshot['messages'][number]];

/** What of a snapshot all tabs share. */
export interface SharedState extends Pick<SessionSnapshot, 'state' | 'hasEarlier'> {
  readonly conversationId: string | undefined;
  readonly retryAt: number | undefined;
  readonly isCallOn: boolean;
  readonly error: SharedError | undefined;
  /** Where they have changed. */
  readonly conversations?: SessionSnapshot['conversations'];
}

/** An `AgentError`, which cannot be handed to another tab as it is. */
export interface SharedError {
  readonly code: NonNullable<SessionSnapshot['error']>['code'];
  readonly message: string;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
}

/** What goes over the channel between the tabs of one conversation. */
export type TabMessage =
  /** Another tab begins to look on, or has missed something. */
  | { readonly kind: 'hello' }
  /** Without a command: is anybody there? Answered with `ack`. */
  | { readonly kind: 'ask'; readonly id: string; readonly command?: Command; readonly args?: readonly unknown[] }
  | { readonly kind: 'ack'; readonly id: string }
  /** An action was run in a tab that looks on, or has ended there. */
  | { readonly kind: 'action'; readonly record: ActionRecord }
  /** What has changed since the number before; number 0 brings all. */
  | {
      readonly kind: 'state';
      readonly number: number;
      /** Whether all that was stored is in it. */
      readonly isTakenUp: boolean;
      readonly shared: SharedState;
      readonly length: number;
      readonly changed: readonly ChangedMessage[];
    }
  /** Something happened; a page in another tab hears of it too. */
  | { readonly kind: 'event'; readonly type: string; readonly fields: object };
