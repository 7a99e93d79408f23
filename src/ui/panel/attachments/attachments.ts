import type { MessageInput } from '../../../conversation/message.js';
import { isEnabled } from '../../configuration.js';
import { create } from '../../dom.js';
import { LazyPart } from '../../lazy-part.js';
import type { PanelParts } from '../panel-parts.js';
import type { TrayView } from './tray-view.js';

/** Audio to send: what it takes is loaded with the first reach for it, which is a press, a drop or a paste. */
export class Attachments {
  /** For what waits to be sent. */
  readonly element = create('div', { class: 'tray' });
  readonly #panel: PanelParts;
  readonly #view: LazyPart<TrayView>;

  /** @param onChange there is something to send, or no more */
  constructor(panel: PanelParts, onChange: () => void) {
    this.#panel = panel;
    const { container, signal } = panel;
    this.#view = new LazyPart(async () => {
      const [{ TrayView }] = await Promise.all([import('./tray-view.js'), panel.notices.load()]);
      signal.throwIfAborted();
      return new TrayView(panel, this.element, onChange);
    });
    for (const type of ['dragover', 'dragleave', 'drop', 'paste']) container.addEventListener(type, (event) => this.#onTransfer(event), { signal });
  }

  get isEnabled(): boolean {
    return isEnabled(this.#panel.element, 'attachments');
  }

  /** How many can be sent. */
  get count(): number {
    return this.#view.current?.count ?? 0;
  }

  /** Offers the ways there are to come by audio. */
  choose(): void {
    this.#reach((view) => view.choose());
  }

  /** What is to be sent with a text, of which nothing is kept here; the text alone where there is nothing. */
  take(text: string): string | readonly MessageInput[] {
    return this.#view.current?.take(text) ?? text;
  }

  clear(): void {
    this.#view.current?.clear();
  }

  /** Offline there is no tray; the next reach tries again. */
  #reach(action: (view: TrayView) => void): void {
    this.#view.load().then(action, () => undefined);
  }

  /** What is on offer can be read only while the event lasts. */
  #onTransfer(event: Event): void {
    const { type, dataTransfer, clipboardData } = event as DragEvent & ClipboardEvent;
    const files = [...(dataTransfer ?? clipboardData!).files];
    // Text is dragged as ever. A paste may be of both, and of files a text box takes none.
    if (!this.isEnabled || !(dataTransfer?.types.includes('Files') ?? files.length)) return;
    if (dataTransfer) event.preventDefault();
    this.#reach((view) => view.receive(files, type));
  }
}
