import { html, nothing, type TemplateResult } from 'lit';

export interface LauncherModel {
  readonly label: string;
  readonly isOpen: boolean;
  /** How many replies came while the panel was closed. */
  readonly unread: number;
  readonly onToggle: () => void;
  /** The person is about to press it. */
  readonly onIntent: () => void;
}

/** The round button that opens and closes the panel. */
export function launcher({ label, isOpen, unread, onToggle, onIntent }: LauncherModel): TemplateResult {
  return html`<button
    part="launcher"
    class="launcher"
    type="button"
    aria-label=${label}
    aria-expanded=${isOpen}
    @click=${onToggle}
    @pointerenter=${onIntent}
    @focus=${onIntent}
  >
    <slot name="launcher-icon">
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d=${isOpen ? 'M6 9l6 6 6-6' : 'M21 12a8 8 0 0 1-8 8H4l2-3.2A8 8 0 1 1 21 12zM9 12h.01M13 12h.01M17 12h.01'} />
      </svg>
    </slot>
    ${unread > 0 ? html`<span part="badge" class="badge">${unread > 9 ? '9+' : unread}</span>` : nothing}
  </button>`;
}
