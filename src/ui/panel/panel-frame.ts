import { isFloating } from '../layout.js';
import type { WidgetElement } from '../widget-element.js';
import { adoptStyles } from '../adopt-styles.js';
import { isComposing } from './composition.js';
import { Containment } from './containment.js';
import { FocusKeeper } from './focus-keeper.js';
import { FullScreen } from './full-screen/full-screen.js';
import { styles } from './styles.js';

/** How the panel stands on its page: its styles, the room it takes, and the keys and the focus that are its own. */
export class PanelFrame {
  readonly #element: WidgetElement;
  readonly #container: HTMLElement;
  readonly #fullScreen: FullScreen;
  readonly #focusKeeper: FocusKeeper;
  readonly #containment: Containment;

  constructor(element: WidgetElement, container: HTMLElement, signal: AbortSignal) {
    this.#element = element;
    this.#container = container;
    adoptStyles(element.renderRoot, styles.join(''));
    this.#fullScreen = new FullScreen(container, () => element.hide(), signal);
    this.#focusKeeper = new FocusKeeper(container, signal);
    this.#containment = new Containment(container, signal);
    container.addEventListener('keydown', (event) => this.#onKeyDown(event), { signal });
  }

  /** Whether it lies above the page, and can be closed. */
  get isFloating(): boolean {
    return isFloating(this.#element.layout);
  }

  /** The element's attributes, its styles, or whether the panel is seen have changed. */
  update(isShown: boolean): void {
    const { isFloating } = this;
    this.#fullScreen.update(isShown && isFloating);
    this.#containment.update(isShown, isFloating);
    this.#container.classList.toggle('compact', /compact/.test(getComputedStyle(this.#element).getPropertyValue('--autessa-density')));
    // A CSS zoom of the page; the styles take it out of measures of the viewport.
    if (isShown) this.#container.style.setProperty('--_zoom', String(this.#container.currentCSSZoom ?? 1));
  }

  /** Puts the focus into the panel, see `Containment`. */
  insist(focus: () => unknown): void {
    this.#containment.insist(focus);
  }

  /** The element comes back to the page: what had the focus has just lost it. */
  holdFocus(): void {
    this.#focusKeeper.hold();
  }

  /** The element is back, and stands in front again: gives back what `holdFocus` held. */
  resume(): void {
    // WebKit leaves the top layer's box with a query container in it where it was put, as if it did not stand in front, until its style changes.
    this.#container.parentElement!.animate({ translate: '1px' }, 1);
    this.#focusKeeper.resume();
  }

  #onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || isComposing(event) || !this.isFloating) return;
    // The page may have a use for it too, and sees that it had one here.
    event.preventDefault();
    this.#element.hide();
  }
}
