import { create } from './dom.js';
import type { MarkdownStrings } from './options.js';

const COPIED_MS = 2000;

/** What the buttons within a message do. One listener for all of them: buttons come and go while a text streams. */
export function onAction(container: Element, strings: MarkdownStrings): void {
  container.addEventListener('click', (event) => {
    const button = event.target instanceof Element && event.target.closest<HTMLElement>('button');
    if (!button) return;
    if (button.className === 'copy') void copy(button, strings);
    if (button.className === 'image') showImage(button);
  });
}

async function copy(button: HTMLElement, strings: MarkdownStrings): Promise<void> {
  try {
    await navigator.clipboard.writeText(button.closest('.code')!.querySelector('code')!.textContent);
  } catch {
    // Refused by the page's policy or the person: the code can still be selected.
    return;
  }
  button.textContent = strings.copied;
  setTimeout(() => (button.textContent = strings.copyCode), COPIED_MS);
}

/** An image is fetched only now: its address alone could tell somebody what has been talked about. */
function showImage(button: HTMLElement): void {
  const { source, alt, title } = button.dataset;
  const image = create('img', { alt: alt!, referrerpolicy: 'no-referrer', loading: 'lazy', ...(title && { title }) });
  image.setAttribute('src', source!);
  button.replaceWith(image);
}
