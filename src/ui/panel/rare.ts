import type * as views from './rare-views.js';

/** Views that most conversations never need, and their styles; loaded with the first of them. */
export type RareViews = typeof views;

/** @throws where they cannot be loaded; the next call tries again */
export function loadRareViews(): Promise<RareViews> {
  return import('./rare-views.js');
}
