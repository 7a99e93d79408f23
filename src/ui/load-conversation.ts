import { loadMarkdown } from './markdown/reply-text.js';

/**
 * Loads what shows a conversation that was there before, as soon as it is known that there is one, and not when its messages have
 * come: each file then waits for none of the others. Who needs them tells where they cannot be loaded.
 */
export function loadConversation(): void {
  Promise.all([import('../session/restore.js'), loadMarkdown()]).catch(() => undefined);
}
