import type { ExtensionContext } from '../extension-context.js';
import type { Offer } from '../offer/offer.js';
import { fill } from '../../strings/strings.js';
import type { AllStrings } from '../../panel/panel-context.js';
import type { WidgetElement } from '../../widget-element.js';
import type { Masked, MaskKind } from './masking.js';

/** What it shows of. */
export interface MaskPort {
  readonly marks: Readonly<Record<MaskKind, string>>;
  readonly words: AllStrings;
  /** A text as it would be sent. */
  apply(text: string): Masked;
  /** Lets the next message with this text be sent as it is. */
  allow(text: string): void;
}

/** Says above the composer what of the text is hidden when it is sent, or was when it has been, and offers to send it as it is. */
export class MaskLine {
  readonly #element: WidgetElement;
  readonly #mask: MaskPort;
  readonly #offer: Offer;
  /** What was sent with something hidden, until the person goes on. */
  #sent: string | undefined;

  constructor({ element, createOffer, signal }: ExtensionContext, mask: MaskPort) {
    this.#element = element;
    this.#mask = mask;
    this.#offer = createOffer({ part: 'masked' });
    const onInput = (): void => {
      if (this.#written) this.#sent = undefined;
      this.update();
    };
    element.renderRoot.addEventListener('input', onInput, { signal });
  }

  /** Something was just replaced in this text, which is being sent. */
  onMasked(written: string): void {
    this.#sent = written;
    // The text box is emptied first.
    queueMicrotask(() => this.update());
  }

  update(): void {
    const written = this.#written || this.#sent;
    const found = written ? this.#mask.apply(written).found : [];
    if (!written || found.length === 0) return this.#offer.show(undefined);
    const { hiddenInMessage, sendAsWritten } = this.#mask.words;
    this.#offer.show({
      text: fill(hiddenInMessage, { what: found.map((kind) => this.#mask.marks[kind]).join(' ') }),
      actions: [{ label: sendAsWritten, part: 'send-as-written', onAct: () => this.#send(written) }],
    });
  }

  #send(written: string): void {
    const { renderRoot } = this.#element;
    this.#mask.allow(written);
    this.#sent = undefined;
    if (this.#written) renderRoot.querySelector<HTMLElement>('[part=send]')?.click();
    // What goes wrong is shown with the message.
    else this.#element.session?.send(written).catch(() => undefined);
    this.update();
    this.#input?.focus();
  }

  get #input(): HTMLTextAreaElement | null {
    return this.#element.renderRoot.querySelector('textarea');
  }

  get #written(): string {
    return this.#input?.value.trim() ?? '';
  }
}
