import { css } from 'lit';

/** The looks of the panel; colours and measures come from the element's own styles. */
export const panelStyles = css`
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .panel {
    display: flex;
    flex-direction: column;
    height: 100%;
    overflow: hidden;
    background: var(--_surface);
    color: var(--_text);
  }
  .panel-host {
    height: 100%;
  }
  :host(:not([layout='inline'], [layout='page'])) .panel-host {
    position: absolute;
    inset-block: auto 72px;
    inset-inline: auto 0;
    width: min(var(--autessa-panel-width, 400px), 100vw - 2 * var(--_offset));
    height: min(var(--autessa-panel-height, 640px), 100dvh - 2 * var(--_offset) - 80px);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    overflow: hidden;
    box-shadow:
      0 1px 3px rgb(0 0 0 / 12%),
      0 12px 40px rgb(0 0 0 / 18%);
  }
  :host([placement$='start']:not([layout='inline'], [layout='page'])) .panel-host {
    inset-inline: 0 auto;
  }
  :host([placement^='top']:not([layout='inline'], [layout='page'])) .panel-host {
    inset-block: 72px auto;
  }
  :host([layout='inline']) {
    height: 100%;
    min-height: 320px;
  }
  :host([layout='page']) {
    height: 100dvh;
  }
  :host([layout='page']) :is(.log, .suggestions, .composer, .trouble, .status, .consent) {
    width: min(100%, 760px);
    margin-inline: auto;
  }

  button {
    font: inherit;
    cursor: pointer;
  }
  .icon {
    display: grid;
    flex: none;
    place-items: center;
    width: 44px;
    height: 44px;
    margin: 0;
    padding: 0;
    border: 0;
    border-radius: 12px;
    background: none;
    color: var(--_muted);
  }
  .icon svg {
    width: 20px;
    height: 20px;
  }
  .icon:hover:not(:disabled) {
    background: var(--_surface-raised);
    color: var(--_text);
  }
  .is-primary.is-primary:enabled {
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .icon:disabled {
    background: var(--_surface-raised);
    color: var(--_muted);
    cursor: default;
  }
  .link {
    min-height: 24px;
    margin: 0;
    padding: 0 2px;
    border: 0;
    background: none;
    color: var(--_accent);
    font-weight: 600;
    text-decoration: underline;
    text-underline-offset: 2px;
  }

  .header {
    display: flex;
    flex: none;
    align-items: center;
    gap: 10px;
    min-height: 60px;
    padding-block: 8px;
    padding-inline: 18px 8px;
    border-block-end: 1px solid var(--_border);
  }
  .header h2 {
    margin: 0;
    overflow: hidden;
    font-size: 16px;
    font-weight: 650;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .header > slot {
    display: flex;
    flex: 1;
    align-items: center;
    gap: 10px;
    min-width: 0;
  }
  .avatar {
    width: 32px;
    height: 32px;
    border-radius: 50%;
    object-fit: cover;
  }

  .body {
    position: relative;
    flex: 1;
    min-height: 0;
  }
  .scroller {
    display: flex;
    flex-direction: column;
    gap: 12px;
    height: 100%;
    padding: 16px 16px 8px;
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
  }
  .suggestions {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-block-start: auto;
    padding-block: 8px;
  }
  .suggestion {
    min-height: 44px;
    margin: 0;
    padding: 8px 14px;
    border: 1px solid var(--_border);
    border-radius: 22px;
    background: var(--_surface);
    color: var(--_text);
    text-align: start;
  }
  .suggestion:hover {
    border-color: var(--_accent);
    background: var(--_surface-raised);
  }
  .to-end {
    position: absolute;
    bottom: 8px;
    left: 50%;
    display: flex;
    align-items: center;
    gap: 6px;
    min-height: 36px;
    padding: 0 14px;
    border: 1px solid var(--_border);
    border-radius: 18px;
    background: var(--_surface);
    color: var(--_text);
    font-size: 13px;
    transform: translateX(-50%);
    box-shadow: 0 2px 10px rgb(0 0 0 / 16%);
  }
  .to-end svg {
    width: 16px;
    height: 16px;
  }

  .status {
    flex: none;
    min-height: 20px;
    padding: 0 18px;
    color: var(--_muted);
    font-size: 13px;
    line-height: 20px;
  }
  .trouble {
    display: grid;
    flex: none;
    gap: 4px;
    justify-items: start;
    margin: 8px 12px 0;
    padding: 10px 12px;
    border: 1px solid color-mix(in oklab, var(--_danger), transparent 60%);
    border-radius: 12px;
    color: var(--_danger);
    font-size: 14px;
  }
  .trouble code {
    font-size: 12px;
    overflow-wrap: anywhere;
  }
  .consent {
    display: grid;
    flex: none;
    gap: 10px;
    max-height: 50%;
    padding: 12px 16px 16px;
    border-block-start: 1px solid var(--_border);
    overflow-y: auto;
    font-size: 14px;
  }
  .consent p {
    margin: 0;
    white-space: pre-line;
  }
  .consent button {
    min-height: 44px;
    padding: 0 16px;
    border: 0;
    border-radius: 12px;
    font-weight: 600;
  }

  @media (max-width: 480px) {
    :host(:not([layout='inline'], [layout='page'])) .panel-host {
      position: fixed;
      inset: 0;
      width: auto;
      height: auto;
      border: 0;
      border-radius: 0;
    }
    .panel {
      padding-block: env(safe-area-inset-top) env(safe-area-inset-bottom);
    }
  }
  @media (prefers-reduced-motion: no-preference) {
    .panel-host {
      animation: appear 0.18s ease-out;
    }
    @keyframes appear {
      from {
        opacity: 0;
        transform: translateY(8px);
      }
    }
  }
  @media (forced-colors: active) {
    .is-primary {
      border: 1px solid ButtonText;
    }
  }
`;
