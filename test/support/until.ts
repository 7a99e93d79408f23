/**
 * Waits for a condition; on a busy machine the most ordinary one can take a while.
 *
 * @throws {Error} with the message where it does not come true within 12 s
 */
export async function until(condition: () => unknown, message = String(condition)): Promise<void> {
  const deadline = performance.now() + 12_000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`Not within 12 s: ${message}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
