/** What Firefox tells on Linux, in ms, where it can be asked. */
const usualMs = 40;

/**
 * How long sound takes from being rendered to the ear, in ms, as far as the browser knows.
 *
 * Firefox on Linux is not asked: for the answer its page waits for the sound server, holding a lock that its audio
 * thread waits for, for which the sound server waits. Where they meet, the page stands still for good.
 */
export function outputLatencyMs(context: AudioContext, { userAgent } = navigator): number {
  if (/Linux.*Firefox/.test(userAgent)) return usualMs;
  return (context.outputLatency || context.baseLatency || 0) * 1000;
}
