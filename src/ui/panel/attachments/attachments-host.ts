import type { MessageInput } from '../../../conversation/message.js';
import type { ExtrasContext } from '../extras/context.js';
import type { MessageContext } from '../message-view.js';
import type { Attachments } from './attachments.js';

/** Loads what it takes to send audio with the first reach for it: a press, a drop or a paste. */
export class AttachmentsHost {
  readonly #context: ExtrasContext;
  readonly #messages: MessageContext;
  readonly #onChange: () => void;
  /** For what waits to be sent. */
  readonly #box = document.createElement('div');
  #attachments: Attachments | undefined;
  #loading: Promise<Attachments> | undefined;

  /** @param onChange there is something to send, or no more */
  constructor(context: ExtrasContext, messages: MessageContext, onChange: () => void) {
    this.#context = context;
    this.#messages = messages;
    this.#onChange = onChange;
    this.#box.className = 'tray';
    // Nothing runs while nobody looks.
    context.element.addEventListener('autessa-hide', () => this.#attachments?.rest(), { signal: context.signal });
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

  /** The composer makes way for a consent, and comes back another one. */
  update(): void {
    const field = this.#context.container.querySelector('.field');
    if (field && !this.#box.isConnected) field.before(this.#box);
  }

  /** Offers the ways there are to come by audio. */
  async choose(): Promise<void> {
    (await this.#load())?.choose();
  }

  /** @param files what is pasted, dropped, or dragged over the panel @param type the event's */
  async receive(files: readonly File[], type: string): Promise<void> {
    const attachments = await this.#load();
    if (!attachments) return;
    attachments.isDropping = type === 'dragover';
    // What is copied from a document may hold pictures, too.
    const meant = type === 'paste' ? files.filter((file) => file.type.startsWith('audio/')) : files;
    if (meant.length > 0 && type !== 'dragover') attachments.add(meant);
  }

  clear(): void {
    this.#attachments?.clear();
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
