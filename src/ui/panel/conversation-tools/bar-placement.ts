/** What somebody can press. */
const controls = 'a[href], button, summary, [tabindex]';

/** Where a bar may stand, as class names: below its message, above it, or where it takes room. */
const places = ['is-floating', 'is-floating is-above', ''] as const;

/** Puts a bar where it lies over nothing that can be pressed. @param message the element that it belongs to */
export function placeBar(bar: HTMLElement, message: HTMLElement): void {
  const near = [message.previousElementSibling, message, message.nextElementSibling].flatMap((each) => [...(each?.querySelectorAll(controls) ?? [])]);
  const others = near.filter((each) => !bar.contains(each)).map((each) => each.getBoundingClientRect());
  for (const place of places) {
    bar.className = `actions ${place}`;
    const own = bar.getBoundingClientRect();
    if (!others.some((other) => overlap(own, other))) return;
  }
}

function overlap(one: DOMRect, other: DOMRect): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}
