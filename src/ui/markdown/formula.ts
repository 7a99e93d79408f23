import temml from 'temml';

/* Formulas as MathML, by Temml; loaded with the first one. */

/**
 * Shows a formula. It can hold no link, image or style of its own.
 * @returns whether it could be read
 */
export function showFormula(element: Element, tex: string, displayMode: boolean): boolean {
  const box = document.createElement('span');
  try {
    temml.render(tex, box, { displayMode, throwOnError: true, trust: false, maxExpand: 200, maxSize: [40, 400], annotate: true });
  } catch {
    return false;
  }
  element.replaceChildren(...box.childNodes);
  return true;
}
