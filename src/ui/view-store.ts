import { isJsonObject, textOf } from '../base/json.js';
import { isMaskMissing } from './extensions/extension.js';
import { loadConversation } from './load-conversation.js';
import type { Composer } from './panel/composer.js';
import { smallWindow } from './small-window.js';
import { StoredView } from './stored-view.js';
import type { WidgetElement } from './widget-element.js';

/** After the first of some changes, the next ones are kept together, so many ms later: typing waits for no disk. */
const intervalMs = 300;

/**
 * Keeps what a person has done with the panel, so that it is there again after a reload: from the first key on, as it
 * changes, and when the page ends.
 */
export class ViewStore {
  readonly #element: WidgetElement;
  readonly #lifetime = new AbortController();
  /** Where it is kept; nothing where the attributes do not suffice, or as long as there is no session of theirs. */
  #stored: StoredView | undefined;
  /** Where the person writes, as soon as it is there. */
  #composer: Composer | undefined;
  /** What the text box will begin with. */
  #draft = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isChanged = false;

  constructor(element: WidgetElement) {
    this.#element = element;
    this.#stored = StoredView.of(element);
    const { signal } = this.#lifetime;
    element.renderRoot.addEventListener('input', () => this.#onInput(), { signal });
    for (const type of ['autessa-message', 'autessa-show', 'autessa-hide']) element.addEventListener(type, () => this.#saveSoon(), { signal });
  }

  /**
   * Shows the panel as the last page left it. What the page itself says of it counts more.
   *
   * @param isBack whether it is the element that was left: it knows whether it is open
   */
  restore(isBack = false): void {
    const element = this.#element;
    const view = this.#stored?.read();
    if (!isJsonObject(view)) return;
    const { unread } = view;
    if (Number.isSafeInteger(unread) && (unread as number) > 0) element.unread = unread as number;
    if (view['isOpen'] === true && !isBack && !matchMedia(smallWindow).matches) {
      loadConversation();
      element.open = true;
    }
    // Somebody may have been quicker.
    if (!this.#written) this.#draft = textOf(view['draft']);
    this.#placeDraft();
  }

  /** There may be another conversation, or a panel by now: whoever comes back finds what they left. */
  update(composer: Composer | undefined): void {
    this.#composer = composer;
    if (this.#element.session && !this.#stored) {
      this.#stored = StoredView.of(this.#element);
      this.restore();
    }
    this.#placeDraft();
  }

  /** The page may end. One on which nobody used the panel has nothing to add. */
  onPageHide(): void {
    if (this.#element.session) this.#save();
  }

  /** Keeps at once what has changed, before another conversation takes its place. */
  flush(): void {
    if (this.#stored?.isCleared) this.#isChanged = false;
    if (this.#isChanged) this.#save();
    if (StoredView.of(this.#element)?.identity === this.#stored?.identity) return;
    // What one wrote is not shown to the next, nor kept as theirs.
    this.#stored = undefined;
    this.#draft = '';
  }

  /** Leaves nothing of it in the browser. */
  clear(): void {
    this.#draft = '';
    this.#isChanged = false;
    this.#stored?.write();
  }

  dispose(): void {
    this.flush();
    clearTimeout(this.#timer);
    this.#lifetime.abort();
  }

  /** What stands in the text box, or will. */
  get #written(): string {
    return this.#draft || (this.#composer?.value ?? '');
  }

  /** As soon as somebody can write there, and has not yet. */
  #placeDraft(): void {
    const composer = this.#composer;
    if (!this.#draft || !composer?.isEnabled || !this.#element.isShown) return;
    if (!composer.value) composer.setDraft(this.#draft);
    this.#draft = '';
  }

  #onInput(): void {
    if (this.#timer === undefined) this.#save();
    this.#saveSoon();
  }

  /** An event comes before what it tells of is so. */
  #saveSoon(): void {
    this.#isChanged = true;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.flush();
    }, intervalMs);
  }

  /** Nothing is kept where nothing has been said or written. */
  #save(): void {
    // It is kept when what hides something of it is there.
    this.#isChanged = isMaskMissing(this.#element);
    if (this.#isChanged) return;
    const { open, unread, messages, extensions } = this.#element;
    const draft = extensions?.masked?.(this.#written) ?? this.#written;
    const isWorthIt = draft !== '' || unread > 0 || (messages.length > 0 && open);
    this.#stored?.write(isWorthIt ? { draft, unread, isOpen: open } : undefined);
  }
}
