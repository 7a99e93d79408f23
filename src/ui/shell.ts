import { create, detach, setAttributes } from './dom.js';

export interface ShellModel {
  /** Class names of the outermost box: layout, placement and colour scheme. */
  readonly look: string;
  /** Whether it stands in front of everything on the page. */
  readonly isOnTop: boolean;
  readonly hasLauncher: boolean;
  /** Words on the launcher. */
  readonly text: string | null;
  /** The launcher's name. */
  readonly label: string;
  readonly isOpen: boolean;
  /** Whether the panel is to be seen. */
  readonly isShown: boolean;
  /** How many replies came while the panel was closed. */
  readonly unread: number;
  /** Why the panel cannot be shown, in words, if it cannot. */
  readonly failure: string | false;
}

export interface ShellActions {
  readonly onToggle: () => void;
  /** The person is about to press the launcher. */
  readonly onIntent: () => void;
}

/**
 * What an element shows before anybody talks: the launcher, and an empty place for the panel. Made by hand, so that a
 * page loads no templates before the panel is opened.
 */
export class Shell {
  /** The panel's place. */
  readonly #panelPlace = create('div', { class: 'panel-host' });
  readonly #box = create('div', {}, this.#panelPlace);
  readonly #path = svg('path');
  readonly #launcher = create(
    'button',
    { part: 'launcher', class: 'launcher', type: 'button', 'aria-describedby': 'unread' },
    create('slot', { name: 'launcher-icon' }, svg('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true' }, this.#path)),
  );
  readonly #badge = create('span', { part: 'badge', class: 'badge' });
  /** What is said of unread replies; the panel fills it in. */
  readonly #unread = create('span', { id: 'unread', class: 'visually-hidden', role: 'status' });
  readonly #failure = create('p', { part: 'error', role: 'alert' });

  constructor(root: ShadowRoot, { onToggle, onIntent }: ShellActions) {
    this.#launcher.addEventListener('click', onToggle);
    for (const type of ['pointerenter', 'focus']) this.#launcher.addEventListener(type, onIntent);
    root.append(this.#box);
  }

  update({ look, isOnTop, hasLauncher, text, label, isOpen, isShown, unread, failure }: ShellModel): void {
    setAttributes(this.#box, { class: `root ${look}`, popover: isOnTop ? 'manual' : null });
    setAttributes(this.#launcher, { 'aria-label': label, 'aria-expanded': String(isOpen), 'data-text': text });
    setAttributes(this.#path, { d: isOpen ? 'M6 9l6 6 6-6' : 'M21 12a8 8 0 0 1-8 8H4l2-3.2A8 8 0 1 1 21 12zM9 12h.01M13 12h.01M17 12h.01' });
    this.#panelPlace.hidden = this.#panelPlace.inert = !isShown;
    this.#badge.textContent = unread > 9 ? '9+' : String(unread);
    place(this.#badge, unread > 0, (badge) => this.#launcher.append(badge));
    place(this.#unread, hasLauncher, (status) => this.#box.prepend(status));
    place(this.#launcher, hasLauncher, (launcher) => this.#box.prepend(launcher));
    this.#failure.textContent = failure || '';
    place(this.#failure, !!failure, (alert) => this.#box.append(alert));
    // Nothing of the page's lies over the top layer, nothing clips it, and no `transform` around moves what is in it.
    // Where a page's own tests run without a browser (happy-dom), there may be no such layer.
    if (this.#box.popover && this.#box.isConnected) this.#box.togglePopover?.(true);
  }

  focusLauncher(): void {
    this.#launcher.focus();
  }
}

/** Puts an element where it belongs, or away; one that is there already is not moved, which would cost it the focus. */
function place(element: Element, isWanted: boolean, insert: (element: Element) => void): void {
  if (!isWanted) detach(element);
  else if (!element.parentNode) insert(element);
}

function svg(tag: string, attributes: Readonly<Record<string, string>> = {}, ...children: readonly Node[]): SVGElement {
  const created = document.createElementNS('http://www.w3.org/2000/svg', tag);
  setAttributes(created, attributes);
  created.append(...children);
  return created;
}
