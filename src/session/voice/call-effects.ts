import { positionOf, replyId, type Message } from '../../conversation/message.js';
import { appendToReply, endReply, withoutReply, withoutTurn } from '../../conversation/reduce.js';
import { replaceReplyText } from '../../conversation/tools.js';
import type { AudioOutput } from '../../protocol/content.js';
import type { CallEffect } from '../core/call-model.js';
import type { SessionHost } from '../host.js';
import type { TurnsView } from './turns-view.js';

export interface CallEffectsOptions {
  readonly host: SessionHost;
  /** A chunk of a turn's reply is to be heard. */
  readonly onSound: (turn: string, output: AudioOutput) => void;
}

type Applicable = Exclude<CallEffect, { type: 'pass' | 'read' | 'wake' }>;
type EffectOf<Type extends CallEffect['type']> = Extract<CallEffect, { type: Type }>;

/** Carries out in the conversation what a call has decided. */
export class CallEffects {
  readonly #options: CallEffectsOptions;

  constructor(options: CallEffectsOptions) {
    this.#options = options;
  }

  apply(effect: Applicable): void {
    switch (effect.type) {
      case 'open':
        return this.#open(effect);
      case 'give': {
        const { turn, output, isRead } = effect;
        if (!output.written) this.#options.onSound(turn, output);
        if (isRead) this.#host.dispatch({ type: 'message', message: { kind: 'stream', output: output.written ?? output } });
        return;
      }
      case 'end':
        return this.#end(effect);
      case 'finish':
        return this.#finish(effect.turn);
      case 'withdraw':
        return this.#withdraw(effect.turn);
      case 'said':
        return this.#fillIn(effect.turn, effect.text);
      case 'reply':
        return this.#setReply(effect.turn, effect.text, effect.status);
      case 'insert':
        return this.#insert(effect);
      case 'move':
        return this.#move(effect);
      case 'free':
        this.#host.dispatch({ type: 'free' });
        return this.#host.dispatch({ type: 'proceed' });
    }
  }

  get #host(): SessionHost {
    return this.#options.host;
  }

  get #turns(): TurnsView {
    return this.#options.host.options.turns;
  }

  /** A turn that was said aloud is under way: behind all, and before what waits to be sent. */
  #open({ turn, said, isHeard }: EffectOf<'open'>): void {
    const { messages, next } = this.#turns;
    this.#turns.open(this.#message(turn, said, isHeard), next === undefined ? messages.length : positionOf(messages, next.id));
  }

  #insert({ turn: id, said, after, before }: EffectOf<'insert'>): void {
    const { messages, next } = this.#turns;
    const end = next === undefined ? messages.length : positionOf(messages, next.id);
    const last = after === undefined ? -1 : messages.findLastIndex(({ turn }) => turn === after);
    const first = before === undefined ? -1 : messages.findIndex(({ turn }) => turn === before);
    const position = last >= 0 ? last + 1 : first >= 0 ? first : end;
    this.#turns.show(messages.toSpliced(position, 0, Object.freeze(this.#message(id, said))));
    void this.#host.options.onChange();
  }

  /** Nothing remains to be done for it after a reload, so it is `done`. Without text and input, nothing of it is shown. */
  #message(id: string, text: string, isHeard = true): Message {
    const input = text === '' && isHeard ? [{ inputType: 'AUDIO' as const }] : undefined;
    return { id, role: 'user', text, status: 'done', at: this.#host.options.clock.now(), turn: id, isSpoken: true, ...(input && { input }) };
  }

  #end({ turn, error, isNews }: EffectOf<'end'>): void {
    if (this.#turns.active?.id !== turn) return;
    if (error) this.#turns.fail(error);
    else this.#turns.end({ status: 'done' });
    if (error && isNews) this.#host.report(error);
    // What was lost with its connection is no answer.
    if (error && !isNews) void this.#host.options.onChange();
    else this.#host.dispatch({ type: 'turn-ended' });
  }

  /** As the final message would have done. */
  #finish(turn: string): void {
    const { state: { current: { conversationId } } } = this.#host.options;
    if (this.#turns.active?.id === turn) this.#host.dispatch({ type: 'message', message: { kind: 'final', conversationId, output: [], errors: [] } });
  }

  #withdraw(turn: string): void {
    if (this.#turns.active?.id === turn) {
      this.#turns.withdraw();
      this.#host.dispatch({ type: 'turn-ended' });
    } else this.#turns.show(withoutTurn(this.#turns.messages, turn));
    void this.#host.options.onChange();
  }

  #fillIn(id: string, text: string): void {
    const message = this.#turns.messages[positionOf(this.#turns.messages, id)];
    if (!message) return;
    this.#turns.change(id, { text, input: undefined }, message.text === '');
    void this.#host.options.onChange();
  }

  #setReply(turn: string, text: string, status: EffectOf<'reply'>['status']): void {
    const { clock, onChange } = this.#host.options;
    if (status === 'none') {
      this.#turns.show(withoutReply(this.#turns.messages, turn));
      return void onChange();
    }
    const { active, messages } = this.#turns;
    if (active?.id === turn) {
      this.#turns.end({ text, status });
      return this.#host.dispatch({ type: 'turn-ended' });
    }
    const isShown = positionOf(messages, replyId(turn)) >= 0;
    this.#turns.show(isShown && text ? replaceReplyText(messages, turn, text) : endReply(messages, turn, { text, status }, clock.now()));
    this.#turns.change(replyId(turn), { status, error: undefined, ...(text === '' && { text }) });
    void onChange();
  }

  /** A reply under one turn is parted: its end is the next one's beginning. */
  #move({ from, fromText, fromStatus, to, toText, toWords, toStatus }: EffectOf<'move'>): void {
    if (fromStatus === 'open') this.#showReply(from, fromText);
    else this.#setReply(from, fromText, fromStatus);
    if (toStatus !== 'open') return this.#setReply(to, toText, toStatus);
    const { messages, active } = this.#turns;
    const position = positionOf(messages, to);
    const message = messages[position];
    if (message && active?.id !== to) {
      this.#turns.show(messages.toSpliced(position, 1));
      this.#turns.open(message, position);
    }
    this.#host.dispatch({ type: 'received', transcription: toWords });
    this.#showReply(to, toText);
  }

  /** What has come of a reply that is under way. */
  #showReply(turn: string, text: string): void {
    const { messages } = this.#turns;
    const isShown = positionOf(messages, replyId(turn)) >= 0;
    this.#turns.show(isShown ? replaceReplyText(messages, turn, text) : appendToReply(messages, turn, text, this.#host.options.clock.now()));
  }
}
