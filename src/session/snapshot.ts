import type { Call } from '../audio/call.js';
import type { AgentError } from '../base/errors.js';
import type { StateOptions } from '../base/state.js';
import type { ConversationSummary } from '../conversation/conversation-summary.js';
import type { Messages } from '../conversation/message.js';
import type { RateLimit } from '../transport/rate-limit.js';
import type { Phase } from './core/phases.js';

/** What the voice part of a session is. */
export type VoiceState = 'off' | 'starting' | 'listening' | 'hearing' | 'thinking' | 'speaking' | 'muted' | 'blocked';

/** How much of a reply has been heard. */
export interface Caption {
  readonly messageId: string;
  /** In UTF-16 units of the message's text, at the end of a word. */
  readonly position: number;
}

/** A call with the agent. */
export interface VoiceCall {
  /** As far as it is sound: devices, volume, levels, how far it has been loaded. */
  readonly call: Call;
  /** Settles when the person can be heard. Rejects with an `AgentError` where it does not come to that. */
  readonly live: Promise<void>;
  /** What of a reply is being heard. */
  readonly caption: Caption | undefined;
  /** Calls back, once a microtask, when the caption has changed. */
  subscribe(subscriber: () => void, options?: StateOptions): void;
  /** Sends nothing, and lets go of the microphone. */
  mute(): void;
  unmute(): void;
  /** The button is held, or let go: what is said is sent only meanwhile. The first time turns push to talk on. */
  holdToTalk(isHeld: boolean): void;
  /** Ends the call; the conversation goes on in writing. */
  stop(): void;
}

/** A call that ended though the person did not end it. */
export interface InterruptedCall {
  /** In which it went on. */
  readonly conversationId: string;
  /** The page was loaded again in its midst, or the agent hung up. */
  readonly endedBy: 'reload' | 'agent';
  /** Nobody wants it back: it is not offered again. */
  forget(): void;
}

/** All that there is to know of a session at one moment; frozen. */
export interface SessionSnapshot {
  readonly state: Phase;
  readonly voiceState: VoiceState;
  /** Frozen; a message that did not change keeps its identity. */
  readonly messages: Messages;
  readonly conversationId?: string | undefined;
  /** Whether what was stored has been read. */
  readonly isRestored: boolean;
  /** Whether the server may know of more that was said before `messages`; `AgentSession.loadEarlier` fetches it. */
  readonly hasEarlier: boolean;
  /** Whether the person must accept `consent` before anything is sent. */
  readonly isConsentNeeded: boolean;
  /** What stands in the way at present. */
  readonly error?: AgentError | undefined;
  /** In state `limited`: when it goes on, in ms since the epoch. */
  readonly retryAt?: number | undefined;
  /** The call, while there is one and its code is loaded. */
  readonly voice?: VoiceCall | undefined;
  /** Whether a call goes on in another tab. */
  readonly isCallElsewhere?: boolean;
  /** A call that a reload cut off, or the agent ended. It is never begun again by itself: `startVoice` does, its `forget` declines. */
  readonly interruptedCall?: InterruptedCall | undefined;
  /** What went wrong with the voice last, since it was started. */
  readonly voiceError?: AgentError | undefined;
  /** Other conversations that are kept in this browser, the one that was left last first. */
  readonly conversations?: readonly ConversationSummary[] | undefined;
  /** What the last answer by REST said of the limits of requests, where its headers are visible. */
  readonly rateLimit?: RateLimit | undefined;
}

export const initialSnapshot: SessionSnapshot = {
  state: 'idle',
  voiceState: 'off',
  messages: Object.freeze([]),
  isRestored: false,
  hasEarlier: false,
  isConsentNeeded: false,
};
