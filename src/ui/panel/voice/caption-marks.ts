import { SourceCursor } from './source-cursor.js';

/** Its looks are in the styles. */
export const highlightName = 'autessa-unheard';

/**
 * Marks which words of a reply have been heard, by marking those that have not: the browser paints them, and no node is
 * touched. What is marked is shared by all elements of a page.
 */
export class CaptionMarks {
  #body: Element | undefined;
  #cursor: SourceCursor | undefined;
  #range: Range | undefined;

  /** Firefox before 140 and Safari before 17.2 have no highlights, and forced colours have but one: that of a selection. */
  static get isSupported(): boolean {
    return typeof Highlight !== 'undefined' && 'highlights' in CSS && !matchMedia('(forced-colors: active)').matches;
  }

  /**
   * @param body what the source was rendered into
   * @param position how much of the source was heard, in UTF-16 units
   */
  show(body: Element, source: string, position: number): void {
    if (body !== this.#body) this.clear();
    this.#body = body;
    this.#cursor ??= new SourceCursor(body);
    const place = this.#cursor.moveTo(source, position);
    const range = (this.#range ??= addRange());
    if (place) range.setStart(place.node, place.offset);
    else range.setStart(body, 0);
    range.setEnd(body, body.childNodes.length);
  }

  clear(): void {
    if (this.#range) removeRange(this.#range);
    this.#body = this.#cursor = this.#range = undefined;
  }
}

function addRange(): Range {
  const range = document.createRange();
  const highlight = CSS.highlights.get(highlightName) ?? new Highlight();
  CSS.highlights.set(highlightName, highlight);
  highlight.add(range);
  return range;
}

function removeRange(range: Range): void {
  const highlight = CSS.highlights.get(highlightName);
  highlight?.delete(range);
  if (highlight?.size === 0) CSS.highlights.delete(highlightName);
}
