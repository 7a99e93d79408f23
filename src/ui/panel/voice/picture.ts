import type { SessionSnapshot } from '../../../session/snapshot.js';
import type { CallSnapshot } from './context.js';

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

/** @returns nothing where there is no call */
export function pictureOf({ state, voiceState }: SessionSnapshot, call: CallSnapshot | undefined): Picture | undefined {
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

/** The turns of a conversation: who hears them needs no word for them, and a screen reader would talk into them. */
const turns: readonly (Picture | undefined)[] = ['ready', 'listening', 'hearing', 'thinking', 'speaking'];

/** Whether a change is worth being said to people who do not see it. */
export function isNews(before: Picture | undefined, after: Picture | undefined): boolean {
  return before !== after && !(turns.includes(before) && turns.includes(after));
}
