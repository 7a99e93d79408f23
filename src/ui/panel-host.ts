import type { ClearOptions } from '../session/ports.js';
import { ElementSession, type SessionChoice } from './element-session.js';
import { Panel } from './panel/panel.js';
import type { TranslationLoader } from './strings/translation-loader.js';
import { ViewStore } from './view-store.js';
import type { WidgetElement } from './widget-element.js';

/**
 * Owns what is there as soon as somebody has reached for the panel of an element: the session, the panel, and what is kept
 * of its looks. It keeps them in step, and puts the focus where a person who opens the panel goes on.
 */
export class PanelHost {
  readonly #element: WidgetElement;
  readonly session: ElementSession;
  #panel: Panel | undefined;
  #views: ViewStore | undefined;
  /** Whether the element has just come back to the page. */
  #isBack = false;

  /** @param signal ends with the element's stay on the page */
  constructor(element: WidgetElement, signal: AbortSignal, choice: SessionChoice) {
    this.#element = element;
    this.session = new ElementSession(element, signal, choice);
  }

  /** What a person did with the panel on the last page, and does on this one. */
  get views(): ViewStore {
    return (this.#views ??= new ViewStore(this.#element));
  }

  /** The attributes may ask for another conversation. */
  follow(choice: SessionChoice): void {
    // What is kept of one conversation is kept before another takes its place.
    this.flush();
    this.session.follow(choice);
  }

  /** Makes the panel. What is typed in it is kept from the first key. */
  openPanel(translations: TranslationLoader): void {
    const container = this.#element.renderRoot.querySelector<HTMLElement>('.panel-host');
    if (this.#element.isConnected && container) this.#panel ??= new Panel(this.#element, container, translations);
    this.views.update(this.#panel?.composer);
  }

  /**
   * Lets all follow what has changed.
   *
   * @param isUnusable whether something is missing or wrong without which nobody can talk
   * @param isFocusDue whether the focus goes into the panel
   * @returns whether there is something to do in it
   */
  update(isUnusable: boolean, isFocusDue: boolean): boolean {
    const { isShown, session } = this.#element;
    this.session.setVisible(isShown);
    // What is not to be seen any more, another user's messages among it, is gone at once; what comes may have to be loaded.
    this.#panel?.update(isUnusable);
    // Before there is a session nobody can write, and whoever types would press a button.
    const canBegin = isUnusable || !!session;
    if (isFocusDue && canBegin) this.#panel?.focus();
    if (this.#isBack) this.#panel?.resume();
    this.#isBack = false;
    this.#views?.update(this.#panel?.composer);
    return canBegin && this.#panel !== undefined;
  }

  /** The element comes back to the page: what had the focus has just lost it, or did when it left. */
  onReturn(): void {
    this.#isBack = true;
    this.#panel?.focusKeeper.hold();
  }

  /** The page may end. */
  onPageHide(): void {
    this.#views?.onPageHide();
  }

  /** Keeps at once what has changed. */
  flush(): void {
    this.#views?.flush();
  }

  /** See the method of the element. */
  async clearStoredData(asked: SessionChoice, options?: ClearOptions): Promise<void> {
    const session = await this.session.open(asked);
    // What is left when it comes to a database that cannot be emptied is deleted all the same.
    await session.clearStoredData(options).finally(() => this.views.clear());
  }

  dispose(): void {
    this.#views?.dispose();
    this.#panel?.dispose();
    this.session.dispose();
  }
}
