import { AgentError } from '../../base/errors.js';
import { loadOnce } from '../../base/load-once.js';
import { holdLock } from '../../storage/tab-lock.js';
import type { ElectionOptions } from '../persistence.js';
import type { Tabs } from './tabs.js';

/**
 * Sees to it that of all tabs with this conversation one alone talks with the server: the first one does, the others
 * look on and send through it. What it takes to share is loaded when there is a second tab.
 *
 * @returns once it is clear who talks with the server
 */
export async function electLeader(options: ElectionOptions): Promise<void> {
  const { name, locks, createChannel, network, persistence, signal } = options;
  let held = await holdLock(locks, name, { ifAvailable: true });
  // It may be over by now: nobody would let go of the lock any more.
  if (signal.aborted) return held?.release();
  const channel = createChannel(name);
  let tabs: Tabs | undefined;
  let isAway = false;
  /** Whether another tab has taken the lead, and this one cannot look on yet. */
  let isDisplaced = false;
  const share = loadOnce(async (first?: MessageEvent) => {
    const { Tabs: Class } = await import('./tabs.js');
    tabs = new Class(options, channel, held, first?.data);
    persistence.tabs = tabs;
    return tabs;
  });
  // Where the code cannot be had now, it is asked for again: with the next word of another tab, or when there is hope.
  const shareIfPossible = (first?: MessageEvent): unknown => (isDisplaced ? catchUp() : share(first)).catch(() => undefined);
  signal.addEventListener('abort', () => {
    held?.release();
    channel.close();
  });
  // Two must not talk with the server, nor write what is stored.
  const giveUp = (): void => {
    isDisplaced = true;
    options.host.call?.stop();
    const error = new AgentError('offline', 'Another tab talks with the server', { retryable: true });
    options.host.dispatch({ type: 'displaced', error });
    persistence.keepWaiting();
  };
  const lookOn = (): Promise<void> => share().then((all) => all.follow());
  const catchUp = async (): Promise<void> => {
    const all = await share();
    if (!isDisplaced) return;
    isDisplaced = false;
    await all.follow();
  };
  // What was asked for before there was hope may still be about to fail.
  network.onHope(() => isDisplaced && catchUp().catch(catchUp).catch(() => undefined), signal);
  // A page that is put away would hold the others up. The next one goes on, and there is no telling how far.
  network.onRest(() => {
    if (!persistence.follower && !persistence.isPutAway) return;
    isAway = true;
    tabs?.stepAside();
    held?.release();
    held = undefined;
  }, signal);
  network.onReturn(() => {
    if (!isAway) return;
    isAway = false;
    lookOn().catch(giveUp);
  }, signal);
  channel.addEventListener('message', shareIfPossible);
  // What is stored is shown at least.
  if (!held) return lookOn().catch(giveUp);
  void held.taken.then(() => {
    held = undefined;
    // With all that it takes to share, it steps down by itself.
    if (tabs || signal.aborted) return;
    giveUp();
    return catchUp();
  }).catch(() => undefined);
}
