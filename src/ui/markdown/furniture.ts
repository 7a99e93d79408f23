import { create, setAttributes } from '../dom.js';
import { furnitureStyles } from './furniture.styles.js';
import type { MarkdownStrings } from './markdown-strings.js';

/* What makes code, tables and images handy; loaded with the first of them. */

const COPIED_MS = 2000;

const styled = new WeakSet<Node>();

/** Gives the tree that a message stands in its looks, once. */
export function adoptFurnitureStyles(container: Element): void {
  const root = container.getRootNode();
  if (!(root instanceof ShadowRoot) || styled.has(root)) return;
  styled.add(root);
  // A sheet of its own for each tree: WebKit keeps what media queries said of shared ones.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(furnitureStyles);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

/** A button that copies code. */
export function copyButton(code: HTMLElement, strings: MarkdownStrings): HTMLElement {
  const button = create('button', { type: 'button', class: 'copy' }, strings.copyCode);
  button.addEventListener('click', () => void copy());

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(code.textContent);
    } catch {
      // Refused by the page's policy or the person: the code can still be selected.
      return;
    }
    button.textContent = strings.copied;
    setTimeout(() => (button.textContent = strings.copyCode), COPIED_MS);
  }

  return button;
}

/** Puts an image in the place of the button that stands for it. */
export function showImage(button: HTMLElement): void {
  const { source, alt, title } = button.dataset;
  // The source comes last: what is said before it counts for fetching it.
  button.replaceWith(create('img', { alt: alt!, title: title ?? null, referrerpolicy: 'no-referrer', loading: 'lazy', src: source! }));
}

/** Opens the text of a footnote below the block in which it is referred to, or closes it again. */
export function toggleNote(mark: HTMLElement, container: Element): void {
  let block: Element = mark;
  while (block.parentElement !== container && !block.parentElement!.matches('li, blockquote, .note')) block = block.parentElement!;
  const label = mark.dataset['note']!;
  const open = [...container.querySelectorAll<HTMLElement>('.note-open')].find(({ dataset }) => dataset['note'] === label);
  const isHere = open?.previousElementSibling === block;
  for (const each of container.querySelectorAll('.note-mark')) {
    if ((each as HTMLElement).dataset['note'] === label) each.setAttribute('aria-expanded', String(each === mark && !isHere));
  }
  open?.remove();
  if (isHere) return;
  const note = [...container.querySelectorAll<HTMLElement>('.note')].find(({ dataset }) => dataset['note'] === label)!;
  const copy = note.cloneNode(true) as HTMLElement;
  copy.className = 'note note-open';
  copy.hidden = false;
  copy.setAttribute('role', 'note');
  block.after(copy);
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
