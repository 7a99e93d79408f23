import { replyId } from '../../conversation/message.js';
import type { PlayedSpan } from '../../audio/call.js';
import { State, type StateOptions } from '../../base/state.js';
import type { Caption } from '../snapshot.js';
import { Captions } from './captions.js';

/** The captions of so many replies are kept: what waits to be heard is never more. */
const mostCaptions = 16;

/** Which words of which reply are being heard. Replies are known by the turn that they answer. */
export class CaptionTracker {
  readonly #state = new State<{ current: Caption | undefined }>({ current: undefined });
  readonly #captions = new Map<string, Captions>();

  /** Of the reply that is being heard. */
  get caption(): Caption | undefined {
    return this.#state.current.current;
  }

  /** Calls back, once a microtask, when the caption has changed. */
  subscribe(subscriber: () => void, options?: StateOptions): void {
    this.#state.subscribe(subscriber, options);
  }

  /** A piece of a reply. @param span where it is in the reply's sound; nothing, if it is not played */
  add(turn: string, transcription: string, span: PlayedSpan | undefined): void {
    const captions = this.#captions.get(turn) ?? new Captions();
    this.#captions.set(turn, captions);
    captions.add(transcription, span);
    const [oldest] = this.#captions.keys();
    if (this.#captions.size > mostCaptions && oldest !== undefined) this.#captions.delete(oldest);
  }

  /** What had been heard of a reply after `heardMs` of its sound; `undefined` where it came without transcriptions. */
  heardText(turn: string, heardMs: number): string | undefined {
    const captions = this.#captions.get(turn);
    return captions?.text ? captions.heard(heardMs) : undefined;
  }

  /** So much of a reply's sound has been heard, in ms. */
  heard(turn: string, heardMs: number): void {
    const position = this.#captions.get(turn)?.position(heardMs);
    const messageId = replyId(turn);
    if (position === undefined || (this.caption?.messageId === messageId && this.caption.position === position)) return;
    this.#state.patch({ current: Object.freeze({ messageId, position }) });
  }

  /** No more of it will be heard. */
  forget(turn: string): void {
    this.#captions.delete(turn);
    if (this.caption?.messageId === replyId(turn)) this.close();
  }

  /** Nothing is heard any more. */
  close(): void {
    this.#state.patch({ current: undefined });
  }
}
