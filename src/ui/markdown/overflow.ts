let observer: ResizeObserver | undefined;

/**
 * Makes a box that scrolls sideways reachable by keyboard, and a landmark with a name, for as long as there is
 * something to scroll. The observer reports after layout, so measuring forces none.
 */
export function watchOverflow(box: HTMLElement, label: string): void {
  box.dataset['label'] = label;
  observer ??= new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const scroller = target.closest<HTMLElement>('[data-label]');
      if (!scroller) continue;
      const name = scroller.dataset['label']!;
      const overflows = scroller.scrollWidth > scroller.clientWidth;
      for (const [attribute, value] of [['tabindex', '0'], ['role', 'region'], ['aria-label', name]] as const) {
        if (overflows) scroller.setAttribute(attribute, value);
        else scroller.removeAttribute(attribute);
      }
    }
  });
  observer.observe(box);
  observer.observe(box.firstElementChild!);
}
