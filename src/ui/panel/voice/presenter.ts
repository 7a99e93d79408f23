import type { AgentError } from '../../../base/errors.js';
import type { SessionSnapshot } from '../../../session/snapshot.js';
import type { CallSnapshot } from './call-types.js';

/** What a call looks like: the states of voice, and two that come of what is around it. */
export type Picture =
  | 'starting'
  /** The person has to hold a button to be heard. */
  | 'ready'
  | 'listening'
  | 'hearing'
  | 'thinking'
  | 'speaking'
  | 'muted'
  | 'blocked'
  /** The connection is being made again; what is said meanwhile is kept for a while. */
  | 'reconnecting';

/** What should be known of a call that goes on. */
export type Hint = 'no-detection' | 'microphone-silent' | AgentError;

/** What is to be seen of a call above the composer. */
export type Presentation =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'call'; readonly picture: Picture; readonly hints: readonly Hint[] }
  /** A reply is being said without a call; or it would be, if the browser let it. */
  | { readonly kind: 'aloud'; readonly isBlocked: boolean }
  | { readonly kind: 'elsewhere' }
  | { readonly kind: 'interrupted'; readonly call: NonNullable<SessionSnapshot['interruptedCall']> }
  | { readonly kind: 'trouble'; readonly error: AgentError };

export interface PresenterInput {
  readonly snapshot: SessionSnapshot | undefined;
  /** Of the call, whose code may still be loading. */
  readonly call: CallSnapshot | undefined;
  /** Whether there is a call, or one is being made. */
  readonly hasCall: boolean;
  /** Whether the person can begin one: by the modes, and after a consent. */
  readonly canStart: boolean;
  /** An error that the person has read. */
  readonly closedError: AgentError | undefined;
}

/** Decides what is shown of a call. */
export function present({ snapshot, call, hasCall, canStart, closedError }: PresenterInput): Presentation {
  if (!snapshot) return { kind: 'nothing' };
  const { voiceState, voiceError, isCallElsewhere, interruptedCall, conversationId, error } = snapshot;
  if (!hasCall && (voiceState === 'speaking' || voiceState === 'blocked')) return { kind: 'aloud', isBlocked: voiceState === 'blocked' };
  const picture = pictureOf(snapshot, call);
  // Why it is made again, where that is more than a lost connection, is said here, and nowhere else.
  const obstacle = picture === 'reconnecting' && error?.code !== 'connection' ? error : undefined;
  if (picture) return { kind: 'call', picture, hints: [...hintsOf(voiceError, call), ...(obstacle ? [obstacle] : [])] };
  if (isCallElsewhere) return { kind: 'elsewhere' };
  // Where nobody can begin a call it is no offer.
  if (canStart && interruptedCall && interruptedCall.conversationId === conversationId) return { kind: 'interrupted', call: interruptedCall };
  // What keeps all of the conversation from going on is told below the messages.
  return voiceError && voiceError !== closedError && voiceError.code !== error?.code ? { kind: 'trouble', error: voiceError } : { kind: 'nothing' };
}

function pictureOf({ state, voiceState }: SessionSnapshot, call: CallSnapshot | undefined): Picture | undefined {
  switch (voiceState) {
    case 'off':
      return undefined;
    case 'starting':
    case 'blocked':
    case 'muted':
      return voiceState;
    default:
      if (state === 'reconnecting' || state === 'offline' || state === 'limited') return 'reconnecting';
      return voiceState === 'listening' && call?.talk === 'push' ? 'ready' : voiceState;
  }
}

/** What does not end the call, but makes it another one. */
function hintsOf(error: AgentError | undefined, call: CallSnapshot | undefined): Hint[] {
  const { isMicrophoneSilent, detection, talk } = call ?? {};
  const hints: Hint[] = [];
  if (detection === 'off' && talk === 'push') hints.push('no-detection');
  if (isMicrophoneSilent && talk !== 'muted') hints.push('microphone-silent');
  // How to go on without detection is said as long as that is so; that sound is held back, by the picture.
  if (error && error.code !== 'vad' && error.code !== 'audio-blocked') hints.push(error);
  return hints;
}

/** The turns of a conversation: who hears them needs no word for them, and a screen reader would talk into them. */
const turns: readonly (Picture | undefined)[] = ['ready', 'listening', 'hearing', 'thinking', 'speaking'];

/** Whether a change is worth being said to people who do not see it. */
export function isNews(before: Picture | undefined, after: Picture | undefined): boolean {
  return before !== after && !(turns.includes(before) && turns.includes(after));
}
