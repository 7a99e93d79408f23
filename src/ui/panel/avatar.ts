import { html, nothing, type TemplateResult } from 'lit';

/**
 * The agent's picture. Where there is none, or none that can be shown: the first letter of its name, or dots as in a
 * bubble. For the eyes only, as the name stands beside it.
 *
 * @param picture its address
 */
export function avatar(name: string, picture: string | undefined): TemplateResult {
  return html`<span class="avatar" aria-hidden="true" data-initial=${/[\p{L}\p{N}]/u.exec(name)?.[0] ?? '•••'}>
    ${picture ? html`<img src=${picture} alt="" @load=${onSettle} @error=${onSettle} />` : nothing}
  </span>`;
}

function onSettle({ target, type }: Event): void {
  (target as HTMLElement).hidden = type === 'error';
}
