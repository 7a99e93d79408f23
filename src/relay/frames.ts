import type { Closing } from './forward.js';
import { isRefusal } from './refusal.js';
import { rewrite, type RewriteRules } from './rewrite.js';
import { readUntrusted } from './untrusted-json.js';

export interface FrameRules extends RewriteRules {
  /** Whether the socket was opened for voice, and so may carry raw audio. */
  readonly isVoice: boolean;
  readonly audio: AudioAllowance;
}

export type TextFrame = { readonly kind: 'MULTIMODAL' | 'VOICE'; readonly text: string } | Closing;

/** One frame of raw audio, in bytes: four seconds of what a browser sends. */
const largestAudioFrame = 256 * 1024;

/**
 * One text frame of a browser's, as it may go on. It is always written anew from what was read here: text that this
 * parser and the Agent API's might read differently could carry variables past it.
 */
export function inspectText(data: Buffer, rules: FrameRules): TextFrame {
  const read = readUntrusted(data, rules.textLimit);
  if (isRefusal(read)) return closing(read.status, read.errors);
  const { messageType: kind, agentId } = read.message;
  if (kind !== 'MULTIMODAL' && kind !== 'VOICE') return { code: 4400, reason: 'messageType must be MULTIMODAL or VOICE' };
  if (agentId !== rules.holder.agent) return { code: 4403, reason: 'The token was issued for another agent' };
  if (kind === 'VOICE' && !rules.isVoice) return { code: 4400, reason: 'VOICE needs a socket with voiceModeEnabled=true' };
  const rewritten = rewrite(kind, read.message, data.length, rules);
  return isRefusal(rewritten) ? closing(rewritten.status, rewritten.errors) : { kind, text: JSON.stringify(rewritten) };
}

/** The same words as by REST. */
function closing(status: number, [reason = '']: readonly string[]): Closing {
  return { code: status === 413 ? 1009 : 4400, reason };
}

/** Whether a frame of raw audio may pass. */
export function inspectAudio(size: number, { isVoice, audio }: FrameRules): Closing | undefined {
  if (!isVoice) return { code: 4400, reason: 'Audio needs a socket with voiceModeEnabled=true' };
  if (size > largestAudioFrame) return { code: 1009, reason: 'A frame of audio is too large' };
  return audio.take(size) ? undefined : { code: 1008, reason: 'More audio than anybody can say' };
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
