import { html, type TemplateResult } from 'lit';
import { voiceIcons } from './icons.js';

export interface TalkButtonModel {
  readonly label: string;
  readonly isHeld: boolean;
  readonly onHold: (isHeld: boolean) => void;
}

const keys: readonly string[] = [' ', 'Enter'];

/**
 * A button that is held to talk: by a pointer, by Space or by Enter. A screen reader presses it without holding
 * anything; then one press begins, and the next one ends.
 */
export function talkButton({ label, isHeld, onHold }: TalkButtonModel): TemplateResult {
  const onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    const button = event.currentTarget as HTMLElement;
    // A finger may stray from the button while it is held.
    if (event.isTrusted) button.setPointerCapture(event.pointerId);
    onHold(true);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!keys.includes(event.key)) return;
    // No press, and no scrolling.
    event.preventDefault();
    if (!event.repeat) onHold(true);
  };
  const onKeyUp = (event: KeyboardEvent): void => {
    if (!keys.includes(event.key)) return;
    event.preventDefault();
    onHold(false);
  };
  const onClick = ({ detail }: MouseEvent): void => {
    if (detail === 0) onHold(!isHeld);
  };
  const letGo = (): void => onHold(false);
  return html`<button
    class="talk ${isHeld ? 'is-held' : ''}"
    part="talk"
    type="button"
    aria-pressed=${isHeld}
    @pointerdown=${onPointerDown}
    @pointerup=${letGo}
    @pointercancel=${letGo}
    @keydown=${onKeyDown}
    @keyup=${onKeyUp}
    @click=${onClick}
    @blur=${letGo}
    @contextmenu=${(event: Event) => event.preventDefault()}
  >
    ${voiceIcons.microphone} <span>${label}</span>
  </button>`;
}
