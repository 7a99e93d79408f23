/** As `Array.from({ length }, …)`, which pages replace by what takes no function (Prototype.js does). */
export function times<T>(length: number, make: (index: number) => T): T[] {
  return [...new Array(length).keys()].map((index) => make(index));
}
