import { setAttributes } from '../dom.js';
import type { MarkdownStrings } from './markdown-strings.js';

/** Says by a task's box whether it is done. */
export function setTask(box: Element, isDone: boolean, { done, toDo }: MarkdownStrings): void {
  setAttributes(box, { type: 'checkbox', disabled: '', 'aria-label': isDone ? done : toDo, checked: isDone ? '' : null });
}
