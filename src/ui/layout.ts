/** Whether the panel has a launcher, and floats above the page. */
export function isFloating(layout: string | null | undefined): boolean {
  return layout !== 'inline' && layout !== 'page';
}
