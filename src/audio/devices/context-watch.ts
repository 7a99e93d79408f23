import { callAfter } from '../call-after.js';
import type { Clock } from '../../base/clock.js';

export interface ContextWatchOptions {
  readonly clock: Clock;
  /** Where gestures are noticed, and that the page is seen again. */
  readonly window: EventTarget;
  /** The browser holds the sound back, or does so no more. */
  readonly onBlocked: (isBlocked: boolean) => void;
  /** The context is of no use any more: its time stands still, or its rate has changed. */
  readonly onBroken: () => void;
  readonly signal: AbortSignal;
}

/** How long a context may take to resume before the person is asked, in ms. */
const patienceMs = 500;
/** How often its time is looked at, in ms. */
const pulseMs = 1000;
/** What may let a context go on: a gesture, and that the page is seen again. */
const occasions = ['pointerdown', 'touchend', 'keydown', 'visibilitychange'];

/**
 * Keeps a context running. One that was suspended is resumed, if need be with the person's next gesture; one that the
 * system interrupted, for a phone call, is left alone until that is over: resumed before, it stands still for good on iOS.
 *
 * @returns resumes it, in a click
 */
export function watchContext(context: AudioContext, options: ContextWatchOptions): () => void {
  const { clock, window, onBlocked, onBroken, signal } = options;
  const rate = context.sampleRate;
  let isBlocked = false;

  const isRunning = () => context.state === 'running';
  const block = (now: boolean) => {
    if (now === isBlocked || signal.aborted) return;
    isBlocked = now;
    onBlocked(now);
  };
  const resume = () => {
    if (context.state !== 'suspended') return;
    // It may not settle before there is a gesture.
    context.resume().catch(() => undefined);
  };
  const check = () => {
    if (isRunning()) return block(false);
    if (context.state === 'closed') return onBroken();
    resume();
    callAfter(clock, patienceMs, signal, () => block(!isRunning()));
  };
  const pulse = () => {
    const before = context.currentTime;
    callAfter(clock, pulseMs, signal, () => {
      if (context.sampleRate !== rate || (isRunning() && context.currentTime === before)) onBroken();
      else pulse();
    });
  };

  context.addEventListener('statechange', check, { signal });
  context.addEventListener('error', onBroken, { signal });
  for (const occasion of occasions) window.addEventListener(occasion, resume, { capture: true, passive: true, signal });
  check();
  pulse();
  return resume;
}
