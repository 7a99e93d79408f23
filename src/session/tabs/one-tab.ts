import { holdLock } from '../../storage/tab-lock.js';

/** What holds while this tab alone does something. */
export interface HereAlone {
  /** Settles when another tab does it in its place. */
  readonly taken: Promise<void>;
}

/** Where there are no locks, each tab is on its own. */
const onItsOwn: HereAlone = { taken: new Promise<void>(() => undefined) };

/**
 * Lets one of the tabs that show the same conversation do something: the one that somebody is in, else the first.
 *
 * @param name of what is done
 * @param locks of the browser
 * @param isHere whether somebody is in this tab
 * @param signal ends it; another tab may do it then
 * @returns nothing where another tab does it
 */
export async function inOneTab(name: string, locks: LockManager | undefined, isHere: boolean, signal: AbortSignal): Promise<HereAlone | undefined> {
  if (!locks) return onItsOwn;
  try {
    const held = await holdLock(locks, name, isHere ? { steal: true } : { ifAvailable: true });
    if (!signal.aborted) {
      signal.addEventListener('abort', () => held?.release());
      return held;
    }
    held?.release();
    return undefined;
  } catch {
    return onItsOwn;
  }
}
