import { outputLatencyMs } from './devices/output-latency.js';
import { systemClock, type Clock } from '../base/clock.js';
import { AgentError } from '../base/errors.js';
import { voiceAssets } from './assets.js';
import type { AudioChunk, CallEvent } from './call.js';
import { watchContext } from './devices/context-watch.js';
import { buildPlayback } from './graph.js';
import { Speaker } from './playback/speaker.js';

/** What can happen without a microphone. */
export type PlaybackEvent = Extract<CallEvent, { type: 'played' | 'trouble' }>;

export interface PlaybackOptions {
  /** Made inside a click, as for a call; closed with the playback. */
  readonly context: AudioContext;
  readonly onEvent: (event: PlaybackEvent) => void;
  /** Which reply is being heard. */
  readonly onPlaying: (replyId: string | undefined) => void;
  /** The browser holds the sound back until the person taps anywhere, or does so no more. */
  readonly onBlocked: (isBlocked: boolean) => void;
  /** As `CallOptions` has it. */
  readonly assetsBase?: string | undefined;
}

/** Replies that are heard, and nobody who listens: no microphone, and nothing that detects speech. */
export interface Playback {
  /** See `Call.play`. */
  play(replyId: string, chunk: AudioChunk): void;
  /** See `Call.endReply`. */
  endReply(replyId: string): void;
  /** Fades out, and ends. Settles when the context is closed. */
  close(): Promise<void>;
}

/** The type of `openPlayback`, for those who load it. */
export type OpenPlayback = (options: PlaybackOptions) => Playback;

/** How long the last fade may take, in ms. */
const fadeMs = 30;

/** @param ports the world outside; a test hands in its own */
export function openPlayback(
  { context, onEvent, onPlaying, onBlocked, assetsBase }: PlaybackOptions,
  { clock, window }: { readonly clock: Clock; readonly window: EventTarget } = { clock: systemClock, window: globalThis.window },
): Playback {
  const lifetime = new AbortController();
  const { signal } = lifetime;
  const speaker = new Speaker({
    clock,
    latencyMs: () => outputLatencyMs(context),
    onEvent: (event) => {
      if (event.type === 'played' || event.type === 'trouble') onEvent(event);
    },
    onPlaying,
    onUnderrun: () => undefined,
    signal,
  });
  const fail = (cause: unknown): void => {
    const error = AgentError.from(cause, 'unsupported', 'Sound cannot be played here');
    if (!signal.aborted) onEvent({ type: 'trouble', error, isFatal: true });
  };
  let leave: (() => void) | undefined;
  const open = async (): Promise<void> => {
    const { output, playback } = await buildPlayback(context, voiceAssets(assetsBase).worklets);
    if (signal.aborted) return;
    output.connect(context.destination);
    speaker.connect(playback);
    leave = () => playback.close();
    watchContext(context, { clock, window, onBlocked, onBroken: () => fail(new Error('The context stands still')), signal });
  };
  open().catch(fail);
  return {
    play: (replyId, chunk) => void speaker.play(replyId, chunk),
    endReply: (replyId) => speaker.end(replyId),
    async close() {
      if (signal.aborted) return;
      speaker.silence();
      lifetime.abort();
      if (context.state === 'running') await new Promise<void>((resolve) => void clock.after(fadeMs, resolve));
      leave?.();
      if (context.state !== 'closed') await context.close();
    },
  };
}
