import { AgentError } from '../../base/errors.js';
import { createId } from '../../base/id.js';
import { positionOf } from '../../conversation/message.js';
import { textOfOutput } from '../../conversation/reduce.js';
import type { AudioOutput, MultimodalOutput } from '../../protocol/content.js';
import { opensCall, type FinalMessage, type ServerMessage } from '../../protocol/messages.js';
import { step } from '../core/call.js';
import { initialCall, type CallEvent, type CallFacts, type CallModel, type ChunkOutput } from '../core/call-model.js';
import { cutReplies } from '../core/call-times.js';
import type { Turn } from '../core/model.js';
import type { SessionHost } from '../host.js';
import { CallEffects } from './call-effects.js';

/** A server that refuses a call does so at once: within so many ms. */
const refusalMs = 2_000;

export interface SpeechTurnsOptions {
  readonly host: SessionHost;
  /** Whether the person speaks at this moment. */
  readonly isSpeaking: () => boolean;
  /** A chunk of a turn's reply is to be heard. */
  readonly onSound: (turn: string, output: AudioOutput) => void;
  /** The server does not take the call. */
  readonly onRefused: (error: AgentError) => void;
  /** What was typed was answered with errors. @param onElse where the server has it, they are about the call */
  readonly onTypedRefused: (turn: Turn, error: AgentError, onElse?: () => void) => void;
  /** Ends the call. What the log has to say about it may still come. */
  readonly signal: AbortSignal;
}

/** Runs what decides whose turn it is (`core/call.ts`): tells it what happens, and sees to what is to be done. */
export class SpeechTurns {
  readonly #options: SpeechTurnsOptions;
  readonly #effects: CallEffects;
  /** Ends when the call is over, and the log has nothing more to say about it. */
  readonly #lifetime = new AbortController();
  #model: CallModel = initialCall;
  /** The conversation that the model is about. */
  #conversationId: string | undefined;
  #cancelWake: (() => void) | undefined;
  #openedAt = -Infinity;
  /** Whether the server has shown that it takes the call. */
  #isTaken = false;

  constructor(options: SpeechTurnsOptions) {
    const { state, signal } = options.host.options;
    this.#options = options;
    this.#effects = new CallEffects(options);
    const lifetime = this.#lifetime.signal;
    signal.addEventListener('abort', () => this.#end(), { signal: lifetime });
    state.subscribe((snapshot) => {
      // What was said meanwhile has its turn now.
      if (this.#model.isPending && !this.#active) this.#tell({ type: 'time' });
      if (this.#conversationId !== undefined && snapshot.conversationId !== this.#conversationId) this.#forget();
    }, { signal: lifetime });
  }

  /** Whether what the person types has to wait: what they say comes first. */
  get isBusy(): boolean {
    return this.#model.isPending || this.#options.isSpeaking();
  }

  /** The server takes samples from now on. */
  established(): void {
    const { options, model: { cursor } } = this.#host;
    const { conversationId } = options.state.current;
    this.#openedAt = options.clock.now();
    this.#isTaken = false;
    if (this.#active) this.#host.dispatch({ type: 'phase', event: 'asked' });
    if (conversationId === undefined) return;
    this.#conversationId = conversationId;
    this.#tell({ type: 'connected', base: cursor.settledTurns });
  }

  /** The person begins to speak. */
  speaks(): void {
    this.#tell({ type: 'speech-start' });
  }

  /** The person has spoken: that will be answered. */
  said(): void {
    this.#tell({ type: 'speech-end' });
    this.#host.dispatch({ type: 'proceed' });
  }

  /** A reply that was heard was cut. @param heardText nothing where it came without words */
  interrupted(turn: string, heardText: string | undefined): void {
    this.#tell({ type: 'interrupted', turn, heardText });
  }

  /**
   * Looks at what the server says before anybody else does.
   *
   * @returns whether that is all that is to be done with it
   */
  takes(message: ServerMessage): boolean {
    switch (message.kind) {
      case 'status':
      case 'unknown':
        return false;
      case 'final':
        return this.#takesFinal(message);
      case 'tool':
        this.#isTaken = true;
        return !this.#tell({ type: 'other', isTool: true, isCall: opensCall(message) });
      case 'stream':
        this.#isTaken = true;
        return this.#takesPiece(message.output);
    }
  }

  /** The connection is gone, and with it what was to come over it. */
  lost(error: AgentError): void {
    this.#tell({ type: 'lost', error });
  }

  /** The agent has hung up: what it has said is all of its reply. */
  hungUp(): void {
    this.#tell({ type: 'over', isComplete: true });
    this.close();
  }

  /** The call is over: what the agent was about to say to it is not awaited any more. */
  close(): void {
    const { active } = this.#model;
    if (active !== undefined && this.#active?.id === active) {
      this.#host.dispatch({ type: 'stop' });
      this.#tell({ type: 'stopped', turn: active });
    }
    this.#tell({ type: 'over', isComplete: false });
  }

  /** A reply is finished, whichever way. */
  finished(turn: string): void {
    const isLeft = this.#active?.id !== turn && (this.#model.active === turn || this.#isStopped(turn));
    if (isLeft) this.#tell({ type: 'stopped', turn });
  }

  get #host(): SessionHost {
    return this.#options.host;
  }

  get #active(): Turn | undefined {
    return this.#host.options.turns.active;
  }

  #isStopped(turn: string): boolean {
    const { messages } = this.#host.options.turns;
    return messages.findLast((message) => message.turn === turn && message.role === 'agent')?.status === 'stopped';
  }

  #takesPiece(output: MultimodalOutput): boolean {
    const isWritten = output.outputType === 'TEXT';
    const { typed, now } = this.#facts();
    // What was typed is answered in writing.
    if (isWritten && typed) return !this.#tell({ type: 'other', isTool: false });
    // Of a reply that was stopped before its first word nothing is known here.
    const isForeign = isWritten && !this.#active && this.#host.model.owesFinal && cutReplies(this.#model, now).length === 0;
    if (!isForeign) this.#tell({ type: 'chunk', output: chunkOf(output) });
    return true;
  }

  #takesFinal({ output, errors }: FinalMessage): boolean {
    const active = this.#active;
    const { onRefused, onTypedRefused } = this.#options;
    const isSpoken = active !== undefined && active.id === this.#model.active;
    const failure = errors.join('\n');
    // A server that does not take the call says so before anything else.
    const isDoubtful = !this.#isTaken && !(active && this.#host.options.clock.now() - this.#openedAt > refusalMs);
    const error = new AgentError('agent', failure, { retryable: true });
    if (errors.length > 0 && active && !isSpoken && !active.isReceived && !this.#host.model.owesFinal) {
      onTypedRefused(active, error, isDoubtful ? () => onRefused(error) : undefined);
      return true;
    }
    if (errors.length > 0 && isDoubtful && (!active || isSpoken)) {
      onRefused(error);
      return true;
    }
    this.#isTaken = true;
    const isPassed = this.#tell({ type: 'final', text: textOfOutput(output), failure });
    const wasOwed = this.#host.model.owesFinal;
    this.#host.dispatch({ type: 'free' });
    if (!isPassed && wasOwed) this.#host.dispatch({ type: 'proceed' });
    return !isPassed;
  }

  /** @returns whether what happened goes on to whoever is under way */
  #tell(event: CallEvent): boolean {
    const { model, effects } = step(this.#model, event, this.#facts());
    this.#model = model;
    this.#cancelWake?.();
    this.#cancelWake = undefined;
    let isPassed = false;
    for (const effect of effects) {
      if (effect.type === 'pass') isPassed = true;
      else if (effect.type === 'read') void this.#read();
      else if (effect.type === 'wake') this.#wakeAt(effect.at);
      else this.#effects.apply(effect);
    }
    if (this.#model.isOver && !this.#model.isReading && !this.#cancelWake) this.#lifetime.abort();
    return isPassed;
  }

  #facts(): CallFacts {
    const { clock, turns } = this.#host.options;
    const active = this.#active;
    const isSpoken = this.#model.turns.some(({ id, kind }) => id === active?.id && kind === 'spoken');
    const text = turns.messages[positionOf(turns.messages, active?.id ?? '')]?.text ?? '';
    return { now: clock.now(), newId: createId, typed: active && !isSpoken ? { id: active.id, text } : undefined };
  }

  #end(): void {
    this.#cancelWake?.();
    this.#lifetime.abort();
  }

  #wakeAt(at: number): void {
    const { clock } = this.#host.options;
    this.#cancelWake = clock.after(Math.max(0, at - clock.now()), () => this.#tell({ type: 'time' }));
  }

  async #read(): Promise<void> {
    const { rest, signal } = this.#host.options;
    const conversationId = this.#conversationId;
    // A server that cannot be reached now is asked again.
    const logs = conversationId === undefined ? undefined : await rest.conversation(conversationId, { signal }).then((read) => read.logs, () => undefined);
    if (!signal.aborted && conversationId === this.#conversationId) this.#tell({ type: 'log', logs });
  }

  /** The conversation is another one: nothing that is known is about it. */
  #forget(): void {
    if (this.#model.isOver) return this.#end();
    this.#cancelWake?.();
    this.#conversationId = undefined;
    this.#model = { ...initialCall, isSpeaking: this.#model.isSpeaking };
  }
}

function chunkOf(output: MultimodalOutput): ChunkOutput {
  const isWritten = output.outputType === 'TEXT';
  const words = isWritten ? output.content : output.transcription;
  const chunk: ChunkOutput = isWritten ? { outputType: 'AUDIO', sampleRate: 0, base64Audio: '', transcription: words, isFinalChunk: false, written: output } : output;
  // Blanks alone are no words.
  return words.trim() ? chunk : { ...chunk, transcription: '' };
}
