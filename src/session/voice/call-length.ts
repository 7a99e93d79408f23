import type { HostOptions } from '../host-options.js';
import type { VoiceCall } from '../snapshot.js';
import { AutessaCallEvent } from './voice-events.js';

/** Tells that a call has begun, and how long it was when it has ended. To be called when the person can be heard. */
export function tellLength({ clock, emit, session, signal, state }: Pick<HostOptions, 'clock' | 'emit' | 'session' | 'signal' | 'state'>, call: VoiceCall): void {
  const begunAt = clock.now();
  const ended = new AbortController();
  emit(new AutessaCallEvent({ phase: 'started', durationMs: 0 }));
  const end = (): AutessaCallEvent => {
    ended.abort();
    return new AutessaCallEvent({ phase: 'ended', durationMs: clock.now() - begunAt });
  };
  const onState = (): void => {
    if (state.current.voice !== call) emit(end());
  };
  state.subscribe(onState, { signal: ended.signal });
  // Whoever ends the session listens no longer than that takes.
  signal.addEventListener('abort', () => session.api.dispatchEvent(end()), { signal: ended.signal });
}
