import { create } from '../dom.js';
import type { MarkdownStrings } from './options.js';

const COPIED_MS = 2000;

/** What the button of a code block does. */
export async function copyCode(button: HTMLElement, code: HTMLElement, strings: MarkdownStrings): Promise<void> {
  try {
    await navigator.clipboard.writeText(code.textContent);
  } catch {
    // Refused by the page's policy or the person: the code can still be selected.
    return;
  }
  button.textContent = strings.copied;
  setTimeout(() => (button.textContent = strings.copyCode), COPIED_MS);
}

/**
 * An image is fetched only when asked for: its address alone could tell somebody what has been talked about.
 * One listener for all of them: their buttons come and go while a text streams.
 */
export function showImagesOnClick(container: Element): void {
  container.addEventListener('click', ({ target }) => {
    if (!(target instanceof HTMLElement && target.matches('button.image'))) return;
    const { source, alt, title } = target.dataset;
    // The source comes last: what is said before it counts for fetching it.
    target.replaceWith(create('img', { alt: alt!, title: title ?? null, referrerpolicy: 'no-referrer', loading: 'lazy', src: source! }));
  });
}
