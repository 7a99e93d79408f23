/** What an element's attributes are to be; `null`: it is not to have this one. */
export type Attributes = Readonly<Record<string, string | null>>;

/** Elements are made one by one, never from markup: nothing here needs a Trusted Types policy or inline styles. */
export function create(tag: string, attributes: Attributes = {}, ...children: readonly (Node | string)[]): HTMLElement {
  const created = document.createElement(tag);
  setAttributes(created, attributes);
  created.append(...children);
  return created;
}

/** Leaves a text that is as it should be alone: writing it anew would make another node, to be laid out once more. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Takes an element out, if it is anywhere: some pages have a `remove` that then throws (Prototype.js). */
export function detach(element: Element): void {
  element.parentNode?.removeChild(element);
}

export function setAttributes(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null) element.removeAttribute(name);
    else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }
}
