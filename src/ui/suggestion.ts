/** What a person might say, by a button. */
export interface Suggestion {
  readonly label: string;
  /** What is sent. Default: the label. */
  readonly prompt?: string;
}

/** @returns what is shown and what is sent; nothing where a value says neither */
export function readSuggestion(value: unknown): Required<Suggestion> | undefined {
  const { label, prompt = label } = (typeof value === 'string' ? { label: value } : (value ?? {})) as Partial<Record<keyof Suggestion, unknown>>;
  return typeof label === 'string' && label.trim() && typeof prompt === 'string' && prompt.trim() ? { label, prompt } : undefined;
}
