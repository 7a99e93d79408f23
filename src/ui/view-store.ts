import { isJsonObject, parseJson, textOf } from '../base/json.js';
import { toJson } from '../base/robust-json.js';
import { storageArea } from '../base/storage-area.js';
import { readConfiguration } from './configuration.js';
import { identityOf } from './conversation-identity.js';
import { isMaskMissing } from './extensions/extension.js';
import { smallWindow } from './small-window.js';
import type { Composer } from './panel/composer.js';
import { loadMarkdown } from './markdown/reply-text.js';
import { viewKey } from './view-key.js';
import type { WidgetElement } from './widget-element.js';

/** After the first of some changes, the next ones are kept together, so many ms later: typing waits for no disk. */
const intervalMs = 300;

interface View {
  /** What stands in the text box. */
  readonly draft: string;
  /** How many replies have not been read. */
  readonly unread: number;
  readonly isOpen: boolean;
}

/**
 * What a person has done with the panel, apart from what was said: it is there again after a reload. Kept from the first
 * key on, as it changes, and when the page ends. All agents and users of a site share one entry.
 */
export class ViewStore {
  readonly #element: WidgetElement;
  readonly #panel: { readonly composer: Composer | undefined };
  readonly #lifetime = new AbortController();
  /** Where the view is kept; nothing, where the attributes do not suffice. */
  #place: Place | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isChanged = false;
  /** Where something of it is kept, as far as is known here. */
  #kept: Place | undefined;
  /** What the text box will begin with. */
  #draft = '';

  constructor(element: WidgetElement, panel: { readonly composer: Composer | undefined }) {
    this.#element = element;
    this.#panel = panel;
    this.#place = placeOf(element);
    const { signal } = this.#lifetime;
    element.renderRoot.addEventListener('input', () => this.#onInput(), { signal });
    for (const type of ['autessa-message', 'autessa-show', 'autessa-hide']) element.addEventListener(type, () => this.#saveSoon(), { signal });
    // Somebody may have written already.
    if (this.#written) this.#onInput();
  }

  /**
   * Shows the panel as the last page left it. What the page itself says of it counts more.
   *
   * @param isBack whether it is the element that was left: it knows whether it is open
   */
  restore(isBack = false): void {
    const element = this.#element;
    const view = this.#place && readAll(this.#place)[this.#place.identity];
    if (!isJsonObject(view)) return;
    const { unread } = view;
    if (Number.isSafeInteger(unread) && (unread as number) > 0) element.unread = unread as number;
    if (view['isOpen'] === true && !isBack && !matchMedia(smallWindow).matches) {
      // Before it is known what was said; who needs it tells where it cannot be loaded.
      Promise.all([import('../session/restore.js'), loadMarkdown()]).catch(() => undefined);
      element.open = true;
    }
    // Somebody may have been quicker.
    if (!this.#written) this.#draft = textOf(view['draft']);
    this.placeDraft();
  }

  /** Puts what was written on the last page into the text box, as soon as somebody can write there. */
  placeDraft(): void {
    const { composer } = this.#panel;
    if (!this.#draft || !composer?.isEnabled || !this.#element.isShown) return;
    // Whoever was quicker keeps what they wrote.
    if (!composer.value) composer.setDraft(this.#draft);
    this.#draft = '';
  }

  /** There may be another conversation: whoever comes back finds what they left. */
  follow(): void {
    if (!this.#element.session || this.#place) return;
    this.#place = placeOf(this.#element);
    this.#kept = undefined;
    this.restore();
  }

  /** The page may end. One on which nobody used the panel has nothing to add. */
  onPageHide(): void {
    if (this.#element.session) this.#save();
  }

  /** Keeps at once what has changed, before another conversation takes its place. */
  flush(): void {
    // Somebody has cleared all that is kept on this site since.
    if (this.#kept && !(this.#kept.identity in readAll(this.#kept))) this.#isChanged = false;
    if (this.#isChanged) this.#save();
    if (placeOf(this.#element)?.identity === this.#place?.identity) return;
    // What one wrote is not shown to the next, nor kept as theirs: there is no place until there is a session of theirs.
    this.#place = undefined;
    this.#draft = '';
  }

  /** Leaves nothing of it in the browser. */
  clear(): void {
    this.#draft = '';
    this.#isChanged = false;
    this.#write();
  }

  dispose(): void {
    this.flush();
    clearTimeout(this.#timer);
    this.#lifetime.abort();
  }

  /** What stands in the text box, or will. */
  get #written(): string {
    return this.#draft || (this.#panel.composer?.value ?? '');
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
    const { open, unread, messages } = this.#element;
    const draft = this.#element.extensions?.masked?.(this.#written) ?? this.#written;
    const isWorthIt = draft !== '' || unread > 0 || (messages.length > 0 && open);
    this.#write(isWorthIt ? { draft, unread, isOpen: open } : undefined);
  }

  #write(view?: View): void {
    if (!this.#place) return;
    const { persist, identity } = this.#place;
    // What is not there is left out.
    const all = toJson({ ...readAll(this.#place), [identity]: view });
    this.#kept = view && this.#place;
    try {
      const area = storageArea(persist);
      if (all === '{}') area?.removeItem(viewKey);
      else area?.setItem(viewKey, all);
    } catch {
      // Full, or blocked: of that the conversation's own store tells.
    }
  }
}

/** An entry among those of all agents and users of a site. */
interface Place {
  readonly persist: string | undefined;
  readonly identity: string;
}

function placeOf(element: WidgetElement): Place | undefined {
  const { session } = readConfiguration(element);
  return session && { persist: session.persist, identity: identityOf(session) };
}

function readAll({ persist }: Place): Readonly<Record<string, unknown>> {
  try {
    const all = parseJson(storageArea(persist)?.getItem(viewKey) ?? '');
    return isJsonObject(all) ? all : {};
  } catch {
    return {};
  }
}
