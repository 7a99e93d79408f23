import type { JsonObject } from '../../../base/json.js';
import type { AutessaBeforeSendEvent } from '../../../session/events.js';
import { tokensIn } from '../../configuration.js';
import type { AllStrings } from '../../strings/strings.js';
import type { WidgetElement } from '../../widget-element.js';
import type { Extension } from '../extension.js';
import type { ExtensionContext } from '../extension-context.js';
import type { ExtensionStrings } from '../extension-strings.js';
import { AsWritten } from './as-written.js';
import { MaskLine, type MaskPort } from './mask-line.js';
import { kinds, maskText, type Masked, type MaskKind } from './masking.js';

/** Masks what is sent, as the element has it. Rejects where the words for it cannot be loaded. */
export async function createMask(context: ExtensionContext): Promise<Extension> {
  await context.strings.load();
  return new Mask(context);
}

/** What of an element is masked: whatever is sent passes through here, whoever sends it. */
class Mask implements Extension, MaskPort {
  readonly #element: WidgetElement;
  readonly #strings: ExtensionStrings;
  readonly #line: MaskLine;
  readonly #asWritten = new AsWritten();
  #reported: string | undefined;

  constructor(context: ExtensionContext) {
    const { element, strings, signal } = context;
    this.#element = element;
    this.#strings = strings;
    this.#line = new MaskLine(context, this);
    // Before the page's own listeners: what they see, and may keep, is masked.
    element.addEventListener('autessa-before-send', (event) => this.#onSend(event), { capture: true, signal });
  }

  update(): void {
    const { mask } = this.#element;
    if (mask !== this.#reported && tokensIn(mask)?.some((word) => !(kinds as readonly string[]).includes(word))) {
      import('../../problems.js').then(({ reportProblems }) => reportProblems(this.#element, ['mask'])).catch(() => undefined);
    }
    this.#reported = mask;
    this.#line.update();
    // In another language, as soon as its words are there.
    this.#strings.load().then(() => this.#line.update(), () => undefined);
  }

  masked(text: string): string {
    return this.apply(text).text;
  }

  /** A text as it would be sent. */
  apply(text: string): Masked {
    const wanted = tokensIn(this.#element.mask) ?? [];
    return maskText(text, kinds.filter((kind) => wanted.includes(kind)), this.marks);
  }

  get marks(): Readonly<Record<MaskKind, string>> {
    const { maskedCard, maskedEmail, maskedPhone } = this.strings;
    return { card: maskedCard, email: maskedEmail, phone: maskedPhone };
  }

  get strings(): AllStrings {
    return this.#strings.current;
  }

  /** Lets the next message with this text be sent as it is. */
  allow(text: string): void {
    this.#asWritten.allow(text, this.#element.session);
  }

  #onSend({ draft, messageId }: AutessaBeforeSendEvent): void {
    const isAgain = messageId !== undefined;
    const isAsWritten = this.#asWritten.begin(this.#element.session, isAgain);
    const input = draft.input.map((each) => {
      if (each?.inputType !== 'TEXT' || typeof each.content !== 'string' || isAsWritten(each.content)) return each;
      const { text, found } = this.apply(each.content);
      if (found.length === 0) return each;
      this.#line.onMasked(each.content, text, messageId);
      return { ...each, content: text };
    });
    // A message that is there already, and with which nothing is the matter, stays what it is.
    if (input.some((each, at) => each !== draft.input[at])) draft.input = input;
    if (isAgain && draft.context) this.#maskContext(draft, draft.context);
  }

  /** What went along with a message was masked then, if there was a mask. */
  #maskContext(draft: AutessaBeforeSendEvent['draft'], along: JsonObject): void {
    const masked = Object.entries(along).map(([name, value]) => [name, typeof value === 'string' ? this.masked(value) : value] as const);
    if (masked.some(([name, value]) => value !== along[name])) draft.context = Object.fromEntries(masked);
  }
}
