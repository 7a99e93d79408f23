import { AgentError } from '../../base/errors.js';
import type { AudioFormat } from '../../protocol/content.js';
import type { MultimodalMessage, ServerMessage } from '../../protocol/messages.js';
import type { ConnectionNews } from '../../transport/connection-news.js';
import type { SessionHost } from '../host.js';
import { countQuestion } from '../core/log-question.js';
import type { Phase } from '../core/phases.js';
import type { Turn } from '../core/model.js';
import { RestTextFallback } from './rest-text-fallback.js';
import { AudioSender, type Samples } from './audio-sender.js';

/** API document: "Audio Streaming Format". 32 bits are floats. */
const audioFormat: AudioFormat = { sampleRate: 16_000, sampleSizeInBits: 32, channels: 1, signed: true, bigEndian: false };

/** How long a reply that is being written may go on before the connection is changed for one with voice, in ms. */
const writingPatienceMs = 5_000;

export interface VoiceLinkOptions {
  readonly host: SessionHost;
  /** The server takes samples from now on. */
  readonly onEstablished: () => void;
  /** The connection is gone; another one comes by itself. */
  readonly onLost: (error: AgentError) => void;
  /** The agent has hung up. */
  readonly onHungUp: () => void;
  /** There can be no call. @param isTold whether the session has told the error */
  readonly onImpossible: (error: AgentError, isTold: boolean) => void;
  readonly signal: AbortSignal;
}

/** The longest that the microphone stays open without a connection that lasts, in ms. */
const lossPatienceMs = 60_000;
/** A connection that lasts for so long, in ms, is one. */
const steadyMs = 5_000;

/** The session's connection, as long as there is a call: with voice, established, and taking what is said and typed. */
export class VoiceLink {
  readonly #options: VoiceLinkOptions;
  readonly #audioSender: AudioSender;
  readonly #textFallback: RestTextFallback;
  /** Takes back the end of the call for want of a connection. */
  #cancelEnd: (() => void) | undefined;
  #cancelSteady: (() => void) | undefined;
  /** Whether what opens has voice: until what is under way in writing has ended, it may have none. */
  #hasVoice = false;

  constructor(options: VoiceLinkOptions) {
    const { host, signal } = options;
    const { connection, options: { clock, state } } = host;
    this.#options = options;
    this.#audioSender = new AudioSender({ socket: () => connection.wire?.socket, clock, signal });
    this.#textFallback = new RestTextFallback(host);
    connection.addEventListener('news', ({ detail }) => this.#onNews(detail), { signal });
    // A connection that is left takes nothing more, nor does the next one before it is told what comes.
    signal.addEventListener('abort', () => this.#onSteady());
    state.subscribe(() => isOpen(state.current.state) || this.#audioSender.close(), { signal });
  }

  /** When the server was last heard, in ms since the epoch; `Infinity` where its silence means nothing. */
  get heardAt(): number {
    return this.#textFallback.isUnderWay ? Infinity : this.#options.host.connection.heardAt;
  }

  /** Puts a connection with voice in the place of the one there is. */
  async open(): Promise<void> {
    const { host, signal } = this.#options;
    await untilAnswered(host, signal, writingPatienceMs);
    // What the log has by now is not what the person is about to say.
    if (host.model.cursor.doubts > 0 && !host.model.active) await recount(host, signal);
    if (signal.aborted) return;
    // Whatever is attempted from now on has voice, but what is open or opening by now does not.
    if (host.connection.wire) {
      host.connection.close();
      host.dispatch({ type: 'free' });
      host.dispatch({ type: 'phase', event: 'closed' });
    }
    this.#hasVoice = true;
    host.dispatch({ type: 'connect' });
  }

  /** What the person says: sent, or kept until there is a connection. */
  say(samples: Samples): void {
    this.#audioSender.add(samples);
  }

  /** What the person typed. @returns whether it was handed over */
  send(message: MultimodalMessage): boolean {
    return this.#textFallback.send(message);
  }

  /** What was typed last was answered with errors; see `RestTextFallback.refused`. */
  refused(turn: Turn, error: AgentError, onElse?: () => void): void {
    void this.#textFallback.refused(turn, error, onElse);
  }

  /** @returns whether a message of the server's has to wait */
  takes(message: ServerMessage): boolean {
    return this.#textFallback.takes(message);
  }

  /**
   * A server that closes the socket because something was typed in a call may take it without one.
   *
   * @returns whether the session can go on, in writing
   */
  survives(news: ConnectionNews): boolean {
    const { host, onImpossible } = this.#options;
    const { active } = host.options.turns;
    if (news.kind !== 'refused' || news.error.code !== 'protocol' || !active?.deliveries || active.isReceived) return false;
    onImpossible(news.error, false);
    // The log tells whether it has to be sent again.
    host.dispatch({ type: 'phase', event: 'lost' });
    host.connection.open();
    return true;
  }

  /** The call is over: the next message goes by a connection without voice, as soon as the socket owes no reply. */
  async leave(): Promise<void> {
    const { host } = this.#options;
    const { turns, state, signal } = host.options;
    while (turns.active && !this.#textFallback.isUnderWay) await untilAnswered(host, signal);
    // Unless there is another call by now.
    if (signal.aborted || state.current.voice) return;
    host.dispatch({ type: 'disconnect' });
    host.dispatch({ type: 'phase', event: 'closed' });
    host.dispatch({ type: 'proceed' });
  }

  #onNews(news: ConnectionNews): void {
    const { onLost, onHungUp, onImpossible } = this.#options;
    switch (news.kind) {
      case 'opened':
        return this.#hasVoice ? this.#establish() : undefined;
      case 'begin-afresh':
      case 'created':
        return undefined;
      case 'refused':
        return onImpossible(news.error, true);
      case 'closed':
        this.#audioSender.close();
        return onHungUp();
      default:
        this.#audioSender.close();
        this.#endUnlessRegained(news.error);
        onLost(news.error);
    }
  }

  /** Nobody is listened to for ever who cannot be answered: then the person is asked. */
  #endUnlessRegained(error: AgentError): void {
    const { host: { options: { clock } }, onImpossible } = this.#options;
    this.#cancelSteady?.();
    this.#cancelEnd ??= clock.after(lossPatienceMs, () => {
      onImpossible(new AgentError('connection', 'There was no lasting connection for a minute', { retryable: true, cause: error }), false);
      void this.leave();
    });
  }

  #onSteady(): void {
    this.#cancelSteady?.();
    this.#cancelEnd?.();
    this.#cancelEnd = undefined;
  }

  /** API document: "Voice Establishment Message". */
  #establish(): void {
    const { host, onEstablished, onImpossible } = this.#options;
    const { connection, options } = host;
    const { variables = {}, environmentVariables = {} } = host.settings;
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
        onImpossible(new AgentError('connection', 'No WebSocket with voice can be opened', { retryable: true }), false);
        // One without may be.
        return host.dispatch({ type: 'reopen' });
      }
      this.#audioSender.open();
      if (this.#cancelEnd) this.#cancelSteady = options.clock.after(steadyMs, () => this.#onSteady());
      onEstablished();
    } catch (error) {
      onImpossible(AgentError.from(error, 'config', 'This is no JSON'), false);
    }
  }
}

function isOpen(state: Phase): boolean {
  return state === 'ready' || state === 'responding';
}

/** Settles when no turn is under way, after `ms` at the latest. */
async function untilAnswered({ options: { clock, state, turns } }: SessionHost, signal: AbortSignal, ms = Infinity): Promise<void> {
  if (!turns.active || signal.aborted) return;
  const done = new AbortController();
  await new Promise<void>((resolve) => {
    if (ms < Infinity) done.signal.addEventListener('abort', clock.after(ms, resolve));
    signal.addEventListener('abort', () => resolve(), done);
    state.subscribe(() => turns.active ?? resolve(), done);
  });
  done.abort();
}

/** Finds out how many turns are over; where the log cannot be read, what is known has to do. */
async function recount(host: SessionHost, signal: AbortSignal): Promise<void> {
  const { cursor } = host.model;
  const meaning = await host.readLog(countQuestion(host.model), signal).catch(() => undefined);
  // What has begun or ended meanwhile may be in it or not.
  if (host.model.cursor === cursor && meaning?.kind === 'counted') host.dispatch({ type: 'recounted', meaning });
}
