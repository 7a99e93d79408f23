import { create } from '../dom.js';
import { readSuggestion, type Suggestion } from '../suggestion.js';

const MOST = 12;

/**
 * Shows a JSON array of choices as buttons. One sends itself, once; then the others are of no use any more.
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
    const button = create('button', { type: 'button', class: 'choice', part: 'suggestion', dir: 'auto' }, label);
    button.addEventListener('click', () => {
      for (const each of buttons) (each as HTMLButtonElement).disabled = true;
      button.setAttribute('aria-pressed', 'true');
      onChoose(prompt);
    });
    return button;
  });
  box.className = 'choices';
  box.setAttribute('role', 'group');
  box.setAttribute('aria-label', name);
  box.replaceChildren(...buttons);
  return true;
}
