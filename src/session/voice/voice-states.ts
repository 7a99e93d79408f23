import type { CallSnapshot } from '../../audio/call.js';
import type { AgentError } from '../../base/errors.js';
import type { VoiceState } from '../snapshot.js';

/** What there is to know of a call, as far as it makes a difference. */
export interface VoiceFacts extends Pick<CallSnapshot, 'phase' | 'isBlocked' | 'talk' | 'hearing' | 'playing'> {
  /** Whether a reply is on its way. */
  readonly isAwaited: boolean;
}

/** The whole table: the first that applies is the state. A call in which nothing else happens listens. */
const table: readonly (readonly [state: VoiceState, applies: (facts: VoiceFacts) => boolean])[] = [
  ['off', ({ phase }) => phase === 'closed'],
  ['blocked', ({ isBlocked }) => isBlocked],
  ['starting', ({ phase }) => phase === 'starting'],
  // The agent may be heard meanwhile.
  ['muted', ({ talk }) => talk === 'muted'],
  ['hearing', ({ hearing }) => hearing === 'speech'],
  ['speaking', ({ playing }) => playing !== undefined],
  ['thinking', ({ isAwaited }) => isAwaited],
];

/** What a session's voice part is, while there is a call. */
export function voiceStateOf(facts: VoiceFacts): VoiceState {
  return table.find(([, applies]) => applies(facts))?.[0] ?? 'listening';
}

/** Whether a trouble of a call is over. */
export function isMended(trouble: AgentError | undefined, { isBlocked, microphoneId }: Pick<CallSnapshot, 'isBlocked' | 'microphoneId'>): boolean {
  if (trouble?.code === 'audio-blocked') return !isBlocked;
  return trouble?.code.startsWith('mic-') === true && microphoneId !== undefined;
}
