import { replyId } from '../../conversation/message.js';
import type { Call, CallEvent, OpenCall } from '../../audio/call.js';
import { AgentError } from '../../base/errors.js';
import type { StateOptions } from '../../base/state.js';
import { replaceReplyText } from '../../conversation/tools.js';
import type { MultimodalMessage, ServerMessage } from '../../protocol/messages.js';
import type { ConnectionNews } from '../../transport/connection-news.js';
import type { SessionHost } from '../host.js';
import type { CallPort } from '../host-options.js';
import { AutessaErrorEvent } from '../events.js';
import type { SessionPort } from '../ports.js';
import type { ReplyPlayback } from '../reply-audio.js';
import type { Caption, VoiceCall } from '../snapshot.js';
import { markCall, offerCallAgain } from './interrupted-call.js';
import { ReplySound } from './reply-sound.js';
import { SpeechTurns } from './speech-turns.js';
import { AutessaInterruptionEvent, AutessaSpeechEndEvent, AutessaSpeechStartEvent } from './voice-events.js';
import { VoiceLink } from './voice-link.js';
import { isMended, voiceStateOf } from './voice-states.js';

export interface VoiceCallOptions {
  readonly session: SessionPort;
  readonly host: SessionHost;
  readonly openCall: OpenCall;
  readonly context: AudioContext;
  /** Ends the call. */
  readonly signal: AbortSignal;
}

/** A call with the agent, joined to the conversation: what is said goes to the server, what it says is heard and read. */
export class ActiveCall implements VoiceCall, CallPort, ReplyPlayback {
  readonly call: Call;
  readonly live: Promise<void>;
  readonly #options: VoiceCallOptions;
  readonly #lifetime = new AbortController();
  readonly #sound: ReplySound;
  readonly #turns: SpeechTurns;
  readonly #link: VoiceLink;
  /** Whether the agent has ended the call, and is heard to its end. */
  isHungUp = false;
  #onLive!: () => void;
  #onEnded!: (error: AgentError) => void;

  constructor(options: VoiceCallOptions) {
    const { session, host, openCall, context, signal } = options;
    const { settings, options: { state, clock, turns } } = host;
    const { signal: lifetime } = this.#lifetime;
    this.#options = options;
    this.#sound = new ReplySound({ clock, turns, play: (turn, chunk) => this.call.play(turn, chunk) });
    this.live = new Promise((resolve, reject) => {
      this.#onLive = resolve;
      this.#onEnded = reject;
    });
    this.live.catch(() => undefined);
    this.#turns = new SpeechTurns({
      host,
      isSpeaking: () => this.call.snapshot.hearing === 'speech',
      onSound: (turn, output) => this.#sound.give(turn, output),
      onRefused: (error) => this.#fail(error),
      onTypedRefused: (turn, error, onElse) => this.#link.refused(turn, error, onElse),
      signal: lifetime,
    });
    this.#link = new VoiceLink({
      host,
      onEstablished: () => this.#turns.established(),
      onLost: (error) => this.#turns.lost(error),
      onHungUp: () => this.#onHungUp(),
      onImpossible: (error, isTold) => (isTold ? this.#end(error, false) : this.#fail(error, false)),
      signal: lifetime,
    });
    this.call = openCall({ context, assetsBase: settings.assetsBase ?? undefined, sensitivity: settings.voiceSensitivity, onEvent: (event) => this.#onEvent(event), signal: lifetime });
    session.audio.playback?.silence();
    session.audio.playback = this;
    signal.addEventListener('abort', () => this.#end(), { signal: lifetime });
    session.api.addEventListener('autessa-message', ({ message: { role, turn } }) => {
      if (role !== 'agent' || turn === undefined) return;
      // Nothing more comes of it.
      this.call.endReply(turn);
      this.#turns.finished(turn);
    }, { signal: lifetime });
    this.call.subscribe(() => this.#update(), { signal: lifetime });
    state.subscribe(() => this.#update(), { signal: lifetime });
    host.call = this;
    host.patch({ voice: this });
    if (settings.persist !== 'none') markCall(host.options, lifetime, () => host.isPutAway);
    void this.#link.open();
  }

  /** What of a reply is being heard. */
  get caption(): Caption | undefined {
    return this.#sound.reading.caption;
  }

  /** Calls back, once a microtask, when the caption has changed. */
  subscribe(subscriber: () => void, options?: StateOptions): void {
    this.#sound.reading.subscribe(subscriber, options);
  }

  /** Sends nothing, and lets go of the microphone. */
  mute(): void {
    this.call.mute();
  }

  unmute(): void {
    if (!this.isHungUp) this.call.unmute();
  }

  /** The button is held, or let go: what is said is sent only meanwhile. The first time turns push to talk on. */
  holdToTalk(isHeld: boolean): void {
    if (!this.isHungUp) this.call.holdToTalk(isHeld);
  }

  /** Ends the call; the conversation goes on in writing. */
  stop(): void {
    this.#end();
  }

  /** Whether what the person types has to wait. */
  get isBusy(): boolean {
    return this.#turns.isBusy;
  }

  /** When the server was last heard, in ms since the epoch; `Infinity` where its silence means nothing. */
  get heardAt(): number {
    return this.#link.heardAt;
  }

  /** The person wants to hear no more of what is being said. */
  silence(): void {
    this.call.silence();
  }

  /** What the person typed. @returns whether it was handed over */
  send(message: MultimodalMessage): boolean {
    return this.#link.send(message);
  }

  /** @returns whether the session goes on as if what befell the connection had not been */
  survives(news: ConnectionNews): boolean {
    return this.#link.survives(news);
  }

  /** Looks at a message of the server's. @returns whether that is all that is to be done with it */
  takes(message: ServerMessage): boolean {
    if (this.#link.takes(message) || this.#turns.takes(message)) return true;
    this.#sound.take(message);
    return false;
  }

  #onEvent(event: CallEvent): void {
    switch (event.type) {
      case 'frame':
        return this.#link.say(event.samples);
      case 'speech':
        return this.#onSpeech(event.phase);
      case 'interruption':
        return this.#onInterruption(event.replyId, event.heardMs);
      case 'played':
        return event.isFinished ? this.#sound.reading.forget(event.replyId) : this.#sound.reading.heard(event.replyId, event.heardMs);
      case 'trouble':
        if (event.isFatal) return this.#fail(event.error);
        this.#options.host.patch({ voiceError: event.error });
        return this.#options.host.options.emit(new AutessaErrorEvent({ error: event.error }));
    }
  }

  #onSpeech(phase: Extract<CallEvent, { type: 'speech' }>['phase']): void {
    const { host } = this.#options;
    const { emit, state } = host.options;
    if (phase === 'confirmed') {
      // It was about a reply that the person goes on from.
      if (state.current.voiceError?.code === 'protocol') host.patch({ voiceError: undefined });
      emit(new AutessaSpeechStartEvent({}));
      this.#turns.speaks();
    } else if (phase === 'end') {
      emit(new AutessaSpeechEndEvent({}));
      this.#turns.said();
    }
  }

  /** The message ends where the person heard it end. */
  #onInterruption(turn: string, heardMs: number): void {
    const { host } = this.#options;
    const { turns, emit, onChange } = host.options;
    const heardText = this.#sound.reading.heardText(turn, heardMs);
    turns.flush();
    if (heardText) turns.show(replaceReplyText(turns.messages, turn, heardText));
    // Where nothing of it was heard, nothing of it is left; of a reply without transcriptions nobody knows.
    turns.change(replyId(turn), { status: 'interrupted', ...(heardText === '' && { text: '' }) });
    if (turns.active?.id === turn) host.dispatch({ type: 'stop', status: 'interrupted' });
    void onChange();
    this.#sound.reading.forget(turn);
    this.#turns.interrupted(turn, heardText);
    emit(new AutessaInterruptionEvent({ heardText: heardText ?? '' }));
  }

  #update(): void {
    const { host } = this.#options;
    const { state, turns } = host.options;
    const { snapshot } = this.call;
    if (snapshot.phase === 'live') this.#onLive();
    host.patch({
      voiceState: voiceStateOf({ ...snapshot, isAwaited: turns.active !== undefined }),
      ...(isMended(state.current.voiceError, snapshot) && { voiceError: undefined }),
    });
  }

  /** Nobody listens any more; what the agent said last is heard to its end. */
  #onHungUp(): void {
    this.isHungUp = true;
    this.#turns.hungUp();
    this.call.mute();
    const { host } = this.#options;
    const end = (): void => {
      if (this.#lifetime.signal.aborted) return;
      this.#end(undefined, false);
      offerCallAgain(host.options);
      // What was typed is answered in writing.
      host.dispatch({ type: 'proceed' });
    };
    const { signal } = this.#lifetime;
    const { state } = host.options;
    this.call.subscribe(({ playing }) => playing ?? end(), { signal });
    // What the person does next needs a connection, and has no time to listen.
    state.subscribe((snapshot) => snapshot.state === 'idle' || end(), { signal });
    if (!this.call.snapshot.playing) end();
  }

  /** @param isOver whether there is no use for the connection any more */
  #fail(error: AgentError, isOver = true): void {
    this.#options.host.options.emit(new AutessaErrorEvent({ error }));
    this.#end(error, isOver);
  }

  #end(error?: AgentError, isOver = true): void {
    if (this.#lifetime.signal.aborted) return;
    const { session, host } = this.#options;
    // Troubles that did not end it are over with it.
    host.call = undefined;
    host.patch({ voice: undefined, voiceState: 'off', voiceError: error });
    session.audio.playback = undefined;
    this.#lifetime.abort();
    void this.call.close();
    this.#sound.reading.close();
    this.#onEnded(error ?? AgentError.aborted());
    if (host.options.signal.aborted) return;
    this.#turns.close();
    if (isOver) void this.#link.leave();
  }
}
