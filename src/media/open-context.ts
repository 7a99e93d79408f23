/**
 * What sound goes through, at the hardware's own rate. To be called inside a click, before anything is awaited: browsers
 * let no other context play.
 *
 * @returns `undefined` where the browser has none
 */
export function openContext(): AudioContext | undefined {
  try {
    const context = new AudioContext();
    // Without a click it settles never.
    context.resume().catch(() => undefined);
    return context;
  } catch {
    return undefined;
  }
}
