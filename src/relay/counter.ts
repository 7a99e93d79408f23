/** What has been counted for a key. */
export interface Count {
  /** In the present window, with what was just added. */
  readonly spent: number;
  /** Until the window ends, in ms. */
  readonly resetMs: number;
}

/** Counts by key, in windows of one length. */
export interface Counter {
  /** Rejects where it cannot tell. */
  add(key: string, points: number): Promise<Count>;
}
