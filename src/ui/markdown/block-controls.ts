import { create, setAttributes } from '../dom.js';
import type { MarkdownStrings } from './markdown-strings.js';

/* What makes code, tables and images handy. */

const COPIED_MS = 2000;

/** A button that copies code. */
export function copyButton(code: HTMLElement, strings: MarkdownStrings): HTMLElement {
  const button = create('button', { type: 'button', class: 'copy' }, strings.copyCode);
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(code.textContent);
    } catch {
      // Refused by the page's policy or the person: the code can still be selected.
      return;
    }
    button.textContent = strings.copied;
    setTimeout(() => (button.textContent = strings.copyCode), COPIED_MS);
  });
  return button;
}

/** Has finished code painted while it is in sight. What does so is loaded with the first of it. */
export function watchColours(code: HTMLElement, language: string): void {
  if (!('highlights' in CSS)) return;
  const observer = new IntersectionObserver((entries) => {
    const isInSight = entries.at(-1)!.isIntersecting;
    import('./code-colours.js').then(({ colourCode }) => colourCode(code, language, isInSight && code.isConnected)).catch(() => undefined);
  });
  observer.observe(code);
}

/** Puts an image in the place of the button that stands for it, and of its focus. */
export function showImage(button: HTMLElement): void {
  const { source, alt, title } = button.dataset;
  // The source comes last: what is said before it counts for fetching it.
  const image = create('img', { alt: alt!, title: title ?? null, tabindex: '-1', referrerpolicy: 'no-referrer', loading: 'lazy', src: source! });
  button.replaceWith(image);
  image.focus();
}

/**
 * Makes a box that scrolls sideways reachable by keyboard, and a landmark with a name, for as long as there is
 * something to scroll. The observer reports after layout, so measuring forces none.
 */
export function watchOverflow(box: HTMLElement, label: string): void {
  const observer = new ResizeObserver(() => {
    const overflows = box.scrollWidth > box.clientWidth;
    setAttributes(box, {
      tabindex: overflows ? '0' : null,
      role: overflows ? 'region' : null,
      'aria-label': overflows ? label : null,
    });
  });
  observer.observe(box);
  observer.observe(box.firstElementChild!);
}
