import { css } from '../css.js';

/** The looks of the panel; the colours and measures of the launcher, too, come from the element's own styles. */
export const panelStyles = css`
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .panel-host {
    --_surface-raised: color-mix(in oklab, var(--_surface), var(--_text) 6%);
    --_muted: color-mix(in oklab, var(--_text), var(--_surface) 32%);
    --_danger: light-dark(#b3261e, #ffb4ab);
    min-height: 0;
  }
  .panel {
    /* A page that lets nothing be selected does not mean what is said here. */
    -webkit-user-select: text;
    user-select: text;
    /* The brand colour as text, dark or light enough to be read on the panel. */
    --_link: light-dark(oklch(from var(--_accent) min(l, 0.5) c h), oklch(from var(--_accent) max(l, 0.72) c h));
    display: flex;
    flex-direction: column;
    height: 100%;
    overflow: hidden;
    background: var(--_surface);
  }
  /* Where the page has a CSS zoom, units of the viewport grow with it; shares of the viewport do not. */
  .floating .panel-host {
    position: fixed;
    inset-block: auto calc(var(--_offset) + 72px);
    inset-inline: auto var(--_offset);
    width: min(var(--autessa-panel-width, 400px), 100% - 2 * var(--_offset));
    height: min(var(--autessa-panel-height, 640px), 100% - 2 * var(--_offset) - 72px);
  }
  .floating .panel {
    border: 1px solid var(--_border);
    border-radius: var(--autessa-radius, 16px);
    box-shadow:
      0 1px 3px rgb(0 0 0 / 12%),
      0 12px 40px rgb(0 0 0 / 18%);
  }
  .start .panel-host {
    inset-inline: var(--_offset) auto;
  }
  .top .panel-host {
    inset-block: calc(var(--_offset) + 72px) auto;
  }
  :host(:is([layout='inline'], [layout='page'])),
  .inline,
  .page {
    height: 100%;
    min-height: 0;
  }
  /* In a box without a height of its own it would grow with every message. */
  .inline {
    min-height: 320px;
    contain: size;
  }
  /* Where the box around has no height, as high as the window. */
  .page .panel-host {
    contain: size;
    contain-intrinsic-height: calc(100dvh / var(--_zoom, 1));
  }
  .inline,
  .page {
    grid-template: minmax(0, 1fr) / minmax(0, 1fr);
  }
  /* In a wide box, a column that is good to read. */
  .header,
  .scroller,
  .composer,
  .status,
  .consent {
    padding-inline: max(16px, 50% - 380px);
  }

  .icon {
    display: grid;
    flex: none;
    place-items: center;
    width: 44px;
    height: 44px;
    border-radius: 12px;
    color: var(--_muted);
  }
  .icon svg {
    width: 20px;
    height: 20px;
  }
  .icon:hover:enabled {
    background: var(--_surface-raised);
    color: var(--_text);
  }
  .is-primary.is-primary:enabled {
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .icon:disabled {
    background: var(--_surface-raised);
    cursor: default;
  }
  [part='stop'] {
    background: var(--_surface-raised);
    color: var(--_text);
  }
  [part='stop'] svg {
    fill: currentcolor;
  }
  .link {
    min-height: 24px;
    padding: 0 2px;
    color: var(--_link);
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
    padding-inline-end: max(8px, 50% - 380px);
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
    position: relative;
    display: grid;
    flex: none;
    place-items: center;
    width: 2em;
    height: 2em;
    overflow: hidden;
    border-radius: 50%;
    background: var(--_accent);
    color: var(--_on-accent);
    font-size: 16px;
    font-weight: 650;
  }
  .avatar::before {
    content: attr(data-initial);
  }
  .avatar img {
    position: absolute;
    width: 100%;
    height: 100%;
    background: var(--_surface);
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
    padding-block: 16px 8px;
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
  }
  .scroller:has(.welcome) {
    justify-content: safe center;
  }
  .welcome {
    display: grid;
    gap: 14px;
    justify-items: center;
    font-size: 20px;
    font-weight: 650;
    text-align: center;
    text-wrap: balance;
  }
  .welcome .avatar {
    font-size: 28px;
  }
  .status {
    flex: none;
    min-height: 20px;
    color: var(--_muted);
    font-size: 13px;
    line-height: 20px;
  }

  @media (max-width: 480px), (max-height: 420px) {
    .floating .panel-host {
      inset: 0;
      width: auto;
      height: auto;
    }
    .floating .panel {
      padding: env(safe-area-inset-top) env(safe-area-inset-right) env(safe-area-inset-bottom) env(safe-area-inset-left);
      border: 0;
      border-radius: 0;
    }
    /* It lies behind, where nobody should get to it with the Tab key. */
    .launcher[aria-expanded='true'] {
      visibility: hidden;
    }
  }
  @media (prefers-reduced-motion: no-preference) {
    .panel {
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
    .field:focus-within {
      outline: 2px solid Highlight;
    }
  }
`;
