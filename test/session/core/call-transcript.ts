import { addedTranscription } from '../../../src/conversation/transcription.js';
import type { CallEffect, CallEvent } from '../../../src/session/core/call-model.js';

/** A message of the transcript. */
export interface Shown {
  readonly turn: string;
  readonly role: 'user' | 'agent';
  text: string;
  status: string;
  /** The transcription of its last chunk. */
  last?: string;
}

/** What a person reads of a call, as its effects are carried out. */
export class CallTranscript {
  readonly shown: Shown[] = [];
  /** The turn that is under way. */
  active: string | undefined;
  readonly #onFault: (problem: string) => void;

  constructor(onFault: (problem: string) => void) {
    this.#onFault = onFault;
  }

  apply(effect: CallEffect, event: CallEvent): void {
    switch (effect.type) {
      case 'open':
        this.active = effect.turn;
        this.shown.push({ turn: effect.turn, role: 'user', text: effect.said, status: 'done' });
        return;
      case 'give':
        if (effect.isRead) this.#read(this.replyOf(effect.turn), effect.output.transcription);
        return;
      case 'pass':
        if (this.active && event.type === 'final') Object.assign(this.replyOf(this.active), { status: 'done', ...(event.text && { text: event.text }) });
        this.active = undefined;
        return;
      case 'end':
        if (this.active !== effect.turn) this.#onFault(`${effect.turn} is ended, but ${this.active} is under way`);
        this.replyOf(effect.turn).status = effect.error ? 'failed' : 'done';
        this.active = undefined;
        return;
      case 'finish':
        return this.#onFault(`${effect.turn} is finished, but nothing was typed`);
      case 'withdraw':
        this.shown.splice(0, this.shown.length, ...this.shown.filter(({ turn }) => turn !== effect.turn));
        if (this.active === effect.turn) this.active = undefined;
        return;
      case 'said':
        this.shown.find(({ turn, role }) => turn === effect.turn && role === 'user')!.text = effect.text;
        return;
      case 'reply':
        if (effect.status === 'none') return this.#removeReply(effect.turn);
        Object.assign(this.replyOf(effect.turn), { text: effect.text, status: effect.status });
        if (this.active === effect.turn) this.active = undefined;
        return;
      case 'insert':
        return this.#insert(effect.turn, effect.said, effect.after);
      case 'move': {
        if (effect.fromStatus === 'none') this.#removeReply(effect.from);
        else Object.assign(this.replyOf(effect.from), { text: effect.fromText, status: effect.fromStatus === 'open' ? 'streaming' : effect.fromStatus });
        Object.assign(this.replyOf(effect.to), { text: effect.toText, last: effect.toWords, status: effect.toStatus === 'open' ? 'streaming' : effect.toStatus });
        if (effect.toStatus === 'open') this.active = effect.to;
        else if (effect.fromStatus !== 'open' && effect.fromStatus !== 'none' && (this.active === effect.to || this.active === effect.from)) this.active = undefined;
        return;
      }
      case 'read':
      case 'wake':
      case 'free':
    }
  }

  /** A message was cut where it had been heard so far. */
  cut(turn: string, text: string): void {
    const reply = this.shown.find((each) => each.turn === turn && each.role === 'agent');
    if (reply) Object.assign(reply, { text, status: 'interrupted' });
    if (this.active === turn) this.active = undefined;
  }

  #read(reply: Shown, transcription: string): void {
    reply.text += addedTranscription(reply.last, transcription);
    reply.last = transcription || (reply.last ?? '');
  }

  #removeReply(of: string): void {
    this.shown.splice(0, this.shown.length, ...this.shown.filter(({ turn, role }) => turn !== of || role === 'user'));
  }

  #insert(turn: string, text: string, after: string | undefined): void {
    const position = this.shown.findLastIndex((each) => each.turn === after);
    this.shown.splice(position + 1, 0, { turn, role: 'user', text, status: 'done' });
  }

  replyOf(turn: string): Shown {
    const known = this.shown.find((each) => each.turn === turn && each.role === 'agent');
    if (known) return known;
    const reply: Shown = { turn, role: 'agent', text: '', status: 'streaming' };
    this.shown.splice(this.shown.findLastIndex((each) => each.turn === turn) + 1, 0, reply);
    return reply;
  }
}
