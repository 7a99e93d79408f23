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
    --_border: color-mix(in oklab, var(--_surface), var(--_text) 15%);
    --_surface-raised: color-mix(in oklab, var(--_surface), var(--_text) 6%);
    --_muted: color-mix(in oklab, var(--_text), var(--_surface) 32%);
    /* How high a button is. */
    --_target: 36px;
    --_gap: 12px;
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
    width: min(var(--autessa-panel-width, 400px), 100% - 2 * var(--_offset));
    height: min(var(--autessa-panel-height, 640px), 100% - 2 * var(--_offset) - var(--_launcher) - 16px);
  }
  .floating .panel {
    border: 1px solid var(--_border);
    border-radius: var(--autessa-radius, 16px);
    box-shadow: 0 12px 40px rgb(0 0 0 / 18%);
  }
  .inline,
  .page {
    grid-template: minmax(0, 1fr) / minmax(0, 1fr);
    height: 100%;
    min-height: 0;
  }
  /* In a box without a height of its own it would grow with every message. */
  .inline {
    min-height: 320px;
    contain: size;
  }
  /* Where the box around has no height, as high as the window: a share of what is not known counts for nothing. */
  .page .panel-host {
    height: calc(100dvh / var(--_zoom, 1));
    min-height: 100%;
    max-height: 100%;
  }
  /* In a wide box, a column that is good to read. */
  .header,
  .scroller,
  .composer,
  .status,
  .consent {
    padding-inline: max(16px, 50% - 380px);
  }

  .launcher:hover {
    filter: brightness(1.1);
  }
  .icon {
    display: grid;
    flex: none;
    place-items: center;
    width: var(--_target);
    height: var(--_target);
    border-radius: 16px;
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
    cursor: default;
    opacity: 0.6;
  }
  /* What sends is a disc, also where there is nothing to send; what talks is none. */
  :is([part='send'], [part='stop']) {
    padding: max(0px, var(--_target) / 2 - 18px);
    border-radius: 50%;
    background: var(--_surface-raised);
    background-clip: content-box !important;
    color: var(--_text);
    opacity: 1 !important;
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
  }

  .header {
    display: flex;
    flex: none;
    align-items: center;
    gap: 10px;
    --_on-header: color(from var(--autessa-header) xyz-d65 var(--_far) var(--_far) var(--_far));
    min-height: calc(36px + 2 * var(--_gap));
    background: var(--autessa-header);
    color: var(--autessa-on-header, var(--_on-header));
    padding-inline-end: max(8px, 50% - 380px);
    border-block-end: 1px solid var(--_border);
  }
  .header .icon {
    color: inherit;
  }
  .header h2 {
    margin: 0;
    overflow: hidden;
    font-size: 1.07em;
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
    font-size: 1.07em;
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
    display: flex;
    flex-direction: column;
    flex: 1;
    min-height: 0;
  }
  .scroller {
    display: flex;
    flex-direction: column;
    flex: 1;
    gap: var(--_gap);
    /* At the end, a line of the status below touches no text. */
    padding-block: var(--_gap) 36px;
    scroll-padding-block-end: 60px;
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
    font-size: 1.33em;
    font-weight: 650;
    text-align: center;
    text-wrap: balance;
  }
  .welcome .avatar {
    font-size: 1.4em;
  }

  @media (max-width: 480px), (max-height: 420px) {
    .floating .panel-host {
      inset: 0;
      width: auto;
      height: auto;
      margin: 0;
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
  .compact {
    --_gap: 6px;
  }
  @media (pointer: coarse) {
    .panel-host {
      --_target: 44px;
    }
  }
  @media (prefers-reduced-motion: no-preference) {
    /* Out of the launcher's corner and back, also where the page is written from right to left. */
    .start,
    .floating:dir(rtl) {
      --_aside: -8px;
    }
    .start:dir(rtl) {
      --_aside: 8px;
    }
    .top {
      --_away: -12px;
    }
    /* Not laid out and not seen, but there: Firefox moves nothing on its way to no display. Back it is seen at once, for the focus. */
    .panel-host[hidden] {
      display: block !important;
      visibility: hidden;
      content-visibility: hidden;
      opacity: 0;
      translate: var(--_aside, 8px) var(--_away, 12px);
      /* The shorthand would lose the last of them where the styles are made smaller. */
      transition-property: opacity, translate, visibility, content-visibility;
      transition-duration: 0.16s;
      transition-behavior: allow-discrete;
    }
    .launcher svg {
      transition: rotate 0.18s;
    }
    .launcher[aria-expanded='true'] svg {
      rotate: 1turn;
    }
    .floating :not([hidden]) > .panel {
      animation: appear 0.18s ease-out;
    }
    @keyframes appear {
      from {
        opacity: 0;
        translate: var(--_aside, 8px) var(--_away, 12px);
      }
    }
  }
  @media (forced-colors: active) {
    /* What is told by its ground alone. */
    .is-primary,
    [part='stop'],
    .message-user .bubble {
      border: 1px solid ButtonText;
    }
  }
`;
