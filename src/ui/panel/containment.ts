/** What a listener of the page's could keep an event of the pointer from its target with. */
const vetoes = ['preventDefault', 'stopPropagation', 'stopImmediatePropagation'] as const;

const keys = ['keydown', 'keypress', 'keyup'] as const;

/**
 * Lets a person use the panel on a page that has its own mind about keys and focus. What is written in a text box is no
 * shortcut of the page's, which sees the element and not the text box; nor does the page forbid to copy it. Modal dialogs
 * of the page's keep the focus to themselves (by `focusin`, in the capture phase too), and let no click through: a panel
 * that lies in front is used all the same. A page that scrolls by a script, or keeps what is behind such a dialog from
 * scrolling, hears of no wheel that is turned in the panel, and of no finger that moves in one that lies in front. The
 * page's listeners in the capture phase come first, so this listens at the window.
 */
export class Containment {
  readonly #box: HTMLElement;
  readonly #root: ShadowRoot;
  #lifetime = new AbortController();
  #state: string | false = false;
  #isQuiet = false;

  constructor(box: HTMLElement, signal: AbortSignal) {
    this.#box = box;
    this.#root = box.getRootNode() as ShadowRoot;
    signal.addEventListener('abort', () => this.update(false));
  }

  /** @param isInFront whether it lies above the page */
  update(isShown: boolean, isInFront = false): void {
    const state = isShown && String(isInFront);
    if (state === this.#state) return;
    this.#state = state;
    this.#lifetime.abort();
    this.#lifetime = new AbortController();
    if (!isShown) return;
    this.#listen(keys, (event, target) => isTyped(event as KeyboardEvent, target) && keepWithin(event, target));
    // Pages that forbid to copy mean what is theirs, and not what somebody writes.
    this.#listen(['selectstart', 'copy', 'cut', 'paste', 'contextmenu'], (event, target) => isTextBox(target) && keepWithin(event, target));
    // With Ctrl it is not for scrolling: it zooms, which a page of maps keeps to itself.
    this.#listen(['wheel'], (event, target) => (event as WheelEvent).ctrlKey || keepWithin(event, target), true);
    if (!isInFront) return;
    this.#listen(['focus', 'focusin'], keepWithin);
    // The browser scrolls, by what it is not told to leave: at the window it would wait for this.
    this.#box.addEventListener('touchmove', (event) => this.#targetOf(event) && event.stopPropagation(), { passive: true, signal: this.#lifetime.signal });
    this.#listen(['mousedown', 'touchstart', 'click'], (event, target) => this.#protect(event, target), true);
    for (const type of ['focusout', 'blur']) {
      addEventListener(type, (event) => this.#isQuiet && event.stopImmediatePropagation(), { capture: true, signal: this.#lifetime.signal });
    }
  }

  /** Puts the focus into the panel. Where the page takes it back at once, it sees nothing of the second time. */
  insist(focus: () => unknown): void {
    focus();
    if (this.#root.activeElement || !this.#state) return;
    this.#isQuiet = true;
    focus();
    this.#isQuiet = false;
  }

  /** Hears before the page of what happens in the panel's own nodes. */
  #listen(types: readonly string[], listener: (event: Event, target: Element) => unknown, passive = false): void {
    const onEvent = (event: Event): void => {
      const target = this.#targetOf(event);
      if (target) listener(event, target);
    };
    for (const type of types) addEventListener(type, onEvent, { capture: true, passive, signal: this.#lifetime.signal });
  }

  /** The panel's own node that an event is about; what the page put into the panel is the page's. */
  #targetOf(event: Event): Element | null | undefined {
    const [target] = event.composedPath();
    // The window is no node, and has the focus, too.
    if (target instanceof Node && this.#box.contains(target)) return target as Element;
    // Of what is in a closed shadow root around us, the window hears as of that root's host.
    for (let root = this.#root.host.getRootNode(); root instanceof ShadowRoot; root = root.host.getRootNode()) {
      if (root.host !== target) continue;
      const found = event instanceof MouseEvent ? this.#root.elementFromPoint(event.clientX, event.clientY) : this.#root.activeElement;
      return this.#box.contains(found) ? found : null;
    }
    return undefined;
  }

  /** On its way to its target an event cannot be taken away; but where a link leads to, a page may decide. */
  #protect(event: Event, target: Element): void {
    if (target.closest('a')) return;
    for (const veto of vetoes) event[veto] = () => undefined;
    const release = (): void => {
      for (const veto of vetoes) delete (event as Partial<Event>)[veto];
    };
    this.#box.addEventListener(event.type, release, { capture: true, once: true });
    const field = event.type === 'mousedown' && target.closest<HTMLElement>('textarea, input');
    // Where the page took the focus back in the midst of its coming.
    if (field) setTimeout(() => this.insist(() => field.focus()));
  }
}

/** With Ctrl, keys that move in a text or remove some of it, and A, C, V, X, Y, Z, whatever alphabet they stand for. */
const editing = /^(8|3.|4[06]|6[57]|8[689]|90)$/;

/** Not `matches`: a selection may begin in a text node. */
const isTextBox = ({ localName }: Element): boolean => /^(textarea|input)$/.test(localName);

/** Whether a key belongs to a text that is being written, and is no command: on some keyboards Alt makes characters. */
function isTyped(event: KeyboardEvent, target: Element): boolean {
  const { key, keyCode, ctrlKey, altKey, metaKey } = event;
  if (!isTextBox(target) || /^(Escape|F\d+)$/.test(key)) return false;
  return event.getModifierState('AltGraph') || (ctrlKey || metaKey ? editing.test(String(keyCode)) : !(altKey && /[a-z\d]/i.test(key)));
}

/** The page does not hear of the event; what is within the panel does. */
function keepWithin(event: Event, target: Element): void {
  event.stopImmediatePropagation();
  const { type, bubbles, cancelable } = event;
  // No KeyboardEvent: in Firefox each of them leaves a shadow root, whatever its `composed` says.
  const copy = new Event(type, { bubbles, cancelable }) as Event & Record<string, unknown>;
  for (const member in event) if (!(member in copy)) copy[member] = event[member as keyof Event];
  if (!target.dispatchEvent(copy)) event.preventDefault();
}
