/** What happens while it plays. Tracks are replies, by the number given to `enqueue`; times in ms. */
export type PlayerReport =
  /** `level`: the root mean square of what was rendered since the last time. */
  | { readonly type: 'played'; readonly track: number; readonly playedMs: number; readonly level: number }
  | { readonly type: 'finished'; readonly track: number; readonly playedMs: number }
  /** A track was cut after `playedMs`, and all up to `through` with it. */
  | { readonly type: 'cut'; readonly track: number; readonly playedMs: number; readonly through: number }
  /** A track ran dry, and goes on after a gap. */
  | { readonly type: 'underrun'; readonly track: number; readonly gapMs: number }
  /** Whether there is a reply to be heard, or lowered. */
  | { readonly type: 'audible'; readonly isAudible: boolean };
