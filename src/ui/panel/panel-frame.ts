import { isFloating } from '../configuration.js';
import type { WidgetElement } from '../widget-element.js';
import { adoptStyles } from '../adopt-styles.js';
import { isComposing } from './composition.js';
import { Containment } from './containment.js';
import { FullScreen } from './full-screen/full-screen.js';
import { styles } from './styles.js';

/** How the panel stands on its page: its styles, the room it takes, and the keys that are its own. */
export class PanelFrame {
  readonly #element: WidgetElement;
  readonly #container: HTMLElement;
  readonly #fullScreen: FullScreen;
  readonly #containment: Containment;

  constructor(element: WidgetElement, container: HTMLElement, signal: AbortSignal) {
    this.#element = element;
    this.#container = container;
    adoptStyles(element.renderRoot, styles.join(''));
    this.#fullScreen = new FullScreen(container, () => element.hide(), signal);
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

  /** The element is back, and stands in front again. */
  resume(): void {
    // WebKit leaves the top layer's box with a query container in it where it was put, as if it did not stand in front, until its style changes.
    this.#container.parentElement!.animate({ translate: '1px' }, 1);
  }

  #onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || isComposing(event) || !this.isFloating) return;
    // The page may have a use for it too, and sees that it had one here.
    event.preventDefault();
    this.#element.hide();
  }
}
