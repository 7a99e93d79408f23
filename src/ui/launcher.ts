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

/** The round button that opens and closes the panel; and what is said of unread messages, which the panel fills in. */
export function launcher({ label, isOpen, unread, onToggle, onIntent }: LauncherModel): TemplateResult {
  return html`<button
    part="launcher"
    class="launcher"
    type="button"
    aria-label=${label}
    aria-expanded=${isOpen}
    aria-describedby="unread"
    @click=${onToggle}
    @pointerenter=${onIntent}
    @focus=${onIntent}
  >
    <slot name="launcher-icon">
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d=${isOpen ? 'M6 6l12 12M18 6L6 18' : 'M21 12a8 8 0 0 1-8 8H4l2-3.2A8 8 0 1 1 21 12zM9 12h.01M13 12h.01M17 12h.01'} />
      </svg>
    </slot>
      ${unread > 0 ? html`<span part="badge" class="badge">${unread > 9 ? '9+' : unread}</span>` : nothing}
    </button>
    <span id="unread" class="visually-hidden" role="status"></span>`;
}
