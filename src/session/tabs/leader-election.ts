import { holdLock } from '../../storage/tab-lock.js';
import type { ElectionOptions, TabsPort } from '../persistence.js';
import type { Tabs } from './tabs.js';

/**
 * Sees to it that of all tabs with this conversation one alone talks with the server: the first one does, the others
 * look on and send through it. What it takes to share is loaded when there is a second tab.
 *
 * @param onTabs told as soon as there is another tab
 * @returns once it is clear who talks with the server
 */
export async function electLeader(options: ElectionOptions, onTabs: (tabs: TabsPort) => void): Promise<void> {
  const { name, locks, createChannel, signal } = options;
  const held = await holdLock(locks, name, { ifAvailable: true });
  // It may be over by now: nobody would let go of the lock any more.
  if (signal.aborted) return held?.release();
  const channel = createChannel(name);
  let loading: Promise<Tabs> | undefined;
  const share = (first?: MessageEvent) =>
    (loading ??= import('./tabs.js').then(
      ({ Tabs: Class }) => {
        const tabs = new Class(options, channel, held, first?.data);
        onTabs(tabs);
        return tabs;
      },
      (error: unknown) => {
        loading = undefined;
        throw error;
      },
    ));
  // Where the code cannot be had now, it is asked for again: with the next word of another tab, or when there is hope.
  const shareIfPossible = (first?: MessageEvent): unknown => share(first).catch(() => undefined);
  signal.addEventListener('abort', () => {
    held?.release();
    channel.close();
  });
  if (!held) {
    return (await share()).follow();
  }
  channel.addEventListener('message', shareIfPossible);
  void held.taken.then(() => share()).catch(() => {
    // Two must not talk with the server.
    options.host.call?.stop();
    options.host.dispatch({ type: 'disconnect' });
    options.network.onHope(() => shareIfPossible(), signal);
  });
}
