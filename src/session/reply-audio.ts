import type { AudioOutput } from '../protocol/content.js';
import type { ServerMessage } from '../protocol/messages.js';

/** Says replies aloud. */
export interface Speaker {
  /** @param turn the id of the user's message that is answered */
  play(turn: string, output: AudioOutput): void;
}

/** What makes replies heard: a call, or what does so without one. */
export interface ReplyPlayback {
  /** Looks at a message of the server's before anybody else does. @returns whether that is all that is to be done with it */
  takes(message: ServerMessage): boolean;
  /** Nobody wants to hear any more of what is played, or waits. */
  silence(): void;
}

/** By whom and through what a session's replies are said aloud. */
export class ReplyAudio {
  /** The page's own; it takes the place of the device's loudspeaker. */
  speaker: Speaker | undefined;
  /** Whoever says them at present. */
  playback: ReplyPlayback | undefined;
  /** Through which they are heard without a call; made inside a click, or the browser lets nothing play. */
  context: AudioContext | undefined;

  /** Nothing goes through the context any more. */
  closeContext(): void {
    void this.context?.close();
    this.context = undefined;
  }
}
