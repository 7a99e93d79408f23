const told = new Set<string>();

/**
 * One warning in the console for each cause: what was asked, what came, what to do. Never a token, nor what a person said.
 *
 * @param cause by which it is known again; by default its whole text
 */
export function tellDeveloper(message: string, cause = message): void {
  if (told.has(cause)) return;
  told.add(cause);
  console.warn(`<autessa-agent> ${message}`);
}
