import { setAttributes } from '../dom.js';

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
