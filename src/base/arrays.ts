/** As `Array.from({ length }, make)`; some pages have an `Array.from` that takes no function (Prototype.js). */
export function times<T>(length: number, make: (index: number) => T): T[] {
  return Array.from({ length }).map((_, index) => make(index));
}
