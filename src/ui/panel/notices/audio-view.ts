import { html, nothing, type TemplateResult } from 'lit';
import type { Message, MessageInput } from '../../../conversation/message.js';
import { percentOf } from '../../strings/numbers.js';
import { fill } from '../../strings/strings.js';
import type { PanelContext } from '../panel-context.js';
import { footTemplate } from '../log/message-foot.js';
import { microphone } from './icons.js';

/** What the person said by audio, with text or without: what it was, and how far its upload has got. */
export function audioTemplate(message: Message, panel: PanelContext): TemplateResult {
  const { you, voiceNote = '', uploading = '', cancel, hearing, sendTextOnly } = panel.strings;
  const { id, text, progress } = message;
  // Its lines break where the text does.
  const content = isBeingWritten(message)
    ? html`<span class="dots" role="img" aria-label=${hearing ?? nothing}><i></i><i></i><i></i></span>`
    : html`${namesOf(message, panel).map((name) => html`<div class="sound">${microphone} <bdi>${name ?? voiceNote}</bdi></div>`)}${text}`;
  return html`<span class="visually-hidden">${you}: </span>
    <div class="bubble">${content}</div>
    ${progress === undefined
      ? footTemplate(message, panel)
      : html`<div class="foot">
          ${fill(uploading, { percent: percentOf(progress, panel.language) })}
          <button class="link" type="button" @click=${() => takeBack(id, panel)}>${cancel ?? nothing}</button>
          ${text
            ? html`<button class="link" type="button" @click=${() => takeBack(id, panel, text)}>${sendTextOnly ?? nothing}</button>`
            : nothing}
        </div>`}`;
}

/** @param text to be said without what went along with it */
function takeBack(id: string, { session, send }: PanelContext, text?: string): void {
  session?.cancel(id).then((isBack) => isBack && text && send(text), () => undefined);
}

/** Whether it was said in a call, and its text is still to come: of what was recorded, at least the format is known. */
function isBeingWritten({ text, input = [] }: Message): boolean {
  return text === '' && input.every((each) => each.inputType === 'AUDIO' && Object.keys(each).length === 1);
}

/** What is sent of a file has no name any more: it is known as long as the panel is there. */
const names = new WeakMap<PanelContext, Map<string, readonly (string | undefined)[]>>();

function namesOf({ id, input = [] }: Message, panel: PanelContext): readonly (string | undefined)[] {
  const known = names.get(panel) ?? new Map<string, readonly (string | undefined)[]>();
  names.set(panel, known);
  const found = input.filter(({ inputType }) => inputType === 'AUDIO').map(nameOf);
  if (found.some(Boolean)) known.set(id, found);
  return known.get(id) ?? found;
}

function nameOf(input: MessageInput): string | undefined {
  return 'file' in input && input.file instanceof File ? input.file.name : undefined;
}
