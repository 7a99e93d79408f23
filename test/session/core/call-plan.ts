/* A call as it is planned: the server, and what the person says. */

/** How a server behaves. */
export interface ServerKind {
  /** How it says that a reply is over. */
  readonly closing: 'message' | 'last-chunk' | 'both' | 'none';
  /** Whether a reply that was cut is closed like any other. */
  readonly closesCut: boolean;
  /** Whether its closing message has the reply's text. */
  readonly finalHasText: boolean;
  /** When it stops speaking for a person who speaks. */
  readonly stops: 'onset' | 'end' | 'never';
  /** From the end of a turn to the first chunk of the answer, in ms. */
  readonly thinkMs: number;
  /** Whether what was said before it is answered is not answered when more is said; else all is, in its order. */
  readonly supersedes: boolean;
  /** What is left of an answer that is given up before its first word: nothing, or an empty one in the log. */
  readonly givesUp: 'silently' | 'empty';
  /** Whether it gives up what it thinks about when the person goes on. */
  readonly stopsThinking: boolean;
  /** Whether an answer may begin while the old reply is still coming. */
  readonly overlaps: boolean;
  /** For how long chunks of a reply that was stopped still come, in ms. */
  readonly tailMs: number;
  /** After so long a silence a turn is over, in ms: less than a pause makes two of it. */
  readonly endMs: number;
  /** How much faster than it is heard speech is sent. */
  readonly pace: number;
  /** One way, in ms. */
  readonly networkMs: number;
  /** Whether a transcription has all of its reply so far, and chunks without words come in between; else it has its chunk’s words. */
  readonly isGrowing: boolean;
}

/** One thing that the person says. */
export interface Utterance {
  /** When it begins, in ms: after all is quiet, or after the reply has begun to be heard. */
  readonly when: 'quiet' | 'during';
  readonly afterMs: number;
  readonly ms: number;
  /** A pause in its middle, in ms; 0 is none. */
  readonly pauseMs: number;
  /** How the detector hears it; times in ms. */
  readonly detector: { readonly isMissed: boolean; readonly startLateMs: number; readonly endLateMs: number };
  /** The detector takes something else for speech, so long after the reply has begun to be heard, in ms. */
  readonly falseAfterMs: number | undefined;
  readonly reply: {
    readonly sentences: number;
    readonly style: 'words' | 'lines' | 'caseless';
    readonly chunkWords: number;
    /** So many of its first words are those of all such replies; `Infinity`: all of them. */
    readonly alikeWords: number;
  };
}

export interface CallPlan {
  readonly server: ServerKind;
  readonly utterances: readonly Utterance[];
}
