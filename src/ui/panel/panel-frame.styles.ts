import { css } from '../css.js';

/** How the panel stands on its page: beside its launcher, in a box of the page, or over all of a small window; and how it comes and goes. */
export const panelFrameStyles = css`
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

  .launcher:hover {
    filter: brightness(1.1);
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
`;
