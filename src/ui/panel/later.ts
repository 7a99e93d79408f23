import type { AgentSession } from '../../session/agent-session.js';
import type { Extras } from './extras/extras.js';
import type { VoicePlace } from './voice/context.js';
import type { Voice } from './voice/voice.js';

/** What is there of a part of the panel: once it was needed, it stays. `null` where it could not be loaded. */
export type Later<Part> = () => Part | null | undefined;

/**
 * A part of the panel that is loaded as soon as it is asked for and needed, and not before.
 *
 * @param onChange it is there, or cannot be had; the next time that it is asked for, it is tried again
 */
function later<Part>(isNeeded: () => unknown, load: () => Promise<Part>, onChange: () => void): Later<Part> {
  let part: Part | null | undefined;
  let isAsked = false;
  const ask = async (): Promise<void> => {
    isAsked = true;
    part = await load().catch(() => null);
    onChange();
    isAsked = part !== null;
  };
  return () => {
    if (!isAsked && isNeeded()) void ask();
    return part;
  };
}

type Session = () => AgentSession | undefined;

/** What only a conversation needs that has begun. */
export function laterExtras(session: Session, ...place: ConstructorParameters<typeof Extras>): Later<Extras> {
  const [onChange, , , { loadRare, signal }, following] = place;
  const isNeeded = (): unknown => session()?.snapshot.messages.some(({ status }) => !following.isFollowing || status === 'done');
  const load = async (): Promise<Extras> => {
    // Whoever waits for the reply comes first.
    await session()?.open();
    const [{ Extras }] = await Promise.all([import('./extras/extras.js'), loadRare()]);
    signal.throwIfAborted();
    return new Extras(...place);
  };
  return later(isNeeded, load, onChange);
}

/** What shows a call. */
export function laterVoice(session: Session, onChange: () => void, place: VoicePlace): Later<Voice> {
  const { container, messages: { loadRare, signal } } = place;
  const isNeeded = (): unknown => {
    const { voiceState = 'off', voiceError, isCallElsewhere } = session()?.snapshot ?? {};
    return voiceState !== 'off' || voiceError || isCallElsewhere || container.querySelector('.is-voice');
  };
  const load = async (): Promise<Voice> => {
    try {
      const [{ Voice }] = await Promise.all([import('./voice/voice.js'), loadRare()]);
      signal.throwIfAborted();
      return new Voice(place);
    } catch (error) {
      // Nobody should be listened to who can neither see nor end it.
      session()?.stopVoice();
      throw error;
    }
  };
  return later(isNeeded, load, onChange);
}
