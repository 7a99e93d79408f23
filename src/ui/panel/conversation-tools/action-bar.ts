import { html, nothing, render, type TemplateResult } from 'lit';
import { isAskable } from '../../../conversation/askable.js';
import type { Message } from '../../../conversation/message.js';
import { isEnabled } from '../../configuration.js';
import { create, detach, setAttributes } from '../../dom.js';
import type { LazyPart } from '../../lazy-part.js';
import type { Judgement } from '../judgement/judgement.js';
import type { PanelParts } from '../panel-parts.js';
import { placeBar } from './bar-placement.js';
import { copyMessage } from './copying.js';
import { toolIcons } from './icons.js';
import { longTime, shortTime } from './time.js';

/** What a person is told after an action. */
type Told = 'copied' | 'copyFailed' | 'thanks';

/** The actions of one message at a time, as a toolbar: one stop of the Tab key, with arrows between its buttons. */
export class ActionBar {
  readonly element = create('div', { class: 'actions', part: 'actions', role: 'toolbar' });
  readonly #panel: PanelParts;
  readonly #judgement: LazyPart<Judgement>;
  readonly #isFloating: boolean;
  #message: Message | undefined;
  #status: Told | undefined;

  /**
   * @param isFloating whether it stands above what is there; else it takes room
   * @param onMove the person wants to go to another message by keyboard: 1 is down
   */
  constructor(panel: PanelParts, judgement: LazyPart<Judgement>, isFloating: boolean, onMove: (from: Message, by: 1 | -1) => void) {
    this.#panel = panel;
    this.#judgement = judgement;
    this.#isFloating = isFloating;
    const { element } = this;
    element.addEventListener('keydown', (event) => this.#onKeyDown(event, onMove));
    // Whoever reached the bar knows where they are: Tab goes on from there.
    element.addEventListener('focusin', ({ target }) => this.#rove(target as HTMLElement));
    element.addEventListener('animationend', () => this.#tell(undefined));
  }

  get message(): Message | undefined {
    return this.#message;
  }

  /**
   * @param message `undefined` hides the bar
   * @returns whether it came to a place where it was not before
   */
  show(message: Message | undefined, place: HTMLElement | null): boolean {
    const { element } = this;
    if (message?.id !== this.#message?.id) this.#status = undefined;
    this.#message = place ? message : undefined;
    if (this.#isFloating && element.parentElement !== place) element.parentElement?.classList.remove('has-floating-actions');
    if (!this.#message || !place) {
      detach(element);
      return false;
    }
    render(this.#template(this.#message), element);
    setAttributes(element, { 'aria-label': this.#panel.allStrings.messageActions });
    this.#rove(element.querySelector('[tabindex="0"]') ?? this.#buttons[0]);
    if (place.lastElementChild === element) return false;
    place.append(element);
    if (!this.#isFloating) return true;
    place.classList.add('has-floating-actions');
    placeBar(element, place);
    return true;
  }

  focus(): void {
    this.element.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }

  get #buttons(): HTMLElement[] {
    return [...this.element.querySelectorAll('button')];
  }

  #template(message: Message): TemplateResult {
    const { element, allStrings: strings } = this.#panel;
    const isDone = message.role === 'agent' && message.status === 'done';
    const status = this.#status;
    return html`${navigator.clipboard && message.text
        ? this.#button(strings.copy, status === 'copied' ? toolIcons.check : toolIcons.copy, () => void this.#copy(message), status === 'copied' ? 'is-told' : '')
        : nothing}
      ${isDone && isEnabled(element, 'feedback')
        ? this.#judgement.current?.thumbs(message, (isJudged) => this.#tell(isJudged ? 'thanks' : undefined))
        : nothing}
      ${message.status === 'stopped' && this.#isAskable(message)
        ? this.#button(strings.retry, toolIcons.restart, () => void this.#panel.session?.retry(message.id).catch(() => undefined))
        : nothing}
      <time datetime=${new Date(message.at).toISOString()} @pointerenter=${({ target }: { target: HTMLElement }) => (target.title = longTime(message.at, element))}>${shortTime(message.at, element)}</time>
      <span class=${status === undefined || status === 'copied' ? 'visually-hidden' : 'is-told'} role="status">${status ? strings[status] : nothing}</span>`;
  }

  #isAskable({ turn }: Message): boolean {
    const asked = this.#panel.snapshot.messages.find(({ id }) => id === turn);
    return !asked || isAskable(asked);
  }

  #button(label: string, icon: TemplateResult, onClick: () => void, look = ''): TemplateResult {
    return html`<button class="action ${look}" part="action" type="button" tabindex="-1" aria-label=${label} title=${label} @click=${onClick}>
      ${icon}
    </button>`;
  }

  async #copy(message: Message): Promise<void> {
    try {
      await copyMessage(message, this.element.parentElement!.querySelector('.bubble'));
      this.#tell('copied');
    } catch {
      // Refused by the browser, the person or the page's policy.
      this.#tell('copyFailed');
    }
  }

  #tell(status: Told | undefined): void {
    if (!this.#message) return;
    this.#status = status;
    this.show(this.#message, this.element.parentElement);
  }

  /** One button is reached by Tab, the others from there by arrows. */
  #rove(to: HTMLElement | undefined): void {
    for (const button of this.#buttons) button.tabIndex = button === to ? 0 : -1;
  }

  #onKeyDown(event: KeyboardEvent, onMove: (from: Message, by: 1 | -1) => void): void {
    const buttons = this.#buttons;
    const at = buttons.indexOf(event.target as HTMLButtonElement);
    const forward = getComputedStyle(this.element).direction === 'rtl' ? -1 : 1;
    const go = (to: number): void => buttons.at(to % buttons.length)?.focus();
    if (event.key === 'ArrowRight') go(at + forward);
    else if (event.key === 'ArrowLeft') go(at - forward);
    else if (event.key === 'Home') go(0);
    else if (event.key === 'End') go(-1);
    else if (event.key === 'ArrowUp' && this.#message) onMove(this.#message, -1);
    else if (event.key === 'ArrowDown' && this.#message) onMove(this.#message, 1);
    else return;
    // The log would scroll, and take it for a wish to read further up.
    event.preventDefault();
    event.stopPropagation();
  }
}
