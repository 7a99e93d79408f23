/** Of the lock and of the channel that all tabs with a conversation share. @param key as it is stored by */
export const channelName = (key: string): string => `autessa-agent:${key}`;

/** A lock that this tab holds until it lets go, ends, or another tab takes it. */
export interface HeldLock {
  release(): void;
  /** Settles when another tab has taken it. */
  readonly taken: Promise<void>;
}

/**
 * Asks for a lock that all tabs of this origin share (Web Locks).
 *
 * @param options as for `LockManager.request`
 * @returns `undefined` where another tab holds it and `ifAvailable` was asked for
 * @throws the reason of an aborted `signal`
 */
export function holdLock(locks: LockManager, name: string, options: LockOptions): Promise<HeldLock | undefined> {
  return new Promise((resolve, reject) => {
    let isHeld = false;
    const taken: Promise<void> = locks
      .request(name, options, (lock) => {
        if (!lock) return resolve(undefined);
        isHeld = true;
        return new Promise<void>((release) => resolve({ release, taken }));
      })
      .then(
        // Let go: it is not taken, and never will be.
        () => new Promise<void>(() => undefined),
        (error: unknown) => {
          if (!isHeld) reject(error);
        },
      );
  });
}
