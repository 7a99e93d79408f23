import { LazyPart } from '../lazy-part.js';
import type { PanelParts } from './panel-parts.js';

/** A part of the panel that lives as long as the panel. */
export interface PanelPart {
  /** The session, its snapshot, the strings or the settings are other ones now. */
  update(): void;
}

/** When a part is loaded, and what. */
export interface PanelPartLoader<Part extends PanelPart> {
  isNeeded(panel: PanelParts): unknown;
  load(panel: PanelParts): Promise<new (panel: PanelParts) => Part>;
}

/** A part of the panel that is loaded as soon as it is needed. From then on it stays. */
export class LazyPanelPart<Part extends PanelPart> extends LazyPart<Part> {
  readonly #isNeeded: () => unknown;

  /** @param onChange it is there, or could not be loaded: `update` is to be called */
  constructor(panel: PanelParts, loader: PanelPartLoader<Part>, onChange: () => void) {
    super(async () => {
      const Loaded = await loader.load(panel);
      panel.signal.throwIfAborted();
      return new Loaded(panel);
    }, onChange);
    this.#isNeeded = () => loader.isNeeded(panel);
  }

  update(): void {
    this.prepare();
    this.current?.update();
  }

  /** Loads what will be needed as soon as somebody looks. */
  prepare(): void {
    if (!this.current && this.#isNeeded()) this.request();
  }
}
