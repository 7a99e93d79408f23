import type { AgentSession } from '../../../session/agent-session.js';
import type { LaterStrings, Strings } from '../../strings/strings.js';
import type { Announcer } from '../announcer.js';
import type { MessageLog } from '../message-log.js';
import type { MessageContext } from '../message-view.js';

/** What of a session the view of a call needs. */
export type VoiceSession = Pick<AgentSession, 'snapshot' | 'voice' | 'startVoice' | 'stopVoice' | 'stop'>;

export type VoiceCall = Pick<NonNullable<AgentSession['voice']>, 'call' | 'caption' | 'subscribe' | 'mute' | 'unmute' | 'holdToTalk'>;
export type CallSnapshot = VoiceCall['call']['snapshot'];

/** All words; they are loaded before the view is. */
export type VoiceStrings = Strings & LaterStrings;

/** Where in the panel a call is shown. */
export interface VoicePlace {
  /** All of the panel. */
  readonly container: HTMLElement;
  readonly messages: MessageContext;
  readonly log: Pick<MessageLog, 'elementOf'>;
  readonly announcer: Pick<Announcer, 'isQuiet'>;
}
