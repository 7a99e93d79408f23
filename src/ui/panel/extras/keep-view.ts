import { systemClock } from '../../../base/clock.js';
import { browserNetwork } from '../../../transport/network.js';
import { identityIn, keepView, takeUpView } from '../../view-state.js';
import type { ExtrasContext } from './context.js';

/** What changes is kept so long after the first change, in ms: typing waits for no disk. */
const keepingMs = 300;

/**
 * Keeps the draft and the rest of the view as they change, and when the page ends.
 *
 * @returns to be called when there may be another conversation: whoever comes back finds what they left
 */
export function keepViewAsItChanges({ element, container, session, signal }: ExtrasContext): () => void {
  let cancel: (() => void) | undefined;
  const keep = (): void => {
    cancel?.();
    cancel = undefined;
    keepView(element);
  };
  const keepSoon = (): void => void (cancel ??= systemClock.after(keepingMs, keep));
  container.addEventListener('input', keepSoon, { signal });
  for (const type of ['autessa-message', 'autessa-show', 'autessa-hide']) element.addEventListener(type, keepSoon, { signal });
  browserNetwork.onHide(keep, signal);
  // Of an element that is taken off the page, too.
  signal.addEventListener('abort', () => cancel && keep(), { once: true });
  // There may be a draft already.
  keepSoon();
  let identity = identityIn(element);
  return () => {
    const next = identityIn(element);
    if (!session() || next === identity) return;
    identity = next;
    takeUpView(element);
  };
}
