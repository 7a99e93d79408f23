import type * as Furniture from './furniture.js';

/** Adds what is handy, but not needed to read a message: nobody waits for it, and where it cannot be had it is missing. */
export function furnish(add: (furniture: typeof Furniture) => void): void {
  import('./furniture.js').then(add, () => undefined);
}
