/** When the floating panel takes all of the window; the same is in the styles. */
const smallWindow = '(max-width: 480px), (max-height: 420px)';

/**
 * Loads what a panel needs that takes all of the window, and lets it work for as long as it does.
 *
 * @param onBack the person goes back, by a button or a gesture of their device's
 * @returns to be told whether a floating panel is shown
 */
export function fullScreenHost(container: HTMLElement, onBack: () => void, signal: AbortSignal): (isFloating: boolean) => void {
  const query = matchMedia(smallWindow);
  let isShown = false;
  let lifetime: AbortController | undefined;
  const update = (isFloating: boolean): void => {
    isShown = isFloating;
    const isNeeded = isFloating && query.matches;
    if (isNeeded === !!lifetime) return;
    lifetime?.abort();
    lifetime = isNeeded ? new AbortController() : undefined;
    const present = lifetime?.signal;
    if (!present) return;
    import('./full-screen.js').then(
      ({ fillScreen }) => present.aborted || fillScreen(container, onBack, present),
      // Without it the panel works, only not as well above a keyboard.
      () => undefined,
    );
  };
  query.addEventListener('change', () => update(isShown), { signal });
  signal.addEventListener('abort', () => update(false));
  return update;
}
