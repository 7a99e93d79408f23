/** https://developer.mozilla.org/docs/Web/API/CloseWatcher; not in every browser. */
declare class CloseWatcher extends EventTarget {
  constructor(options: { readonly signal: AbortSignal });
}

/**
 * A panel that takes all of the window stays in sight above an on-screen keyboard, closes with the device's way of going
 * back, and keeps the page behind it where it is. Only its own style is changed, and that only until it ends.
 *
 * Going back is left to the browser where it has no `CloseWatcher`: an entry in the history would have to be added and
 * taken away again, and the page's own router would hear of both.
 */
export function fillScreen(box: HTMLElement, onBack: () => void, signal: AbortSignal): void {
  fitViewport(box, signal);
  watchBack(box, onBack, signal);
  box.addEventListener('touchmove', keepPage, { passive: false, signal });
  coverPage(box, signal);
}

/** What is behind is not to be read by those either who do not see that it is covered. */
function coverPage(box: HTMLElement, signal: AbortSignal): void {
  const dialog = box.querySelector('[role=dialog]');
  dialog?.setAttribute('aria-modal', 'true');
  signal.addEventListener('abort', () => dialog?.removeAttribute('aria-modal'));
}

/** A keyboard covers the window without making it smaller; the visual viewport is what is left of it. */
function fitViewport(box: HTMLElement, signal: AbortSignal): void {
  const viewport = globalThis.visualViewport;
  if (!viewport) return;
  const { style } = box;
  const fit = (): void => {
    // All is read before anything is written: to tell its height, browsers lay the page out, and in a box that has no end the log forgets where it stood.
    const { scale, offsetTop, height } = viewport;
    // A person who has zoomed in looks at a part, which is no reason to make the whole smaller.
    if (scale > 1.01) return;
    // Where the page has a CSS zoom, the box counts in larger units; it is as wide as the window.
    const zoom = box.currentCSSZoom ?? innerWidth / box.offsetWidth;
    Object.assign(style, { top: `${offsetTop / zoom}px`, bottom: 'auto', height: `${height / zoom}px` });
  };
  viewport.addEventListener('resize', fit, { signal });
  viewport.addEventListener('scroll', fit, { signal });
  const observer = new ResizeObserver(() => requestAnimationFrame(() => signal.aborted || fit()));
  observer.observe(box);
  signal.addEventListener('abort', () => {
    observer.disconnect();
    style.top = style.bottom = style.height = '';
  });
  fit();
}

function watchBack(box: HTMLElement, onBack: () => void, signal: AbortSignal): void {
  if (!('CloseWatcher' in globalThis)) return;
  const watcher = new CloseWatcher({ signal });
  watcher.addEventListener('close', () => {
    onBack();
    // Where the page prevented it, the next time counts again.
    if (!signal.aborted && !box.hidden) queueMicrotask(() => signal.aborted || watchBack(box, onBack, signal));
  });
}

/** Lets only what can scroll be scrolled, and sliders be drawn: elsewhere the gesture would move the page. */
function keepPage(event: TouchEvent): void {
  const canScroll = event
    .composedPath()
    .some((each) => each instanceof HTMLElement && each.closest('.panel-host') && (each.matches('[type=range]') || isScrollable(each)));
  if (!canScroll && event.cancelable) event.preventDefault();
}

function isScrollable(element: HTMLElement): boolean {
  const { scrollHeight, clientHeight, scrollWidth, clientWidth } = element;
  const isLarger = scrollHeight > clientHeight || scrollWidth > clientWidth;
  return isLarger && /auto|scroll/.test(getComputedStyle(element).overflow);
}
