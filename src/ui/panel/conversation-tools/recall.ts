import { isComposing } from '../composition.js';
import type { PanelParts } from '../panel-parts.js';

/** The up arrow brings what was said last back into the empty text box. */
export function recallByKey(panel: PanelParts): void {
  const { composer } = panel;
  composer.element.addEventListener('keydown', (event) => {
    const { key, target, shiftKey, ctrlKey, altKey, metaKey } = event;
    if (key !== 'ArrowUp' || (target as Element).localName !== 'textarea' || composer.value || shiftKey || ctrlKey || altKey || metaKey || isComposing(event)) return;
    const text = panel.snapshot.messages.findLast(({ role }) => role === 'user')?.text;
    if (!text) return;
    event.preventDefault();
    composer.setDraft(text);
  });
}
