import { sleep } from '../../base/clock.js';
import { storeKey } from '../../storage/conversation-store.js';
import { channelName, holdLock, type HeldLock } from '../../storage/tab-lock.js';
import type { ConversationPersistence } from '../persistence.js';
import type { ActionRecord, KeptActions } from './kept-actions.js';

/** How long a tab that nobody sees leaves a call to those that somebody sees, in ms; one that only looks on twice as long. */
const precedenceMs = 400;
/** How many locks are held; who comes so late to an older call finds it in the storage. */
const heldLocks = 50;

/**
 * Which of several tabs answers a call, once: whoever gets the call's lock, and finds that nobody has begun. The one that
 * somebody sees asks first, then the one that talks with the server. The lock is held as long as the page lives, since
 * what one page has stored another may read a moment later.
 */
export class ActionClaims {
  readonly #persistence: ConversationPersistence;
  readonly #kept: KeptActions;
  readonly #locks: HeldLock[] = [];

  constructor(persistence: ConversationPersistence, kept: KeptActions) {
    this.#persistence = persistence;
    this.#kept = kept;
    const { network, signal } = persistence.options;
    // Whoever holds a lock cannot be put away, and whoever is put away must not hold up the others.
    const release = (): void => this.#locks.splice(0).forEach((lock) => lock.release());
    network.onRest(release, signal);
    signal.addEventListener('abort', release);
  }

  /** @returns whether the call is this tab's alone, which is kept */
  async claim(record: ActionRecord): Promise<boolean> {
    const { isPageVisible, clock, signal } = this.#persistence.options;
    const isVisible = isPageVisible?.() ?? globalThis.document?.visibilityState !== 'hidden';
    const patience = isVisible || !this.#persistence.tabs ? 0 : this.#persistence.follower ? 2 * precedenceMs : precedenceMs;
    if (patience > 0) await sleep(clock, patience, signal).catch(() => undefined);
    if (signal.aborted || !(await this.lock(record)) || this.#kept.get(record.conversationId, record.id)) return false;
    this.#kept.set(record);
    return !signal.aborted;
  }

  /** @returns whether no other page that lives has the call */
  async lock({ conversationId, id }: ActionRecord): Promise<boolean> {
    const { identity, persist, locks, signal } = this.#persistence.options;
    if (persist !== 'local' || !locks) return true;
    try {
      const held = await holdLock(locks, `${channelName(storeKey(identity))}:action:${conversationId}:${id}`, { ifAvailable: true });
      if (!held) return false;
      if (signal.aborted) held.release();
      else this.#locks.push(held);
      if (this.#locks.length > heldLocks) this.#locks.shift()?.release();
    } catch {
      // Where there are no locks to be had, each tab is on its own.
    }
    return true;
  }
}
