import type { AgentSession } from '../../../session/agent-session.js';

export type VoiceCall = Pick<NonNullable<AgentSession['voice']>, 'call' | 'caption' | 'subscribe' | 'mute' | 'unmute' | 'holdToTalk'>;
export type CallSnapshot = VoiceCall['call']['snapshot'];
