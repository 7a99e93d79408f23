import type { AgentError } from '../../base/errors.js';
import { addedTranscription } from '../../conversation/transcription.js';
import type { AudioOutput } from '../../protocol/content.js';
import { goesOn } from './call-continuation.js';
import { isBeginning } from './call-evidence.js';
import { Attribution } from './call-attribution.js';
import type { CallEffect, CallFacts, CallModel, CallReply, CallTurn } from './call-model.js';
import type { Piece, ReplyEntry } from './call-reach.js';

/** What was said so short a time before a reading, in ms, may not be in the log yet. */
export const loggingMs = 1_000;

/** So many turns are looked at, besides those that are not settled. */
const recentTurns = 6;

const emptyReply = { pieces: [], text: '', words: '', lastMs: 0, rhythmMs: 0, status: 'open', isClosed: false, isBeginningUnread: false } as const;

/** One step under way: the model as it becomes, and what is to be done. Every value in it is frozen and replaced. */
export class CallStep {
  model: CallModel;
  readonly effects: CallEffect[] = [];
  readonly facts: CallFacts;

  constructor(model: CallModel, facts: CallFacts) {
    this.model = model;
    this.facts = facts;
  }

  set(changes: Partial<CallModel>): void {
    this.model = Object.freeze({ ...this.model, ...changes });
  }

  do(effect: CallEffect): void {
    this.effects.push(Object.freeze(effect));
  }

  find(id: string | undefined): CallTurn | undefined {
    return id === undefined ? undefined : this.model.turns.findLast((turn) => turn.id === id);
  }

  /** The turn whose reply is awaited or comes. */
  get current(): CallTurn | undefined {
    return this.find(this.model.active ?? this.model.typed);
  }

  change(id: string, changes: Partial<CallTurn>): void {
    const { turns } = this.model;
    const index = turns.findLastIndex((turn) => turn.id === id);
    if (index >= 0) this.#put(turns.with(index, Object.freeze({ ...turns[index]!, ...changes })), index);
  }

  /** @param index where they have changed, and what comes after may have moved */
  #put(turns: readonly CallTurn[], index: number): void {
    let settled = Math.min(this.model.settled, index);
    while (turns[settled]?.isSettled) settled += 1;
    this.set({ turns: Object.freeze(turns), settled });
  }

  changeReply(id: string, changes: Partial<CallReply>): void {
    const reply = this.find(id)?.reply ?? { ...emptyReply, lastAt: this.facts.now };
    this.change(id, { reply: Object.freeze({ ...reply, ...changes }), isSettled: false });
  }

  /** A turn comes to be. @param after the turn that it comes after; nothing where it is the first */
  insert(turn: Partial<CallTurn> & Pick<CallTurn, 'id'>, after: string | undefined): void {
    const { turns } = this.model;
    const full: CallTurn = Object.freeze({
      kind: 'spoken', said: '', at: this.facts.now, reply: undefined, whole: undefined, index: undefined, entries: [], tools: 'none', misses: 0, isSettled: false, ...turn,
    });
    const index = turns.findLastIndex(({ id }) => id === after) + 1;
    this.#put(turns.toSpliced(index, 0, full), index);
  }

  /** The log has a turn that was not noticed here. */
  insertLogged(turn: Partial<CallTurn> & Pick<CallTurn, 'id' | 'said'>, after: string | undefined): void {
    const isNewest = this.model.turns.every(({ index = -1 }) => index < (turn.index ?? Infinity));
    this.insert(turn, after);
    const before = after === undefined ? this.model.turns[1]?.id : undefined;
    this.do({ type: 'insert', turn: turn.id, said: turn.said, after, ...(before !== undefined && { before }) });
    // What the person said while another one was under way has a turn now.
    if (isNewest) this.set({ isPending: false });
  }

  remove(id: string): void {
    const { turns } = this.model;
    const index = turns.findLastIndex((turn) => turn.id === id);
    if (index >= 0) this.#put(turns.toSpliced(index, 1), index);
    if (this.model.active === id) this.set({ active: undefined });
  }

  /** A spoken turn is under way from now on. */
  open(said = '', index?: number): CallTurn {
    const id = this.facts.newId();
    const { isSpeaking, isPending, speechAt, endedAt } = this.model;
    this.insert({ id, said, index }, this.model.turns.at(-1)?.id);
    this.set({ active: id, isPending: false });
    this.do({ type: 'open', turn: id, said, isHeard: isSpeaking || isPending || speechAt > endedAt || index !== undefined });
    return this.find(id)!;
  }

  /** The server answers to what nobody has noticed here, or not to its end. */
  anticipate(): CallTurn {
    const turn = this.open();
    this.set({ isAnticipated: this.model.isSpeaking });
    return turn;
  }

  /** Nothing more comes of the reply that is under way. */
  end(error?: AgentError, isNews = false): void {
    const { active } = this.model;
    if (active === undefined) return;
    this.changeReply(active, { status: error ? 'failed' : 'done' });
    // The log is asked about it anew.
    this.set({ active: undefined, endedAt: this.facts.now, fruitless: 0 });
    this.do({ type: 'end', turn: active, ...(error && { error, isNews }) });
  }

  /** Nothing more comes of the reply that is under way, to what was said or typed. */
  endCurrent(): void {
    const { active, typed } = this.model;
    if (active !== undefined) return this.end();
    if (typed === undefined) return;
    this.changeReply(typed, { status: 'done' });
    this.set({ typed: undefined, endedAt: this.facts.now, fruitless: 0 });
    this.do({ type: 'finish', turn: typed });
  }

  /** The replies that are known are these. All that came lately, heard or not, is compared with them anew. */
  know(entries: readonly ReplyEntry[]): void {
    const { entries: before, held } = this.model;
    if (entries.length === before.length && entries.every((entry, index) => entry === before[index])) return;
    const pieces = [...recent(this.model).flatMap(({ reply }) => reply?.pieces ?? []), ...held].toSorted((one, other) => one.number - other.number);
    this.set({ entries: Object.freeze([...entries]), attribution: Attribution.of(entries, pieces) });
  }

  /** Notes what came of a reply, whether or not it is heard. */
  note(turn: string, output: AudioOutput, { number, at, newest, isLast }: Piece, isGiven = false): void {
    const { transcription, isFinalChunk } = output;
    const { reply } = this.find(turn) ?? {};
    const rhythmMs = reply?.text ? Math.max(reply.rhythmMs, at - reply.lastAt) : 0;
    const text = (reply?.text ?? '') + addedTranscription(reply?.words || undefined, transcription);
    const isFirst = isBeginning(reply, transcription, at);
    const mayBegin = isFirst || (this.model.isBehind && !goesOn(reply?.words, transcription));
    const isBeginningUnread = reply?.isBeginningUnread === true || (mayBegin && newest === undefined);
    const pieces = Object.freeze([...(reply?.pieces ?? []), Object.freeze({ number, words: transcription, at, newest, isFirst, isLast, mayBegin, ...(isGiven && { under: turn }) })]);
    this.changeReply(turn, { pieces, text, words: transcription || (reply?.words ?? ''), lastAt: at, lastMs: lengthMs(output), rhythmMs, isClosed: isFinalChunk, isBeginningUnread });
  }
}

/** The turns whose pieces are compared: those that are not settled, and the last ones. */
export function recent({ turns, settled }: CallModel): readonly CallTurn[] {
  return turns.slice(Math.min(settled < turns.length ? settled : Infinity, Math.max(0, turns.length - recentTurns)));
}

/** How long a chunk sounds, in ms, as far as it needs no decoding: 16 bits a sample, in base64. */
export function lengthMs({ base64Audio, sampleRate }: AudioOutput): number {
  return (base64Audio.length * 0.375 * 1000) / (sampleRate || 16_000);
}
