import type { ExtrasContext } from './context.js';

/** In the empty text box, the up arrow brings back what the person said last. */
export function recallWithArrowUp({ container, session, signal }: ExtrasContext): void {
  container.addEventListener(
    'keydown',
    (event) => {
      const input = event.target;
      if (!(input instanceof HTMLTextAreaElement) || event.key !== 'ArrowUp' || input.value !== '') return;
      if (event.isComposing || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
      const last = session()?.snapshot.messages.findLast(({ role }) => role === 'user');
      if (!last?.text) return;
      event.preventDefault();
      input.value = last.text;
      input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    },
    { signal },
  );
}
