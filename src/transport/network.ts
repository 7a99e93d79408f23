import { onPageHide } from '../base/page-hide.js';
import { onPageReturn } from '../base/page-return.js';

/** What the browser knows of the network, and of the page's being looked at. */
export interface Network {
  /** `false` only where the browser is sure that there is none. */
  isOnline(): boolean;
  /** Calls back when it is worth trying again at once: the network is back, or the page is seen again. */
  onHope(callback: () => void, signal: AbortSignal): void;
  /** Calls back when the page is put away and may come back: nothing runs there, and an open socket would forbid it. */
  onRest(callback: () => void, signal: AbortSignal): void;
  /** Calls back when nobody sees the page any more, or it ends: nothing may come after it. */
  onHide(callback: () => void, signal: AbortSignal): void;
  /** Calls back when the page is seen again, or comes back, after any of the two. */
  onReturn(callback: () => void, signal: AbortSignal): void;
}

/** Outside a browser there is always hope, and no news. */
export const browserNetwork: Network = {
  isOnline: () => globalThis.navigator?.onLine ?? true,
  onHope(callback, signal) {
    globalThis.addEventListener?.('online', callback, { signal });
    onPageReturn(callback, signal);
  },
  onRest(callback, signal) {
    globalThis.addEventListener?.('pagehide', ({ persisted }) => persisted && callback(), { signal });
    globalThis.document?.addEventListener('freeze', callback, { signal });
  },
  onHide: onPageHide,
  onReturn: onPageReturn,
};
