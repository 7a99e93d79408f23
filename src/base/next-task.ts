/** Settles in a task of its own: what follows takes no time of what came before, and the browser may draw in between. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
