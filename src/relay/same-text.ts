import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares without telling by the time it takes how much of it was right. */
export function sameText(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
