import type { AgentSession } from '../../../session/agent-session.js';

/** What of a session the view of a call needs. */
export type VoiceSession = Pick<AgentSession, 'snapshot' | 'voice' | 'startVoice' | 'stopVoice' | 'stop' | 'reconnect'>;

export type VoiceCall = Pick<NonNullable<AgentSession['voice']>, 'call' | 'caption' | 'subscribe' | 'mute' | 'unmute' | 'holdToTalk'>;
export type CallSnapshot = VoiceCall['call']['snapshot'];
