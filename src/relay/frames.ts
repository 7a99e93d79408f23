import { isJsonObject, parseJson } from '../base/json.js';
import type { Closing } from './forward.js';
import { rewrite, type RewriteOptions } from './rewrite.js';
import type { Holder } from './tokens.js';

export interface FrameRules extends RewriteOptions {
  readonly claims: Holder;
  /** Whether the socket was opened for voice, and so may carry raw audio. */
  readonly isVoice: boolean;
  readonly audio: AudioAllowance;
}

export type Inspected =
  | { readonly kind: 'MULTIMODAL' | 'VOICE'; readonly text: string }
  | { readonly kind: 'audio' }
  | { readonly kind: 'refused'; readonly code: number; readonly reason: string };

/** One frame of raw audio, in bytes: four seconds of what a browser sends. */
const largestAudioFrame = 256 * 1024;

/**
 * One frame of a browser's. Text is always written anew from what was read here: text that this parser and the Agent
 * API's might read differently could carry variables past it.
 */
export function inspectFrame(data: Buffer, binary: boolean, rules: FrameRules): Inspected {
  if (binary) return inspectAudio(data.length, rules);
  const message = parseJson(data.toString());
  if (!isJsonObject(message)) return refused(4400, 'Messages must be JSON objects');
  const { messageType, agentId } = message;
  if (messageType !== 'MULTIMODAL' && messageType !== 'VOICE') return refused(4400, 'messageType must be MULTIMODAL or VOICE');
  if (agentId !== rules.claims.agent) return refused(4403, 'The token was issued for another agent');
  if (messageType === 'VOICE' && !rules.isVoice) return refused(4400, 'VOICE needs a socket with voiceModeEnabled=true');
  try {
    return { kind: messageType, text: JSON.stringify(rewrite(messageType, message, rules)) };
  } catch {
    // What is nested deeper than the stack can be parsed, but not be written.
    return refused(4400, 'The message is nested too deeply');
  }
}

function inspectAudio(size: number, { isVoice, audio }: FrameRules): Inspected {
  if (!isVoice) return refused(4400, 'Audio needs a socket with voiceModeEnabled=true');
  if (size > largestAudioFrame) return refused(1009, 'A frame of audio is too large');
  return audio.take(size) ? { kind: 'audio' } : refused(1008, 'More audio than anybody can say');
}

function refused(code: number, reason: string): Closing & Inspected {
  return { kind: 'refused', code, reason };
}

/** What a browser sends, in bytes a second: 16,000 samples of Float32. */
const realTime = 64_000;
/** A connection that was held up for so long, in seconds, may catch up at once. */
const backlog = 60;
/** Beyond that, audio may come this much faster than it is spoken. */
const haste = 2;
/** Frames may be small, but not be endlessly many: one counts for at least so many bytes, a fiftieth of a second. */
const smallestFrame = 1_280;

/** Bounds how much audio a socket carries up; refills as time passes. */
export class AudioAllowance {
  readonly #now: () => number;
  #left = backlog * realTime;
  #at: number;

  /** @param now in ms */
  constructor(now: () => number) {
    this.#now = now;
    this.#at = now();
  }

  /** @returns whether so many bytes may pass now */
  take(bytes: number): boolean {
    const now = this.#now();
    const refill = ((now - this.#at) / 1000) * realTime * haste;
    this.#at = now;
    this.#left = Math.min(backlog * realTime, this.#left + refill) - Math.max(bytes, smallestFrame);
    return this.#left >= 0;
  }
}
