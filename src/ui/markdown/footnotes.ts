import { css } from '../css.js';

/* Marks that open the text of a footnote; loaded with the first of them. */

/** Opens the text of a footnote below the block in which it is referred to, or closes it again. */
export function toggleNote(mark: HTMLElement, container: Element): void {
  let block: Element = mark;
  while (block.parentElement !== container && !block.parentElement!.matches('li, blockquote, .note')) block = block.parentElement!;
  const label = mark.dataset['note']!;
  const open = [...container.querySelectorAll<HTMLElement>('.note-open')].find(({ dataset }) => dataset['note'] === label);
  const isHere = open?.previousElementSibling === block;
  for (const each of container.querySelectorAll('.note-mark')) {
    if ((each as HTMLElement).dataset['note'] === label) each.setAttribute('aria-expanded', String(each === mark && !isHere));
  }
  open?.remove();
  if (isHere) return;
  const note = [...container.querySelectorAll<HTMLElement>('.note')].find(({ dataset }) => dataset['note'] === label)!;
  const copy = note.cloneNode(true) as HTMLElement;
  copy.className = 'note note-open';
  copy.hidden = false;
  copy.setAttribute('role', 'note');
  block.after(copy);
}

export const styles = css`
  .markdown .note-mark {
    min-width: 1.6em;
    min-height: 1.6em;
    margin-inline: 0.1em;
    padding: 0 0.3em;
    border: 0;
    border-radius: 6px;
    background: var(--_surface-raised);
    color: var(--_link);
    font-size: 0.75em;
    text-align: center;
    vertical-align: super;
  }
  .markdown .note {
    color: var(--_muted);
    font-size: 0.9em;
  }
  .markdown .note-open {
    padding: 0.5em 0.8em;
    border: 1px solid var(--_border);
    border-radius: 8px;
  }
  .markdown .note > :is(.note-label, .note-label + p) {
    display: inline;
  }
`;
