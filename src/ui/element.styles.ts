import { css } from './css.js';

/**
 * The colours and measures that launcher and panel share, and the looks of what is there before the panel is loaded. They stand on an
 * element of the shadow root's, not on the host: there, a page's own rule for all elements would win.
 */
export const elementStyles = css`
  :host {
    display: block;
  }
  /* Floating, out of the flow, where an empty box would be one more item of a page that is a grid, or a column with room between. */
  :host(:state(--floating)) {
    position: absolute;
  }
  /* Else it fills its box: there its height is the element's own. */
  :host(:not(:state(--floating))) {
    height: 100%;
    min-height: 0;
  }
  :host([hidden]) {
    display: none;
  }
  .root {
    all: initial;
    display: grid;
    color-scheme: inherit;
    /* Without what shines through: nobody knows what that would be. */
    --_accent: rgb(from var(--autessa-accent, light-dark(#4f46e5, #a5a1ff)) r g b / 1);
    /* White on what is dark, black on what is light, as far out as comes out as either: by luminance, where both contrast
       as much (WCAG), one takes over. */
    --_far: calc((0.179 - y) * 9999);
    --_on-accent: var(--autessa-on-accent, color(from var(--_accent) xyz-d65 var(--_far) var(--_far) var(--_far)));
    --_surface: var(--autessa-surface, light-dark(#fff, #17171c));
    --_text: var(--autessa-text, light-dark(#1b1b22, #ececf1));
    --_offset: var(--autessa-offset, 20px);
    --_launcher: var(--autessa-launcher-size, 56px);
    color: var(--_text);
    font: var(--autessa-font-size, 15px) / 1.5 var(--autessa-font, system-ui, sans-serif);
    -webkit-tap-highlight-color: transparent;
  }
  .auto {
    color-scheme: light dark;
  }
  .light {
    color-scheme: light;
  }
  .dark {
    color-scheme: dark;
  }
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }
  [hidden] {
    display: none !important;
  }
  :focus-visible {
    outline: 2px solid var(--_link, var(--_accent));
    outline-offset: 2px;
  }
  .floating {
    position: fixed;
    inset-block: auto var(--_offset);
    inset-inline: auto var(--_offset);
    z-index: var(--autessa-z-index, 2147483000);
  }
  .start {
    inset-inline: var(--_offset) auto;
  }
  .top {
    inset-block: var(--_offset) auto;
  }
  button {
    padding: 0;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    cursor: pointer;
  }
  .launcher {
    position: relative;
    display: grid;
    place-items: center;
    min-width: var(--_launcher);
    height: var(--_launcher);
    /* To be seen where colours are forced, which leave no background. */
    border: 2px solid transparent;
    border-radius: 99px;
    background: var(--_accent);
    color: var(--_on-accent);
    box-shadow: var(--autessa-launcher-shadow, 0 4px 16px rgb(0 0 0 / 24%));
  }
  .launcher[data-text] {
    grid-auto-flow: column;
    gap: 8px;
    padding: 0 18px;
  }
  .launcher[data-text]::after {
    content: attr(data-text);
  }
  svg {
    width: 24px;
    height: 24px;
    fill: none;
    stroke: currentcolor;
    stroke-width: 1.8;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .badge {
    position: absolute;
    top: -4px;
    inset-inline-end: -4px;
    min-width: 20px;
    padding: 0 5px;
    border-radius: 99px;
    background: #c5221f;
    color: #fff;
    font-size: 12px;
    font-weight: 600;
    line-height: 20px;
  }
  /* The panel, or why there is none: in the launcher's corner, beside it, towards the middle of the window. */
  .floating > :is(div, p) {
    position: fixed;
    inset: inherit;
    margin-block: calc(var(--_launcher) + 16px);
  }
  .root > p {
    width: 240px;
    padding: 16px;
    border-radius: 12px;
    background: var(--_surface);
    box-shadow: 0 4px 16px rgb(0 0 0 / 24%);
  }
  @media print {
    .floating {
      display: none;
    }
  }
`;
