import type { HostOptions } from '../host-options.js';
import type { VoiceCall } from '../snapshot.js';
import { AutessaCallEvent } from './voice-events.js';

/** Tells that a call has begun, and how long it was when it has ended. To be called when the person can be heard. */
export function tellLength({ clock, emit, state }: Pick<HostOptions, 'clock' | 'emit' | 'state'>, call: VoiceCall): void {
  const begunAt = clock.now();
  const ended = new AbortController();
  emit(new AutessaCallEvent({ phase: 'started', durationMs: 0 }));
  const onState = (): void => {
    if (state.current.voice === call) return;
    ended.abort();
    emit(new AutessaCallEvent({ phase: 'ended', durationMs: clock.now() - begunAt }));
  };
  state.subscribe(onState, { signal: ended.signal });
}
