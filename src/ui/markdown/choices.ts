import { css } from '../css.js';
import { create } from '../dom.js';
import { readSuggestion, type Suggestion } from '../suggestion.js';
import { adoptStyles } from '../adopt-styles.js';

const MOST = 12;

/**
 * Shows a JSON array of choices as buttons. One sends itself, once; when something has been said after the reply, by
 * whatever means, they are of no use any more, and the one that was said is marked.
 * @param name what the group is called for those who cannot see it
 * @returns whether the text is such an array
 */
export function showChoices(box: HTMLElement, text: string, name: string, onChoose: (prompt: string) => void): boolean {
  let values: unknown;
  try {
    values = JSON.parse(text);
  } catch {
    return false;
  }
  const choices = Array.isArray(values) ? values.map(readSuggestion) : [];
  if (choices.length === 0 || choices.length > MOST || choices.includes(undefined)) return false;
  const buttons = (choices as Required<Suggestion>[]).map(({ label, prompt }) => {
    const button = create('button', { type: 'button', class: 'choice', part: 'suggestion', dir: 'auto' }, label) as HTMLButtonElement;
    button.value = prompt;
    button.addEventListener('click', () => {
      close(prompt);
      onChoose(prompt);
    });
    return button;
  });
  const close = (said: string): void => {
    const chosen = buttons.find(({ value }) => value.trim() === said.trim());
    chosen?.setAttribute('aria-pressed', 'true');
    for (const each of buttons) each.disabled = true;
  };
  box.className = 'choices';
  box.setAttribute('role', 'group');
  box.setAttribute('aria-label', name);
  box.replaceChildren(...buttons);
  adoptStyles(box, styles);
  whenAnswered(box, close);
  return true;
}

/** Calls back once, when a visitor's message comes after that in which an element stands, or is there already. */
function whenAnswered(element: Element, callback: (text: string) => void): void {
  const message = element.closest('.message');
  const findAnswer = (): boolean => {
    let next = message?.nextElementSibling;
    while (next && !next.matches('.message-user')) next = next.nextElementSibling;
    if (next) callback(next.querySelector('.bubble')?.textContent ?? '');
    return !!next;
  };
  if (!message?.parentElement || findAnswer()) return;
  const observer = new MutationObserver(() => findAnswer() && observer.disconnect());
  observer.observe(message.parentElement, { childList: true });
}

const styles = css`
  .markdown .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .markdown .choice {
    min-height: 44px;
    padding: 0.4em 0.9em;
    border: 1px solid var(--_border);
    border-radius: 22px;
  }
  .markdown .choice[aria-pressed='true'] {
    border-color: var(--_accent);
  }
  .markdown .choice:disabled {
    opacity: 0.7;
  }
`;
