import { html, nothing, type TemplateResult } from 'lit';
import type { Strings } from '../strings/strings.js';
import { icons } from './icons.js';

export interface HeaderModel {
  readonly strings: Strings;
  /** The agent's picture. */
  readonly avatar: TemplateResult;
  /** `undefined` where the panel is always open. */
  readonly onClose: (() => void) | undefined;
}

/** The panel's upper bar. */
export function header({ strings, avatar, onClose }: HeaderModel): TemplateResult {
  return html`<div class="header" part="header">
    <slot name="header">
      ${avatar}
      <h2 dir="auto" .textContent=${strings.heading}></h2>
    </slot>
    ${onClose
      ? html`<button class="icon" type="button" aria-label=${strings.close} @click=${onClose}>${icons.close}</button>`
      : nothing}
  </div>`;
}
