import { AgentError } from '../../base/errors.js';
import { createId } from '../../base/id.js';
import { positionOf, type Message } from '../../conversation/message.js';
import { goesOn } from '../../conversation/transcription.js';
import type { ServerMessage } from '../../protocol/messages.js';
import type { SessionHost } from '../host.js';
import { AutessaErrorEvent } from '../events.js';
import type { Turn } from '../core/model.js';
import { SpokenTexts } from './spoken-texts.js';

/** After its last chunk a reply still has its final message; after so long, in ms, it has none. */
const finalPatienceMs = 1_000;
/** A spoken reply that falls silent without a last chunk is over after so long, in ms. */
const silencePatienceMs = 15_000;
/** A reply that was cut short, and of which nothing more came for so long, in ms, is over. */
const owedPatienceMs = 2_000;
/** What comes so soon after a reply, in ms, is left over from it. */
const leftoverMs = 500;
/** When the log is asked whether the server has heard the person at all, in ms after they spoke, and again. */
const answerPatienceMs = 8_000;
/** So long, in ms, an agent may think. */
const longestThoughtMs = 120_000;
/** A server that refuses a call does so at once: within so many ms. */
const refusalMs = 2_000;

export interface SpokenTurnsOptions {
  readonly host: SessionHost;
  /** Whether the person speaks at this moment. */
  readonly isSpeaking: () => boolean;
  /** The server does not take the call. */
  readonly onRefused: (error: AgentError) => void;
  /** What was typed was answered with errors. @param onElse where the server has it, they are about the call */
  readonly onTypedRefused: (turn: Turn, error: AgentError, onElse?: () => void) => void;
  readonly signal: AbortSignal;
}

/**
 * Whose turn it is in a call. The person's part is known by their speech here and by the server's answer, whichever
 * comes first; what the server says belongs to the turn that is under way, or to one that was cut short and still owes
 * its end.
 */
export class SpokenTurns {
  readonly #options: SpokenTurnsOptions;
  /** The last turn that was spoken; under way, if it is the queue's. */
  #spoken: string | undefined;
  /** The person said something while another turn was under way. */
  #isPending = false;
  /** The server has answered before the end of the speech was noticed here. */
  #isAnticipated = false;
  #texts: SpokenTexts | undefined;
  #cancelWait: (() => void) | undefined;
  #hasFinalChunk = false;
  #openedAt = -Infinity;
  #isEstablished = false;
  /** When the server's last message came, and when the last reply ended, in ms since the epoch. */
  #heardAt = -Infinity;
  #endedAt = -Infinity;
  /** What the last chunk with words said. */
  #lastWords: string | undefined;

  constructor(options: SpokenTurnsOptions) {
    this.#options = options;
    const { state } = options.host.options;
    options.signal.addEventListener('abort', () => this.#cancelWait?.());
    state.subscribe(() => this.#proceed(), options);
  }

  /** Whether what the person types has to wait: what they say comes first. */
  get isBusy(): boolean {
    return this.#isPending || this.#options.isSpeaking();
  }

  /** The server takes samples from now on. */
  established(): void {
    const { options, model: { cursor } } = this.#host;
    const { conversationId } = options.state.current;
    this.#openedAt = options.clock.now();
    this.#isEstablished = false;
    if (options.turns.active) this.#host.phase('asked');
    if (conversationId === undefined) return;
    if (this.#texts?.conversationId !== conversationId) this.#texts = new SpokenTexts(conversationId, cursor.settledTurns, options);
    if (this.#active) {
      // It was said while there was no connection, and is being sent only now.
      this.#texts.expect(this.#active.id);
      this.#await(this.#active, 0);
    }
    this.#texts.read();
  }

  /** The person begins to speak. */
  speaks(): void {
    this.#isAnticipated = false;
    // What comes from now on may well be the answer.
    this.#endedAt = -Infinity;
  }

  /** The person has spoken: that will be answered. */
  said(): void {
    const { active } = this.#host.options.turns;
    if (this.#isAnticipated) this.#isAnticipated = false;
    else if (!active) this.#open();
    // A pause in a speech is no second one, as long as nobody answers.
    else if (active.id !== this.#spoken || active.isReceived) this.#isPending = true;
    else this.#await(active, 0);
    this.#host.dispatch({ type: 'proceed' });
  }

  /**
   * Looks at what the server says before anybody else does.
   *
   * @returns whether that is all that is to be done with it
   */
  takes(message: ServerMessage): boolean {
    const { turns, clock } = this.#host.options;
    if (message.kind === 'status' || message.kind === 'unknown') return false;
    if (this.#isOwed(message)) return true;
    this.#heardAt = clock.now();
    if (message.kind === 'final') return this.#takesFinal(message.errors);
    if (!turns.active && this.#heardAt - this.#endedAt < leftoverMs && !this.#isPending) return true;
    this.#isEstablished = true;
    const turn = turns.active ?? this.#open();
    if (turn.id !== this.#spoken) return false;
    if (!turn.isReceived) {
      this.#isAnticipated = this.#options.isSpeaking();
      this.#texts?.read();
    }
    this.#note(message);
    this.#wait(this.#hasFinalChunk ? finalPatienceMs : silencePatienceMs, () => this.#end());
    return false;
  }

  /** The connection is gone, and with it what was to come over it. */
  lost(error: AgentError): void {
    this.#cancelWait?.();
    this.#isPending = false;
    const { turns, onChange } = this.#host.options;
    const turn = this.#active;
    if (!turn) return;
    this.#texts?.expect(turn.id, true);
    turns.fail(error);
    void onChange();
  }

  /** The agent has hung up: what it has said is all of its reply. */
  hungUp(): void {
    if (this.#active?.isReceived) this.#end();
    this.close();
  }

  /** The call is over: what the agent was about to say to it is not awaited any more. */
  close(): void {
    if (this.#active) this.#host.dispatch({ type: 'stop' });
    this.#texts?.read();
  }

  /** A message is finished, whichever way. */
  finished(turn: string): void {
    if (turn !== this.#spoken) return;
    this.#cancelWait?.();
    this.#texts?.read();
  }

  get #host(): SessionHost {
    return this.#options.host;
  }

  /** The spoken turn that is under way. */
  get #active(): Turn | undefined {
    const { active } = this.#host.options.turns;
    return active && active.id === this.#spoken ? active : undefined;
  }

  #open(): Turn {
    const { turns, clock } = this.#host.options;
    const { messages, next } = turns;
    const id = createId();
    // Nothing remains to be done for it after a reload, so it is `done`.
    const message: Message = { id, role: 'user', text: '', status: 'done', at: clock.now(), turn: id, input: [{ inputType: 'AUDIO' }] };
    const position = next ? positionOf(messages, next.id) : messages.length;
    this.#spoken = id;
    turns.open(message, position);
    const turn = turns.active!;
    this.#isPending = false;
    // What the one before still owes is another matter.
    this.#hasFinalChunk &&= this.#host.model.owesFinal;
    this.#texts?.expect(turn.id);
    this.#await(turn, 0);
    return turn;
  }

  /** What the person said meanwhile has its turn now. */
  #proceed(): void {
    if (this.#isPending && !this.#host.options.turns.active) this.#open();
  }

  /** What comes while the person speaks is left over from the reply that they cut short, and so is what goes on from it. */
  #isOwed(message: ServerMessage): boolean {
    const { host, isSpeaking } = this.#options;
    if (!host.model.owesFinal) return false;
    const { clock } = host.options;
    const words = transcriptionOf(message);
    const silentMs = clock.now() - this.#heardAt;
    // Without words only the rhythm tells.
    const seemsTail = words ? goesOn(this.#lastWords, words) && silentMs <= owedPatienceMs : silentMs < leftoverMs;
    const isTail = isSpeaking() || seemsTail;
    const isOver = this.#hasFinalChunk || !isTail;
    const isFinal = message.kind === 'final';
    if (isFinal || isOver) host.dispatch({ type: 'free' });
    if (isFinal) host.dispatch({ type: 'proceed' });
    else if (isOver) return false;
    this.#note(message);
    return true;
  }

  #note(message: ServerMessage): void {
    this.#heardAt = this.#host.options.clock.now();
    this.#lastWords = transcriptionOf(message) || this.#lastWords;
    this.#hasFinalChunk = hasFinalChunk(message);
  }

  #takesFinal(errors: readonly string[]): boolean {
    const { active } = this.#host.options.turns;
    const { onRefused, onTypedRefused } = this.#options;
    // A server that does not take the call says so before anything else.
    const isDoubtful = !this.#isEstablished && !(active && this.#heardAt - this.#openedAt > refusalMs);
    const error = new AgentError('agent', errors.join('\n'), { retryable: true });
    if (errors.length > 0 && active && active.id !== this.#spoken && !active.isReceived) {
      onTypedRefused(active, error, isDoubtful ? () => onRefused(error) : undefined);
      return true;
    }
    const isRefusal = errors.length > 0 && isDoubtful && (!active || active.id === this.#spoken);
    if (isRefusal) onRefused(error);
    else this.#isEstablished = true;
    if (active) this.#endedAt = this.#heardAt;
    return isRefusal || !active;
  }

  /** The log tells a server that has heard nothing from an agent that takes its time. */
  #await(turn: Turn, waitedMs: number): void {
    const { turns, state } = this.#host.options;
    this.#wait(answerPatienceMs, () => {
      // Without a connection the server has yet to hear it.
      if (state.current.state !== 'responding') return this.#await(turn, waitedMs);
      const heard = this.#texts?.hasHeard() ?? Promise.resolve(true);
      void heard.catch(() => true).then((isHeard) => {
        if (turns.active?.id !== turn.id || turns.active.isReceived || this.#options.signal.aborted) return;
        if (!isHeard) this.#withdraw(turn);
        else if (waitedMs < longestThoughtMs) this.#await(turn, waitedMs + answerPatienceMs);
        else this.#giveUp();
      });
    });
  }

  /** It was no speech after all, or the server did not hear it. */
  #withdraw(turn: Turn): void {
    this.#texts?.forget(turn.id);
    this.#host.options.turns.end((messages) => messages.filter((message) => message.turn !== turn.id));
    this.#host.dispatch({ type: 'turn-ended' });
  }

  #giveUp(): void {
    const { turns, emit } = this.#host.options;
    const error = new AgentError('connection', 'The agent does not answer', { retryable: true });
    turns.fail(error);
    emit(new AutessaErrorEvent({ error }));
    this.#host.dispatch({ type: 'turn-ended' });
  }

  /** The server says no more of the reply, nor that it is over. */
  #end(): void {
    if (!this.#active) return;
    this.#endedAt = this.#host.options.clock.now();
    this.#host.options.turns.stop('done');
    this.#host.dispatch({ type: 'turn-ended' });
  }

  #wait(ms: number, then: () => void): void {
    this.#cancelWait?.();
    this.#cancelWait = this.#host.options.clock.after(ms, then);
  }
}

/** Nothing, where it is no piece of a spoken reply. */
function transcriptionOf(message: ServerMessage): string | undefined {
  return message.kind === 'stream' && message.output.outputType === 'AUDIO' ? message.output.transcription : undefined;
}

function hasFinalChunk(message: ServerMessage): boolean {
  return message.kind === 'stream' && message.output.outputType === 'AUDIO' && message.output.isFinalChunk;
}
