import { html, nothing, render } from 'lit';
import type { MessageInput } from '../../../conversation/message.js';
import type { ExtrasContext } from '../extras/context.js';
import { extraIcons } from '../extras/icons.js';
import type { MessageContext } from '../message-view.js';
import type { Attachments } from './attachments.js';

/** Loads what it takes to send audio with the first reach for it: a press, a drop or a paste. */
export class AttachmentsHost {
  readonly #context: ExtrasContext;
  readonly #messages: MessageContext;
  readonly #onChange: () => void;
  /** For what waits to be sent. */
  readonly #box = document.createElement('div');
  readonly #buttonBox = document.createElement('div');
  #attachments: Attachments | undefined;
  #loading: Promise<Attachments> | undefined;

  /** @param onChange there is something to send, or no more */
  constructor(context: ExtrasContext, messages: MessageContext, onChange: () => void) {
    this.#context = context;
    this.#messages = messages;
    this.#onChange = onChange;
    this.#box.className = 'tray';
    const { element, container, signal, isEnabled } = context;
    // Nothing runs while nobody looks.
    element.addEventListener('autessa-hide', () => this.#attachments?.rest(), { signal });
    for (const type of ['dragover', 'dragleave', 'drop', 'paste']) {
      container.addEventListener(type, (event) => isEnabled('attachments') && void this.#onTransfer(event), { signal });
    }
  }

  /** How many can be sent. */
  get count(): number {
    return this.#attachments?.count ?? 0;
  }

  /** Hands over what is to be sent with a text, if there is anything, and keeps nothing of it. */
  take(text: string): readonly MessageInput[] | undefined {
    const audio = this.#attachments?.take() ?? [];
    if (audio.length === 0) return undefined;
    return text ? [...audio, { inputType: 'TEXT', content: text }] : audio;
  }

  /** The words or the settings are other ones now. */
  update(): void {
    // The composer makes way for a consent, and comes back another one.
    const field = this.#context.container.querySelector('.field');
    if (field && !field.contains(this.#buttonBox)) field.prepend(this.#buttonBox);
    if (field && !this.#box.isConnected) field.before(this.#box);
    const { strings, isEnabled } = this.#context;
    render(
      isEnabled('attachments')
        ? html`<button class="icon" part="attach" type="button" aria-label=${strings().attach} @click=${() => void this.#choose()}>
            ${extraIcons.attach}
          </button>`
        : nothing,
      this.#buttonBox,
    );
  }

  clear(): void {
    this.#attachments?.clear();
  }

  async #choose(): Promise<void> {
    (await this.#load())?.choose();
  }

  /** What is on offer can be read only while the event lasts. */
  async #onTransfer(event: Event): Promise<void> {
    const { type, dataTransfer, clipboardData } = event as DragEvent & ClipboardEvent;
    const data = dataTransfer ?? clipboardData;
    const files = [...(data?.files ?? [])];
    // Text is pasted as ever, and dragged as ever.
    if (type === 'paste' ? !files.some((file) => file.type.startsWith('audio/')) : !data?.types.includes('Files')) return;
    event.preventDefault();
    const attachments = await this.#load();
    if (!attachments) return;
    attachments.isDropping = type === 'dragover';
    if (files.length > 0 && type !== 'dragover') attachments.add(files);
  }

  async #load(): Promise<Attachments | undefined> {
    try {
      return await (this.#loading ??= this.#create());
    } catch {
      // Offline it cannot be had; the next reach tries again.
      this.#loading = undefined;
      return undefined;
    }
  }

  async #create(): Promise<Attachments> {
    const { Attachments } = await import('./attachments.js');
    return (this.#attachments = new Attachments(this.#box, this.#messages, this.#onChange));
  }
}
