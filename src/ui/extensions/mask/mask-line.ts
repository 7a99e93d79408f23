import type { ExtensionContext } from '../extension-context.js';
import type { Offer } from '../offer/offer.js';
import { fill, type AllStrings } from '../../strings/strings.js';
import type { WidgetElement } from '../../widget-element.js';
import type { Masked, MaskKind } from './masking.js';
import { SentText } from './sent-text.js';

/** What it shows of. */
export interface MaskPort {
  readonly marks: Readonly<Record<MaskKind, string>>;
  readonly strings: AllStrings;
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
  #sent: SentText | undefined;
  /** Whether its message is there. */
  #isThere = false;
  #following = new AbortController();

  constructor({ element, createOffer, signal }: ExtensionContext, mask: MaskPort) {
    this.#element = element;
    this.#mask = mask;
    this.#offer = createOffer({ part: 'masked' });
    const onInput = (): void => {
      if (this.#written) this.#forget();
      this.update();
    };
    element.renderRoot.addEventListener('input', onInput, { signal });
    signal.addEventListener('abort', () => this.#forget());
  }

  /** Something was just replaced in this text, which is being sent. @param messageId of its message, where that is there already */
  onMasked(written: string, masked: string, messageId?: string): void {
    this.#forget();
    this.#sent = new SentText(written, masked, this.#element, messageId);
    this.#element.session?.subscribe(() => this.#follow(), this.#following);
    // The text box is emptied first.
    queueMicrotask(() => this.update());
  }

  update(): void {
    this.#isThere = this.#sent?.isIn(this.#element) ?? false;
    const written = this.#text;
    const found = written ? this.#mask.apply(written).found : [];
    if (found.length === 0) return this.#offer.show(undefined);
    const { hiddenInMessage, sendAsWritten } = this.#mask.strings;
    this.#offer.show({
      text: fill(hiddenInMessage, { what: found.map((kind) => this.#mask.marks[kind]).join(' ') }),
      actions: [{ label: sendAsWritten, part: 'send-as-written', onAct: () => this.#send() }],
    });
  }

  /** With each token of a reply: its message may have come, or gone with its conversation. */
  #follow(): void {
    const wasThere = this.#isThere;
    if (this.#sent?.isIn(this.#element) === wasThere) return;
    this.update();
    if (wasThere) this.#forget();
  }

  #forget(): void {
    this.#sent = undefined;
    this.#isThere = false;
    this.#following.abort();
    this.#following = new AbortController();
  }

  /** What is offered may be gone since, with the person who wrote it. */
  #send(): void {
    const { renderRoot, session } = this.#element;
    const text = this.#text;
    if (text) this.#mask.allow(text);
    this.#forget();
    if (this.#written) renderRoot.querySelector<HTMLElement>('[part=send]')?.click();
    // What goes wrong is shown with the message.
    else if (text) session?.send(text).catch(() => undefined);
    this.update();
    this.#input?.focus();
  }

  /** What is being written, or was sent last in this conversation. */
  get #text(): string {
    return this.#written || (this.#sent?.isIn(this.#element) ? this.#sent.written : '');
  }

  get #input(): HTMLTextAreaElement | null {
    return this.#element.renderRoot.querySelector('textarea');
  }

  get #written(): string {
    return this.#input?.value.trim() ?? '';
  }
}
