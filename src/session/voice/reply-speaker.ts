import type { OpenPlayback, Playback, PlaybackEvent } from '../../audio/playback-only.js';
import { AgentError } from '../../base/errors.js';
import { loadingError } from '../../base/loading-error.js';
import { positionOf } from '../../conversation/message.js';
import type { SessionHost } from '../host.js';
import type { ServerMessage } from '../../protocol/messages.js';
import { AutessaErrorEvent } from '../events.js';
import type { ReplyAudio, ReplyPlayback } from '../reply-audio.js';
import { Sounds, type Sound } from './sounds-of.js';

/** What was typed is on its way after so long, in ms, or was never sent. */
const sendingMs = 5_000;

/**
 * Says the replies to what was typed without a call, by the context that was made when it was sent, and ends when all
 * have been heard, or when nobody wants to hear them any more. What plays is loaded with the first sound.
 */
export class ReplySpeaker implements ReplyPlayback {
  readonly #host: SessionHost;
  readonly #lifetime = new AbortController();
  readonly #sounds: Sounds;
  #playback: Promise<Playback> | undefined;
  /** The turns whose replies are not heard to their end. */
  readonly #heard = new Set<string>();
  #isSent = false;

  constructor(host: SessionHost) {
    this.#host = host;
    this.#sounds = new Sounds(host.options.clock);
    const { session, clock, state, signal: sessionSignal } = host.options;
    const { signal } = this.#lifetime;
    sessionSignal.addEventListener('abort', () => this.silence(), { signal });
    signal.addEventListener('abort', clock.after(sendingMs, () => this.#onSent()));
    state.subscribe(() => this.#update(), { signal });
    session.api.addEventListener('autessa-message', ({ message: { role, turn } }) => {
      // Nothing more comes of it.
      if (role === 'agent' && turn !== undefined) void this.#playback?.then((playback) => playback.endReply(turn));
    }, { signal });
  }

  takes(message: ServerMessage): boolean {
    const { active } = this.#host.model;
    if (active) for (const sound of this.#sounds.of(message, active)) this.#play(active.id, sound);
    return false;
  }

  #play(turn: string, { output, isFirst }: Sound): void {
    const { context, speaker } = this.#audio;
    if (speaker) {
      try {
        speaker.play(turn, output);
      } catch (thrown) {
        this.#host.report(AgentError.from(thrown, 'config', 'The speaker of the page failed'));
      }
      return;
    }
    const { base64Audio, sampleRate } = output;
    if (!context) return;
    this.#heard.add(turn);
    this.#show('speaking');
    this.#playback ??= this.#open(context);
    void this.#playback.then((playback) => playback.play(turn, { audio: base64Audio, sampleRate, isFirst }), (error: unknown) => this.#fail(error));
  }

  /** Ends: the person wants to hear no more, or begins a call. */
  silence(): void {
    if (this.#lifetime.signal.aborted) return;
    this.#lifetime.abort();
    if (this.#audio.playback === this) this.#audio.playback = undefined;
    const { context } = this.#audio;
    this.#audio.context = undefined;
    this.#show('off');
    void this.#close(context);
  }

  get #audio(): ReplyAudio {
    return this.#host.options.session.audio;
  }

  async #open(context: AudioContext): Promise<Playback> {
    const { settings, options: { openPlayback } } = this.#host;
    const open: OpenPlayback = openPlayback ?? (await import('../../audio/playback-only.js')).openPlayback;
    return open({
      context,
      assetsBase: settings.assetsBase ?? undefined,
      onEvent: (event) => this.#onEvent(event),
      onPlaying: () => undefined,
      onBlocked: (isBlocked) => this.#show(isBlocked ? 'blocked' : 'speaking'),
    });
  }

  async #close(context: AudioContext | undefined): Promise<void> {
    const playback = await this.#playback?.catch(() => undefined);
    await (playback ?? context)?.close();
  }

  #onEvent(event: PlaybackEvent): void {
    if (event.type === 'trouble') {
      if (event.isFatal) return this.#fail(event.error);
      return this.#host.options.emit(new AutessaErrorEvent({ error: event.error }));
    }
    if (!event.isFinished) return;
    this.#heard.delete(event.replyId);
    this.#update();
  }

  #fail(thrown: unknown): void {
    this.#host.options.emit(new AutessaErrorEvent({ error: loadingError(thrown) }));
    this.silence();
  }

  #onSent(): void {
    this.#isSent = true;
    this.#update();
  }

  #update(): void {
    const { model: { active, waiting }, options: { state } } = this.#host;
    const { voiceState } = state.current;
    this.#isSent ||= active !== undefined;
    const isLeft = state.current.state === 'ended' || [...this.#heard].some((turn) => !this.#isWanted(turn));
    const isOver = this.#isSent && !active && waiting.length === 0 && this.#heard.size === 0;
    // `off`: the voice was stopped.
    if (isLeft || isOver || (this.#heard.size > 0 && voiceState === 'off')) this.silence();
  }

  /** Whether a turn is still on the page. */
  #isWanted(turn: string): boolean {
    return positionOf(this.#host.model.messages, turn) >= 0;
  }

  /** What it does is the state of the session's voice, as long as there is no call. */
  #show(voiceState: 'speaking' | 'blocked' | 'off'): void {
    const before = this.#host.options.state.current;
    const isCalls = before.voice !== undefined || before.voiceState === 'starting';
    if (!isCalls && (voiceState === 'off' || this.#heard.size > 0)) this.#host.patch({ voiceState });
  }
}
