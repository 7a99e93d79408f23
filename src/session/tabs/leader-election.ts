import { AgentError } from '../../base/errors.js';
import { loadOnce } from '../../base/load-once.js';
import { holdLock, type HeldLock } from '../../storage/tab-lock.js';
import type { ElectionOptions } from '../persistence.js';
import type { Tabs } from './tabs.js';

/**
 * Sees to it that of all tabs with this conversation one alone talks with the server: the first one does, the others
 * look on and send through it. What it takes to share is loaded when there is a second tab.
 *
 * @returns once it is clear who talks with the server
 */
export async function electLeader(options: ElectionOptions): Promise<void> {
  const { name, locks, createChannel, signal } = options;
  const lock = await holdLock(locks, name, { ifAvailable: true });
  // It may be over by now: nobody would let go of the lock any more.
  if (signal.aborted) return lock?.release();
  await new LeaderElection(options, createChannel(name), lock).begin();
}

/** This tab among those with the conversation, until there is another one that it knows of: then `Tabs` takes over. */
class LeaderElection {
  readonly #options: ElectionOptions;
  readonly #channel: BroadcastChannel;
  /** While this tab talks with the server. */
  #lock: HeldLock | undefined;
  /** As soon as there is another tab. */
  #tabs: Tabs | undefined;
  /** Whether the page is put away, and has left the conversation to the others. */
  #isAway = false;

  constructor(options: ElectionOptions, channel: BroadcastChannel, lock: HeldLock | undefined) {
    const { network, signal } = options;
    this.#options = options;
    this.#channel = channel;
    this.#lock = lock;
    signal.addEventListener('abort', () => {
      this.#lock?.release();
      channel.close();
    });
    // Where the code cannot be had now, it is asked for again: with the next word of another tab, or when there is hope.
    channel.addEventListener('message', (first) => (this.#isDisplaced ? this.#catchUp() : this.#share(first)).catch(() => undefined));
    // What was asked for before there was hope may still be about to fail.
    network.onHope(() => this.#isDisplaced && this.#catchUp().catch(() => this.#catchUp()).catch(() => undefined), signal);
    network.onRest(() => this.#goAway(), signal);
    network.onReturn(() => this.#comeBack(), signal);
  }

  async begin(): Promise<void> {
    // What is stored is shown at least.
    if (!this.#lock) return this.#lookOn();
    void this.#lock.taken.then(() => {
      this.#lock = undefined;
      // With all that it takes to share, it steps down by itself.
      if (this.#tabs || this.#options.signal.aborted) return;
      this.#stepDown();
      this.#catchUp().catch(() => undefined);
    });
  }

  /** Whether another tab has taken the lead, and this one cannot look on yet. */
  get #isDisplaced(): boolean {
    return this.#options.host.model.isDisplaced;
  }

  readonly #share = loadOnce(async (first?: MessageEvent) => {
    const { Tabs: Class } = await import('./tabs.js');
    this.#tabs = new Class(this.#options, this.#channel, this.#lock, first?.data);
    this.#options.persistence.tabs = this.#tabs;
    return this.#tabs;
  });

  /** Looks on, or does nothing until it can: two must not talk with the server, nor write what is stored. */
  async #lookOn(): Promise<void> {
    try {
      await (await this.#share()).follow();
    } catch {
      this.#stepDown();
    }
  }

  #stepDown(): void {
    const { host, persistence } = this.#options;
    host.call?.stop();
    const error = new AgentError('offline', 'Another tab talks with the server', { retryable: true });
    host.dispatch({ type: 'displaced', error });
    persistence.keepWaiting();
  }

  async #catchUp(): Promise<void> {
    const tabs = await this.#share();
    if (this.#isDisplaced) await tabs.follow();
  }

  /** A page that is put away would hold the others up. The next one goes on, and there is no telling how far. */
  #goAway(): void {
    const { persistence } = this.#options;
    if (!persistence.follower && !persistence.isReleased) return;
    this.#isAway = true;
    this.#tabs?.stepAside();
    this.#lock?.release();
    this.#lock = undefined;
  }

  #comeBack(): void {
    if (!this.#isAway) return;
    this.#isAway = false;
    void this.#lookOn();
  }
}
