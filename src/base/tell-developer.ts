const told = new Set<string>();

/** One warning in the console for each cause: what was asked, what came, what to do. Never a token, nor what a person said. */
export function tellDeveloper(message: string): void {
  if (told.has(message)) return;
  told.add(message);
  console.warn(`<autessa-agent> ${message}`);
}
