import type { AgentError } from '../base/errors.js';
import type { StateOptions } from '../base/state.js';
import type { VoiceSensitivity } from './detection/loudness-gate.js';

export type { VoiceSensitivity };

/*
 * What the rest of the program knows of sound. `openCall` in `open-call.ts` makes a `Call`; both are loaded when voice
 * starts, so the one who asks imports their types alone.
 */

export interface CallOptions {
  /**
   * Made inside the click and resumed there, before anything is awaited; browsers let no other play. At the hardware's
   * own rate: other rates cost the echo cancellation in Firefox. The call closes it.
   */
  readonly context: AudioContext;
  /** Told of each thing that happens, in the order of its happening. */
  readonly onEvent: (event: CallEvent) => void;
  /** The folder that holds `voice/`, with the worklets, the detector and its weights. Default: the script's own. */
  readonly assetsBase?: string | undefined;
  /** A `deviceId`. Default, or where it is gone: the system's choice. */
  readonly microphoneId?: string | undefined;
  /** A `deviceId`. Default, or where it is gone: the system's choice. */
  readonly speakerId?: string | undefined;
  /** 0 to 1. Default: 1. */
  readonly volume?: number;
  /** Sends only while the button is held, and loads no detector. Default: false. */
  readonly isPushToTalk?: boolean;
  /** How quiet a person may be who talks to the agent. Default: `normal`. */
  readonly sensitivity?: VoiceSensitivity | undefined;
  /** Ends the call, as `close()` does. */
  readonly signal?: AbortSignal;
}

/** Whether what the person says is handed out: always, while the button is held, or not at all. */
export type TalkMode = 'open' | 'push' | 'muted';

export interface AudioDevice {
  readonly id: string;
  /** As the system names it; empty until the microphone was allowed. */
  readonly label: string;
}

/** All that there is to know of a call at one moment; frozen. What changes with every frame is in `levels()`. */
export interface CallSnapshot {
  /** `live` once the person can be heard; the detector may still be loading. */
  readonly phase: 'starting' | 'live' | 'closed';
  /** How much of all that a call loads is there, by bytes, 0 to 1. */
  readonly progress: number;
  readonly talk: TalkMode;
  /** Push to talk: whether the button is held. */
  readonly isHeld: boolean;
  /** Whether speech is recognised here. Where it is `off`, the call is push to talk. */
  readonly detection: 'loading' | 'on' | 'off';
  /** `maybe` from the first sign of speech until it is confirmed. */
  readonly hearing: 'nothing' | 'maybe' | 'speech';
  /** The reply that is being heard. */
  readonly playing: string | undefined;
  /** The browser holds the sound back until the person taps anywhere, or `resume()` is called in a click. */
  readonly isBlocked: boolean;
  /** Nothing but zeros has come from the microphone for some seconds: it is switched off somewhere. */
  readonly isMicrophoneSilent: boolean;
  readonly microphones: readonly AudioDevice[];
  /** Empty where the browser lets nobody choose. */
  readonly speakers: readonly AudioDevice[];
  readonly microphoneId: string | undefined;
  readonly speakerId: string | undefined;
  /** 0 to 1. */
  readonly volume: number;
  /** How often a reply ran dry and went on later. */
  readonly underruns: number;
}

/** What just happened in a call. */
export type CallEvent =
  /** What the person says, to be sent: 512 samples, mono, 16 000 Hz, each from -1 to 1. */
  | { readonly type: 'frame'; readonly samples: Float32Array<ArrayBuffer>; /** Counts up by one. */ readonly index: number }
  /**
   * The person speaks: `maybe`, then `confirmed` or `misfire` (a cough, a door), and `end` after what was confirmed. A
   * held button is confirmed at once.
   */
  | { readonly type: 'speech'; readonly phase: 'maybe' | 'confirmed' | 'misfire' | 'end' }
  /** The person cut a reply short. What comes of it from now on is dropped; `heardMs` of its sound were heard. */
  | { readonly type: 'interruption'; readonly replyId: string; readonly heardMs: number }
  /** How much of a reply's sound has been heard, in ms; at least every 50 ms while it is. */
  | { readonly type: 'played'; readonly replyId: string; readonly heardMs: number; readonly isFinished: boolean }
  /** Something went wrong. A call goes on as well as it can, but ends after a trouble with `isFatal`. */
  | { readonly type: 'trouble'; readonly error: AgentError; readonly isFatal: boolean };

/** A piece of a reply's sound: PCM of 16 bits, little-endian, mono, or WAV. It may end in the middle of a sample. */
export interface AudioChunk {
  /** Base64, or the bytes themselves. */
  readonly audio: string | Uint8Array<ArrayBuffer>;
  /** In Hz. A WAV header is trusted more, and 16 000 is taken where neither makes sense. */
  readonly sampleRate?: number | undefined;
  /** The reply begins with it. One that was asked again comes under its old id: what came of the one before counts no more. */
  readonly isFirst?: boolean | undefined;
  /** Nothing more comes of this reply. */
  readonly isFinal?: boolean | undefined;
}

/** Where a chunk is in its reply's sound, in ms, to be compared with `heardMs`. */
export interface PlayedSpan {
  readonly startMs: number;
  readonly endMs: number;
}

/** One voice conversation, as far as it is sound. No method throws; what goes wrong is told as an event. */
export interface Call {
  readonly snapshot: Readonly<CallSnapshot>;
  /** Calls back, once a microtask, when the snapshot has changed. */
  subscribe(subscriber: (snapshot: Readonly<CallSnapshot>) => void, options?: StateOptions): void;
  /** How loud both are at this moment, 0 to 1 (root mean square); to be asked for once a frame. */
  levels(): { readonly input: number; readonly output: number };

  /**
   * Plays a piece of a reply after all that came before. Replies are played one after the other.
   *
   * @returns where it is in the reply's sound; `undefined` where it is not played: the reply was dropped or
   *   interrupted, or the chunk cannot be read, which is told as a trouble once for each reply
   */
  play(replyId: string, chunk: AudioChunk): PlayedSpan | undefined;
  /** Nothing more comes of a reply, if its last chunk did not say so. */
  endReply(replyId: string): void;
  /** Falls silent at once; what is played or waits, and what still comes of those replies, is dropped. */
  silence(): void;

  /** Sends nothing, and lets go of the microphone, so that its indicator goes out. */
  mute(): void;
  /** Listens openly again, or, where nothing detects speech, by push to talk. */
  unmute(): void;
  /** Chooses between listening openly and push to talk. */
  setPushToTalk(isPushToTalk: boolean): void;
  /**
   * The button is held, or let go, after which two seconds of silence are handed out: many a server ends a turn by it.
   * The first time turns push to talk on.
   */
  holdToTalk(isHeld: boolean): void;

  /** @param volume 0 to 1 */
  setVolume(volume: number): void;
  /** @param id one of `microphones`; nothing means the system's choice */
  chooseMicrophone(id: string | undefined): Promise<void>;
  /** @param id one of `speakers`; nothing means the system's choice */
  chooseSpeaker(id: string | undefined): Promise<void>;
  /** To be called in a click while `isBlocked`. */
  resume(): void;

  /** Ends the call. Settles when no track and no context is left running. */
  close(): Promise<void>;
}

/** The type of `openCall`, for those who load it. It returns at once, `starting`. */
export type OpenCall = (options: CallOptions) => Call;
