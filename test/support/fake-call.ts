import type { AudioChunk, Call, CallEvent, CallOptions, CallSnapshot, PlayedSpan } from '../../src/audio/call.js';
import { AgentError } from '../../src/base/errors.js';
import { State, type StateOptions } from '../../src/base/state.js';
import { settled } from './fake-clock.js';

/** A call without any sound: the test says what the microphone and the loudspeaker do. */
export class FakeCall implements Call {
  readonly options: CallOptions;
  /** What was played of each reply, in ms. */
  readonly played = new Map<string, number>();
  /** All that was asked of it, in order. */
  readonly asked: string[] = [];
  readonly #dropped = new Set<string>();
  readonly #state = new State<CallSnapshot>({
    phase: 'starting', progress: 0, talk: 'open', isHeld: false, detection: 'loading', hearing: 'nothing', playing: undefined, isBlocked: false,
    isMicrophoneSilent: false, microphones: [], speakers: [], microphoneId: undefined, speakerId: undefined, volume: 1, underruns: 0,
  });
  #frames = 0;

  constructor(options: CallOptions) {
    this.options = options;
    options.signal?.addEventListener('abort', () => void this.close());
  }

  get snapshot(): Readonly<CallSnapshot> {
    return this.#state.current;
  }

  subscribe(subscriber: (snapshot: Readonly<CallSnapshot>) => void, options?: StateOptions): void {
    this.#state.subscribe(subscriber, options);
  }

  async become(changes: Partial<CallSnapshot>): Promise<void> {
    this.#state.patch(changes);
    await settled();
  }

  async tell(event: CallEvent): Promise<void> {
    this.options.onEvent(event);
    await settled();
  }

  /** Somebody says so many frames, each of which is filled with its number. */
  say(frames = 1): void {
    for (let count = 0; count < frames; count += 1) {
      const index = this.#frames++;
      this.options.onEvent({ type: 'frame', samples: new Float32Array(512).fill(index), index });
    }
  }

  async speak(): Promise<void> {
    this.#state.patch({ hearing: 'speech' });
    await this.tell({ type: 'speech', phase: 'confirmed' });
  }

  async fallSilent(): Promise<void> {
    this.#state.patch({ hearing: 'nothing' });
    await this.tell({ type: 'speech', phase: 'end' });
  }

  /** Somebody says something, and has said it. */
  async utter(): Promise<void> {
    await this.speak();
    await this.fallSilent();
  }

  /** What is played last has been heard so far. */
  async hear(heardMs: number, isFinished = false): Promise<void> {
    const replyId = this.lastReply;
    this.#state.patch({ playing: isFinished ? undefined : replyId });
    await this.tell({ type: 'played', replyId, heardMs, isFinished });
  }

  /** Somebody speaks while the agent does. */
  async interrupt(heardMs: number): Promise<void> {
    const replyId = this.lastReply;
    this.#state.patch({ hearing: 'speech', playing: undefined });
    await this.tell({ type: 'speech', phase: 'confirmed' });
    await this.tell({ type: 'interruption', replyId, heardMs });
  }

  get lastReply(): string {
    return [...this.played.keys()].at(-1) ?? '';
  }

  play(replyId: string, { audio, isFirst }: AudioChunk): PlayedSpan | undefined {
    if (isFirst) {
      this.played.delete(replyId);
      this.#dropped.delete(replyId);
    }
    if (this.#dropped.has(replyId)) return undefined;
    const startMs = this.played.get(replyId) ?? 0;
    try {
      const endMs = startMs + atob(audio as string).length / 32;
      this.played.set(replyId, endMs);
      return { startMs, endMs };
    } catch (cause) {
      this.options.onEvent({ type: 'trouble', error: new AgentError('protocol', 'This cannot be read', { cause }), isFatal: false });
      return undefined;
    }
  }

  endReply(replyId: string): void {
    this.asked.push(`end ${replyId}`);
  }

  silence(): void {
    this.asked.push('silence');
    for (const replyId of this.played.keys()) this.#dropped.add(replyId);
  }

  mute(): void {
    this.#state.patch({ talk: 'muted' });
  }

  unmute(): void {
    this.#state.patch({ talk: 'open' });
  }

  setPushToTalk(isPushToTalk: boolean): void {
    this.#state.patch({ talk: isPushToTalk ? 'push' : 'open' });
  }

  holdToTalk(isHeld: boolean): void {
    this.#state.patch({ talk: 'push', isHeld });
  }

  levels = (): { input: number; output: number } => ({ input: 0, output: 0 });
  setVolume = (): void => undefined;
  chooseMicrophone = (): Promise<void> => Promise.resolve();
  chooseSpeaker = (): Promise<void> => Promise.resolve();
  resume = (): void => undefined;

  async close(): Promise<void> {
    if (this.snapshot.phase === 'closed') return;
    this.#state.patch({ phase: 'closed' });
    await this.options.context.close();
  }
}

/** An AudioContext that only knows whether it was closed. */
export function fakeContext(): AudioContext {
  const context = { state: 'running', close: () => Promise.resolve(void (context.state = 'closed')) };
  return context as unknown as AudioContext;
}
