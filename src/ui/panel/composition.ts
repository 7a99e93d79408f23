/** Whether a key belongs to an input method. Safari ends a composition before the key that ended it comes, and marks that one by its key code alone. */
export function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}
