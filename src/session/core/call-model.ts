import type { AgentError } from '../../base/errors.js';
import type { AgentLog } from '../../protocol/logs.js';
import type { AudioOutput, TextOutput } from '../../protocol/content.js';
import { Attribution } from './call-attribution.js';
import type { Piece, ReplyEntry } from './call-reach.js';

/*
 * What a call knows of its turns: its model, what happens to it (events) and what is to be done about it (effects).
 * All values are frozen, all times are ms since the epoch.
 */

/** The agent's reply to one turn, as far as it came. */
export interface CallReply {
  /** All that came of it, in the order in which it came. */
  readonly pieces: readonly Piece[];
  /** All words that came of it, also those that nobody heard. */
  readonly text: string;
  /** The transcription of its last chunk with words. */
  readonly words: string;
  /** Of its last chunk. */
  readonly lastAt: number;
  /** How long its last chunk sounds, in ms. */
  readonly lastMs: number;
  /** How far its chunks have come apart at most, in ms; 0 of a single one. */
  readonly rhythmMs: number;
  /** `open` while more is expected; else how its message ended. */
  readonly status: 'open' | 'done' | 'interrupted' | 'stopped' | 'failed';
  /** The server has said that nothing more comes: by a last chunk, a final message, or its log. */
  readonly isClosed: boolean;
  /** A piece with which a reply may have begun has come since the log was read. */
  readonly isBeginningUnread: boolean;
  /** When it was cut, by the person's voice or hand. */
  readonly cutAt?: number | undefined;
  /** What had been heard of it then; nothing where it came without words. */
  readonly heardText?: string | undefined;
}

/** One thing that the person said, and what the agent answered. */
export interface CallTurn {
  /** Of the user's message. */
  readonly id: string;
  readonly kind: 'spoken' | 'typed';
  /** What the person said; of what was spoken nothing is known before the log has it. */
  readonly said: string;
  /** When it was said. */
  readonly at: number;
  readonly reply: CallReply | undefined;
  /** The whole reply, by the server's log or final message. */
  readonly whole: string | undefined;
  /** Which `USER` entry of the log it is, as far as is known. */
  readonly index: number | undefined;
  /** Which `MESSAGE_TO_USER` entries of the log its reply is. */
  readonly entries: readonly number[];
  /**
   * Whether the log has a tool that was asked for it: `answered` where none runs any more, and the agent, who has said
   * something before, may have more to say; `done` where it has said something since.
   */
  readonly tools: 'none' | 'open' | 'answered' | 'done';
  /** How many readings of the log have not had it. */
  readonly misses: number;
  /** The log has it all, and the transcript says the same. */
  readonly isSettled: boolean;
}

/** A piece of a reply. One that came in writing is one without a sound. */
export interface ChunkOutput extends AudioOutput {
  readonly written?: TextOutput;
}

/** A chunk of which it is open which reply it belongs to. */
export interface HeldChunk extends Piece {
  readonly output: ChunkOutput;
  /** How long it sounds, in ms. */
  readonly ms: number;
}

export interface CallModel {
  /** In the order of the transcript. */
  readonly turns: readonly CallTurn[];
  /** So many of the first ones are settled. */
  readonly settled: number;
  /** The spoken turn whose reply is awaited or comes. */
  readonly active: string | undefined;
  /** The typed turn that is under way. */
  readonly typed: string | undefined;
  readonly isSpeaking: boolean;
  /** When the person began or ended to speak last. */
  readonly speechAt: number;
  /** The person said something while another turn was under way. */
  readonly isPending: boolean;
  /** The server has answered before the end of the speech was noticed here. */
  readonly isAnticipated: boolean;
  readonly held: readonly HeldChunk[];
  /** The replies to the turns that are not settled, and to the last ones, as the log was read last. */
  readonly entries: readonly ReplyEntry[];
  /** Which of them each chunk is a piece of. */
  readonly attribution: Attribution;
  /** How many chunks have come. */
  readonly arrived: number;
  /** Whether the first of them came after a pause that is none of any reply's that was cut. */
  readonly isHeldAfterPause: boolean;
  /** When the last reply ended. */
  readonly endedAt: number;
  /** When anything happened last that the log may have to tell about. */
  readonly activeAt: number;
  /** When something came last that is no chunk: a tool, also one that the log has, or a piece in writing. */
  readonly otherAt: number;
  /** When news of a tool came last to a reply that had begun. */
  readonly toolAt: number;
  readonly isReading: boolean;
  /** The log could not be read the last time. */
  readonly isLogLost: boolean;
  /** When the log was asked for last. */
  readonly readAt: number;
  /** A reply was cut since then. */
  readonly isCutUnread: boolean;
  /** The log has more than one question without an answer: the next reply may begin with any sentence. */
  readonly isBehind: boolean;
  /** How many readings in a row brought nothing new. */
  readonly fruitless: number;
  /** How many `USER` entries the log had before the call. */
  readonly base: number;
  /** The connection was lost while this turn was under way. */
  readonly lost: { readonly id: string; readonly error: AgentError } | undefined;
  /** Whether the server takes samples; without it nothing is waited for. */
  readonly isConnected: boolean;
  /** The call is over; what is unsettled still is settled. */
  readonly isOver: boolean;
}

/** What happens. Who typed something, and whether it is under way, is in `CallFacts`. */
export type CallEvent =
  | { readonly type: 'connected'; readonly base: number }
  | { readonly type: 'lost'; readonly error: AgentError }
  | { readonly type: 'speech-start' }
  | { readonly type: 'speech-end' }
  /** What is heard was cut. @see CallReply.heardText */
  | { readonly type: 'interrupted'; readonly turn: string; readonly heardText: string | undefined }
  /** The person wants to hear no more of a reply. */
  | { readonly type: 'stopped'; readonly turn: string }
  | { readonly type: 'chunk'; readonly output: ChunkOutput }
  /** A piece of what answers to what was typed, or news of a tool. @param isCall whether the tool has just been asked */
  | { readonly type: 'other'; readonly isTool: boolean; readonly isCall?: boolean }
  | { readonly type: 'final'; readonly text: string; readonly failure: string }
  /** What the log says; nothing where it could not be read. */
  | { readonly type: 'log'; readonly logs: readonly AgentLog[] | undefined }
  /** A time has come that a `wake` asked for. */
  | { readonly type: 'time' }
  /** The call is over. @param isComplete whether what has come of a reply is all of it */
  | { readonly type: 'over'; readonly isComplete: boolean };

/** What is to be done, in this order. */
export type CallEffect =
  /** The person's turn begins: its message is shown, and its reply awaited. @param isHeard whether the person has said something, here or by the log; else the agent has spoken first */
  | { readonly type: 'open'; readonly turn: string; readonly said: string; readonly isHeard: boolean }
  /** A chunk is a turn's: it is heard, and read where it has not been. */
  | { readonly type: 'give'; readonly turn: string; readonly output: ChunkOutput; readonly isRead: boolean }
  /** What the event brought goes on to whoever is under way. */
  | { readonly type: 'pass' }
  /** Nothing more comes of the reply that is under way. @param isNews whether the error has yet to be told */
  | { readonly type: 'end'; readonly turn: string; readonly error?: AgentError; readonly isNews?: boolean }
  /** Nothing more comes of the reply to what was typed, though no final message has said so. */
  | { readonly type: 'finish'; readonly turn: string }
  /** It was no speech, or the server did not hear it. */
  | { readonly type: 'withdraw'; readonly turn: string }
  /** A message is put right by the log; a reply that is under way ends with it. `none`: there is no reply. */
  | { readonly type: 'said'; readonly turn: string; readonly text: string }
  | { readonly type: 'reply'; readonly turn: string; readonly text: string; readonly status: 'done' | 'interrupted' | 'none' }
  /** A turn of which nothing was noticed here. @param after the turn that it comes after; nothing where it is the call's first. @param before the one that was the first */
  | { readonly type: 'insert'; readonly turn: string; readonly said: string; readonly after: string | undefined; readonly before?: string }
  /**
   * What was taken for the end of one reply is the beginning of the next one, whose turn is under way where it is `open`.
   * `toWords` is the last transcription of that one.
   */
  | {
      readonly type: 'move';
      readonly from: string;
      readonly fromText: string;
      /** `none`: nothing is left of it. */
      readonly fromStatus: 'open' | 'done' | 'interrupted' | 'none';
      readonly to: string;
      readonly toText: string;
      readonly toWords: string;
      readonly toStatus: 'open' | 'done' | 'interrupted';
    }
  /** The log is to be read. */
  | { readonly type: 'read' }
  /** No reply that was cut owes anything any more. */
  | { readonly type: 'free' }
  /** A `time` event is asked for, in place of the one that was asked for before. */
  | { readonly type: 'wake'; readonly at: number };

export interface CallFacts {
  readonly now: number;
  readonly newId: () => string;
  /** The turn that was typed and is under way. */
  readonly typed: { readonly id: string; readonly text: string } | undefined;
}

export const initialCall: CallModel = Object.freeze({
  turns: Object.freeze([]), settled: 0, active: undefined, typed: undefined, isSpeaking: false, speechAt: -Infinity, isPending: false, isAnticipated: false,
  held: Object.freeze([]), entries: Object.freeze([]), attribution: Attribution.of([], []), arrived: 0, isHeldAfterPause: false, endedAt: -Infinity, activeAt: -Infinity, otherAt: -Infinity, toolAt: -Infinity,
  isReading: false, isLogLost: false, readAt: -Infinity, isCutUnread: false, isBehind: false, fruitless: 0, base: 0, lost: undefined, isConnected: false, isOver: false,
});
