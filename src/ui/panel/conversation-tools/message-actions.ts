import type { Message } from '../../../conversation/message.js';
import type { LazyPart } from '../../lazy-part.js';
import type { Judgement } from '../judgement/judgement.js';
import type { PanelParts } from '../panel-parts.js';
import { ActionBar } from './action-bar.js';
import { elementIn, hasFocus } from './elements.js';
import { AutessaLinkEvent } from './link-event.js';

/**
 * What can be done with a message. The last reply has its actions below it; any other shows them when it is pointed at
 * or tapped. With the keyboard, the up and down arrows in the actions go from message to message. So there are two bars
 * however long the conversation is.
 */
export class MessageActions {
  readonly #panel: PanelParts;
  readonly #log: HTMLElement;
  /** Below the last reply, where it takes room. */
  readonly #resting: ActionBar;
  /** On the message that is pointed at, above what is there. */
  readonly #floating: ActionBar;

  constructor(panel: PanelParts, judgement: LazyPart<Judgement>) {
    this.#panel = panel;
    const log = elementIn(panel, '.log');
    this.#log = log;
    const onMove = (from: Message, by: 1 | -1): void => this.#move(from, by);
    this.#resting = new ActionBar(panel, judgement, false, onMove);
    this.#floating = new ActionBar(panel, judgement, true, onMove);
    const { signal } = panel;
    log.addEventListener('pointerover', (event) => event.pointerType === 'mouse' && this.#point(event.target), { signal });
    log.addEventListener('pointerleave', () => this.#leave(), { signal });
    log.addEventListener('focusout', ({ relatedTarget }) => !log.contains(relatedTarget as Node | null) && this.#leave(), { signal });
    log.addEventListener('click', (event) => this.#tap(event), { signal });
    for (const type of ['click', 'auxclick'] as const) log.addEventListener(type, (event) => this.#follow(event), { signal });
  }

  /**
   * The messages, or the words, are other ones now.
   *
   * @returns whether the log has grown
   */
  update(): boolean {
    const messages = this.#messages;
    const last = messages.at(-1);
    const resting = last && isReply(last) ? last : undefined;
    const hasGrown = this.#resting.show(resting, this.#elementOf(resting));
    const id = this.#floating.message?.id;
    if (id === undefined) return hasGrown;
    const floating = messages.findLast((message) => message.id === id);
    this.#floating.show(floating === last ? undefined : floating, this.#elementOf(floating));
    return hasGrown;
  }

  get #messages(): readonly Message[] {
    return this.#panel.snapshot.messages;
  }

  #elementOf(message: Message | undefined): HTMLElement | null {
    return message ? this.#log.querySelector(`[data-id="${CSS.escape(message.id)}"]`) : null;
  }

  #point(target: EventTarget | null): void {
    const element = target instanceof HTMLElement ? target.closest<HTMLElement>('[data-id]') : null;
    if (!element || element.contains(this.#resting.element)) return this.#leave();
    if (element.contains(this.#floating.element)) return;
    const message = this.#messages.findLast(({ id }) => id === element.dataset.id);
    this.#floating.show(message && hasActions(message) ? message : undefined, element);
  }

  /** A bar that somebody uses by keyboard stays. */
  #leave(): void {
    if (!hasFocus(this.#floating.element)) this.#floating.show(undefined, null);
  }

  /** A finger cannot point: a tap shows the actions, and another one hides them. */
  #tap(event: PointerEvent): void {
    const target = event.target as Element;
    if (event.pointerType === 'mouse' || target.closest('a, button, summary') || getSelection()?.type === 'Range') return;
    if (target.closest('[data-id]')?.contains(this.#floating.element)) this.#floating.show(undefined, null);
    else this.#point(target);
  }

  /** A link within the reply itself, as to a footnote, leads nowhere else; what is in a slot is the page's own. */
  #follow(event: MouseEvent): void {
    const link = (event.target as Element).closest<HTMLAnchorElement>('a[target]');
    if (link && this.#log.contains(link) && event.button < 2 && !event.defaultPrevented && !this.#panel.element.dispatchEvent(new AutessaLinkEvent({ href: link.href }))) event.preventDefault();
  }

  #move(from: Message, by: 1 | -1): void {
    const able = this.#messages.filter(hasActions);
    const next = able[able.findIndex(({ id }) => id === from.id) + by];
    const element = this.#elementOf(next);
    if (!next || !element) return;
    const isLast = element.contains(this.#resting.element);
    if (!isLast) this.#floating.show(next, element);
    element.scrollIntoView({ block: 'nearest' });
    (isLast ? this.#resting : this.#floating).focus();
    if (isLast) this.#floating.show(undefined, null);
  }
}

/** What was stopped before its first word can still be asked again. */
function isReply({ role, status, text }: Message): boolean {
  return role === 'agent' && status !== 'streaming' && (text !== '' || status === 'stopped');
}

function hasActions(message: Message): boolean {
  return isReply(message) || (message.role === 'user' && message.text !== '');
}
