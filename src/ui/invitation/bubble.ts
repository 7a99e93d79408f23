import { adoptStyles } from '../adopt-styles.js';
import { create, detach } from '../dom.js';
import { languageKey, languageOf } from '../strings/language.js';
import type { WidgetElement } from '../widget-element.js';
import { invitationStyles } from './invitation.styles.js';

/** What closes it, by language: no translation has been loaded yet, and most who see it never need one. */
const closeNames: Readonly<Record<string, string>> = {
  ar: 'إغلاق',
  de: 'Schließen',
  es: 'Cerrar',
  fr: 'Fermer',
  he: 'סגירה',
  hi: 'बंद करें',
  it: 'Chiudi',
  ja: '閉じる',
  ko: '닫기',
  nl: 'Sluiten',
  pl: 'Zamknij',
  pt: 'Fechar',
  tr: 'Kapat',
  'zh-Hans': '关闭',
};

export interface BubbleActions {
  readonly onTake: () => void;
  /** @param hadFocus whether that was by keyboard, and the focus has to go somewhere */
  readonly onDismiss: (hadFocus: boolean) => void;
}

/** A few words beside the launcher, which open the panel, and a button that closes them. Made by hand: nothing else is loaded for it. */
export class Bubble {
  readonly #words = create('span', { dir: 'auto' });
  readonly #close = create('button', { class: 'invitation-close', part: 'invitation-close', type: 'button' }, '\u00d7');
  readonly #text = create('button', { class: 'invitation-text', part: 'invitation-text', type: 'button' }, this.#words);
  /** A live region has to be there before something is said in it. */
  readonly #box = create('div', { class: 'invitation-box', role: 'status' });

  constructor(actions: BubbleActions) {
    this.#text.addEventListener('click', actions.onTake);
    this.#close.addEventListener('click', () => actions.onDismiss(this.#hasFocus));
    this.#box.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      actions.onDismiss(true);
    });
  }

  /** Puts its place beside the launcher, and what it says in there as soon as that has been seen by whoever reads it out. */
  show(element: WidgetElement, text: string, signal: AbortSignal): void {
    this.#close.ariaLabel = element.strings?.close ?? closeNames[languageKey(languageOf(element))] ?? 'Close';
    this.#words.textContent = text;
    const { renderRoot } = element;
    adoptStyles(renderRoot, invitationStyles);
    renderRoot.querySelector('.launcher')?.after(this.#box);
    requestAnimationFrame(() => signal.aborted || this.#box.replaceChildren(create('div', { class: 'invitation', part: 'invitation' }, this.#text, this.#close)));
  }

  remove(): void {
    detach(this.#box);
  }

  get #hasFocus(): boolean {
    return this.#box.matches(':focus-within');
  }
}
