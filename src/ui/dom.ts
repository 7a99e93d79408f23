/** What an element's attributes are to be; `null`: it is not to have this one. */
export type Attributes = Readonly<Record<string, string | null>>;

/** Elements are made one by one, never from markup: nothing here needs a Trusted Types policy or inline styles. */
export function create(tag: string, attributes: Attributes = {}, ...children: readonly (Node | string)[]): HTMLElement {
  const created = document.createElement(tag);
  setAttributes(created, attributes);
  created.append(...children);
  return created;
}

export function setAttributes(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null) element.removeAttribute(name);
    else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }
}
