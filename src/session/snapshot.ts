import type { AgentError } from '../base/errors.js';
import type { Messages } from '../conversation/message.js';
import type { RateLimit } from '../transport/rate-limit.js';
import type { Phase } from './phases.js';
import type { InterruptedCall } from './voice/interrupted-call.js';
import type { VoiceCall } from './voice/voice-call.js';

/** What the voice part of a session is. */
export type VoiceState = 'off' | 'starting' | 'listening' | 'hearing' | 'thinking' | 'speaking' | 'muted' | 'blocked';

/** All that there is to know of a session at one moment; frozen. */
export interface SessionSnapshot {
  readonly state: Phase;
  readonly voiceState: VoiceState;
  /** Frozen; a message that did not change keeps its identity. */
  readonly messages: Messages;
  readonly conversationId: string | undefined;
  /** Whether what was stored has been read. */
  readonly isRestored: boolean;
  /** Whether the server may know of more that was said before `messages`; `AgentSession.loadEarlier` fetches it. */
  readonly hasEarlier: boolean;
  /** Whether the person must accept `consent` before anything is sent. */
  readonly isConsentNeeded: boolean;
  /** What stands in the way at present. */
  readonly error: AgentError | undefined;
  /** In state `limited`: when it goes on, in ms since the epoch. */
  readonly retryAt: number | undefined;
  /** The call, while there is one and its code is loaded. */
  readonly voice?: VoiceCall | undefined;
  /** Whether a call goes on in another tab. */
  readonly isCallElsewhere?: boolean;
  /** A call that a reload cut off, or the agent ended. It is never begun again by itself: `startVoice` does, its `forget` declines. */
  readonly interruptedCall?: InterruptedCall | undefined;
  /** What went wrong with the voice last, since it was started. */
  readonly voiceError?: AgentError | undefined;
  /** What the last answer by REST said of the limits of requests, where its headers are visible. */
  readonly rateLimit: RateLimit | undefined;
}

export const initialSnapshot: SessionSnapshot = {
  state: 'idle',
  voiceState: 'off',
  messages: Object.freeze([]),
  conversationId: undefined,
  isRestored: false,
  hasEarlier: false,
  isConsentNeeded: false,
  error: undefined,
  retryAt: undefined,
  rateLimit: undefined,
};
