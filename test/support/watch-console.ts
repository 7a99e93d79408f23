/** Hears what is told by `console.error` from now on, instead of the console. */
export function watchConsole(): { said: string[]; stop: () => void } {
  const original = console.error;
  const said: string[] = [];
  console.error = (...values: unknown[]) => void said.push(String(values[0]));
  return { said, stop: () => void (console.error = original) };
}
