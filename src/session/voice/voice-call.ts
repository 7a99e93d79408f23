import type { Call, CallEvent, OpenCall } from '../../audio/call.js';
import { AgentError } from '../../base/errors.js';
import { State, type StateOptions } from '../../base/state.js';
import { replaceReplyText, replyId } from '../../conversation/reduce.js';
import type { AudioFormat, AudioOutput } from '../../protocol/content.js';
import type { ServerMessage } from '../../protocol/messages.js';
import type { ConnectionNews } from '../../transport/connection.js';
import { recount } from '../after-loss.js';
import type { AgentSession } from '../agent-session.js';
import type { Delivery } from '../delivery.js';
import { AutessaErrorEvent } from '../events.js';
import type { Speaker } from '../options.js';
import type { Phase } from '../phases.js';
import { Captions } from './captions.js';
import { SpokenTurns } from './spoken-turns.js';
import { Uplink } from './uplink.js';
import { AutessaInterruptionEvent, AutessaSpeechEndEvent, AutessaSpeechStartEvent } from './voice-events.js';
import { voiceStateOf } from './voice-states.js';

/** API document: "Audio Streaming Format". 32 bits are floats. */
const audioFormat: AudioFormat = { sampleRate: 16_000, sampleSizeInBits: 32, channels: 1, signed: true, bigEndian: false };

/** How long a reply that is being written may go on before the connection is changed for one with voice, in ms. */
const writingPatienceMs = 5_000;

/** The captions of so many replies are kept: what waits to be heard is never more. */
const mostCaptions = 16;

/** How much of a reply has been heard. */
export interface Caption {
  readonly messageId: string;
  /** In UTF-16 units of the message's text, at the end of a word. */
  readonly position: number;
}

export interface VoiceCallOptions {
  readonly session: AgentSession;
  readonly delivery: Delivery;
  readonly openCall: OpenCall;
  readonly context: AudioContext;
  /** Ends the call. */
  readonly signal: AbortSignal;
}

/** A call with the agent, joined to the conversation: what is said goes to the server, what it says is heard and read. */
export class VoiceCall implements Speaker {
  /** As far as it is sound: devices, volume, levels, how far it has been loaded. */
  readonly call: Call;
  /** Settles when the person can be heard. Rejects with an `AgentError` where it does not come to that. */
  readonly live: Promise<void>;
  readonly #options: VoiceCallOptions;
  readonly #lifetime = new AbortController();
  readonly #caption = new State<{ current: Caption | undefined }>({ current: undefined });
  /** By turn. */
  readonly #captions = new Map<string, Captions>();
  readonly #turns: SpokenTurns;
  readonly #uplink: Uplink;
  readonly #speakerBefore: Speaker | undefined;
  #onLive!: () => void;
  #onEnded!: (error: AgentError) => void;

  constructor(options: VoiceCallOptions) {
    const { session, delivery, openCall, context, signal } = options;
    const { connection } = delivery;
    const { clock, state, settings } = delivery.options;
    const { signal: lifetime } = this.#lifetime;
    this.#options = options;
    this.live = new Promise((resolve, reject) => {
      this.#onLive = resolve;
      this.#onEnded = reject;
    });
    this.live.catch(() => undefined);
    this.#uplink = new Uplink({ socket: () => connection.wire?.socket, clock, signal: lifetime });
    this.#turns = new SpokenTurns({
      delivery,
      isSpeaking: () => this.#isSpeaking,
      onRefused: (error) => this.#fail(error),
      signal: lifetime,
    });
    this.call = openCall({ context, assetsBase: settings().assetsBase ?? undefined, onEvent: (event) => this.#onEvent(event), signal: lifetime });
    this.#speakerBefore = session.speaker;
    session.speaker = this;
    signal.addEventListener('abort', () => this.#end(), { signal: lifetime });
    connection.addEventListener('news', ({ detail }) => this.#onNews(detail), { signal: lifetime });
    session.addEventListener('autessa-message', ({ message: { role, turn } }) => {
      if (role !== 'agent' || turn === undefined) return;
      // Nothing more comes of it.
      this.call.endReply(turn);
      this.#turns.finished(turn);
    }, { signal: lifetime });
    this.call.subscribe(() => this.#update(), { signal: lifetime });
    state.subscribe(() => this.#update(), { signal: lifetime });
    delivery.become({ voice: this });
    void this.#connect();
  }

  /** What of a reply is being heard. */
  get caption(): Caption | undefined {
    return this.#caption.current.current;
  }

  /** Calls back, once a microtask, when the caption has changed. */
  subscribe(subscriber: () => void, options?: StateOptions): void {
    this.#caption.subscribe(subscriber, options);
  }

  /** Sends nothing, and lets go of the microphone. */
  mute(): void {
    this.call.mute();
  }

  unmute(): void {
    this.call.unmute();
  }

  /** The button is held, or let go: what is said is sent only meanwhile. The first time turns push to talk on. */
  holdToTalk(isHeld: boolean): void {
    this.call.holdToTalk(isHeld);
  }

  /** Ends the call; the conversation goes on in writing. */
  stop(): void {
    this.#end();
  }

  /** @internal Whether what the person types has to wait. */
  get isBusy(): boolean {
    return this.#turns.isBusy;
  }

  /** @internal Says a piece of a reply. */
  play(turn: string, { base64Audio, sampleRate, transcription }: AudioOutput): void {
    const captions = this.#captions.get(turn) ?? new Captions();
    this.#captions.set(turn, captions);
    captions.add(transcription, this.call.play(turn, { audio: base64Audio, sampleRate }));
    const [oldest] = this.#captions.keys();
    if (this.#captions.size > mostCaptions && oldest !== undefined) this.#captions.delete(oldest);
  }

  /** @internal Looks at a message of the server's. @returns whether that is all that is to be done with it */
  takes(message: ServerMessage): boolean {
    return this.#turns.takes(message);
  }

  get #isSpeaking(): boolean {
    return this.call.snapshot.hearing === 'speech';
  }

  /** Puts a connection with voice in the place of the one there is. */
  async #connect(): Promise<void> {
    const { delivery } = this.#options;
    const { signal } = this.#lifetime;
    await this.#untilAnswered();
    // What the log has by now is not what the person is about to say.
    if (!delivery.ledger.isCounted) await recount(delivery, signal);
    if (signal.aborted) return;
    const { state } = delivery.options.state.current;
    // Whatever is attempted from now on has voice.
    if (isOpen(state) || state === 'connecting') {
      delivery.connection.close();
      delivery.owesFinal = false;
      delivery.happen('closed');
    }
    delivery.want();
  }

  async #untilAnswered(): Promise<void> {
    const { clock, state, dialogue } = this.#options.delivery.options;
    if (!dialogue.active) return;
    const done = new AbortController();
    await new Promise<void>((resolve) => {
      const cancel = clock.after(writingPatienceMs, resolve);
      done.signal.addEventListener('abort', cancel);
      this.#lifetime.signal.addEventListener('abort', () => resolve(), done);
      state.subscribe(() => dialogue.active ?? resolve(), done);
    });
    done.abort();
  }

  #onNews(news: ConnectionNews): void {
    switch (news.kind) {
      case 'opened':
        // The session has said it.
        if (news.status.errors.length > 0) return this.#end(new AgentError('agent', news.status.errors.join('\n')), false);
        return this.#establish();
      case 'refused':
        return this.#end(news.error, false);
      default:
        this.#uplink.close();
        this.#turns.lost('error' in news ? news.error : new AgentError('connection', 'The connection was closed', { retryable: true }));
    }
  }

  /** API document: "Voice Establishment Message". */
  #establish(): void {
    const { connection, options } = this.#options.delivery;
    const { variables = {}, environmentVariables = {} } = options.settings();
    try {
      const isSent = connection.send({
        messageType: 'VOICE',
        agentId: options.agentId,
        audioFormat,
        outputType: 'AUDIO',
        environmentVariables,
        promptTemplateVariables: variables,
      });
      // A socket that is gone already will be followed by another; by REST no voice can go.
      if (!isSent && connection.wire && !connection.wire.socket) {
        return this.#fail(new AgentError('connection', 'The network lets no WebSocket through, and voice needs one', { retryable: true }), false);
      }
      this.#uplink.open();
      this.#turns.established();
    } catch (error) {
      this.#fail(AgentError.from(error, 'config', 'This is no JSON'));
    }
  }

  #onEvent(event: CallEvent): void {
    switch (event.type) {
      case 'frame':
        return this.#uplink.add(event.samples);
      case 'speech':
        return this.#onSpeech(event.phase);
      case 'interruption':
        return this.#onInterruption(event.replyId, event.heardMs);
      case 'played':
        return this.#onPlayed(event.replyId, event.heardMs, event.isFinished);
      case 'trouble':
        if (event.isFatal) return this.#fail(event.error);
        this.#options.delivery.become({ voiceError: event.error });
        return this.#options.delivery.options.emit(new AutessaErrorEvent({ error: event.error }));
    }
  }

  #onSpeech(phase: Extract<CallEvent, { type: 'speech' }>['phase']): void {
    const { emit } = this.#options.delivery.options;
    if (phase === 'confirmed') {
      emit(new AutessaSpeechStartEvent({}));
      this.#turns.speaks();
    } else if (phase === 'end') {
      emit(new AutessaSpeechEndEvent({}));
      this.#turns.said();
    }
  }

  /** The message ends where the person heard it end. */
  #onInterruption(turn: string, heardMs: number): void {
    const { delivery } = this.#options;
    const { dialogue, emit, onChange } = delivery.options;
    const captions = this.#captions.get(turn);
    const heardText = captions?.heard(heardMs) ?? '';
    dialogue.flush();
    // Of a reply without transcriptions nobody knows.
    // Where nothing of it was heard, nothing of it is left.
    if (heardText) dialogue.show(replaceReplyText(dialogue.messages, turn, heardText));
    dialogue.change(replyId(turn), { status: 'interrupted', ...(captions?.text && !heardText && { text: '' }) });
    if (dialogue.active?.id === turn) delivery.stop('interrupted');
    void onChange();
    this.#forget(turn);
    emit(new AutessaInterruptionEvent({ heardText }));
  }

  #onPlayed(turn: string, heardMs: number, isFinished: boolean): void {
    const position = this.#captions.get(turn)?.position(heardMs);
    if (isFinished) return this.#forget(turn);
    const messageId = replyId(turn);
    if (position === undefined || (this.caption?.messageId === messageId && this.caption.position === position)) return;
    this.#caption.patch({ current: Object.freeze({ messageId, position }) });
  }

  #forget(turn: string): void {
    this.#captions.delete(turn);
    if (this.caption?.messageId === replyId(turn)) this.#caption.patch({ current: undefined });
  }

  #update(): void {
    const { delivery } = this.#options;
    const { state, dialogue } = delivery.options;
    const { snapshot } = this.call;
    const { voiceError } = state.current;
    // A connection that is left takes nothing more, nor does the next one before it is told what comes.
    if (!isOpen(state.current.state)) this.#uplink.close();
    if (snapshot.phase === 'live') this.#onLive();
    const isMended =
      (voiceError?.code === 'audio-blocked' && !snapshot.isBlocked) ||
      (voiceError?.code.startsWith('mic-') && snapshot.microphoneId !== undefined);
    delivery.become({
      voiceState: voiceStateOf({ ...snapshot, isAwaited: dialogue.active !== undefined }),
      ...(isMended && { voiceError: undefined }),
    });
  }

  /** @param isOver whether there is no use for the connection any more */
  #fail(error: AgentError, isOver = true): void {
    this.#options.delivery.options.emit(new AutessaErrorEvent({ error }));
    this.#end(error, isOver);
  }

  #end(error?: AgentError, isOver = true): void {
    if (this.#lifetime.signal.aborted) return;
    const { session, delivery } = this.#options;
    const { dialogue, signal } = delivery.options;
    delivery.become({ voice: undefined, voiceState: 'off', ...(error && { voiceError: error }) });
    session.speaker = this.#speakerBefore;
    this.#lifetime.abort();
    void this.call.close();
    this.#caption.patch({ current: undefined });
    this.#onEnded(error ?? AgentError.aborted());
    if (signal.aborted) return;
    this.#turns.close();
    if (!isOver || dialogue.active) return;
    // The next message goes by a connection without voice.
    delivery.rest();
    delivery.happen('closed');
    delivery.proceed();
  }
}

function isOpen(state: Phase): boolean {
  return state === 'ready' || state === 'responding';
}
