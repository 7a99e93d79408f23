/** When the floating panel takes all of the window; the same is in the styles. */
export const smallWindow = '(max-width: 480px), (max-height: 420px)';

/** Whether the panel has a launcher, and floats above the page. */
export function isFloating(layout: string | null | undefined): boolean {
  return layout !== 'inline' && layout !== 'page';
}
