/** What speech is understood as by one who understands none. */
export function remarkOn(seconds: number): string {
  return `(voice message, ${seconds.toFixed(1)} s)`;
}
