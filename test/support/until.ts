import { waitUntil } from '@open-wc/testing';

/** Waits for a condition; on a busy machine the most ordinary one can take a while. */
export function until(condition: () => unknown, message = String(condition)): Promise<void> {
  return waitUntil(condition, message, { timeout: 12_000, interval: 10 });
}
