import { css } from '../css.js';

/** The looks of what the panel consists of; the colours and measures of the launcher, too, come from the element's own styles. */
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
    container-type: inline-size;
    display: flex;
    flex-direction: column;
    height: 100%;
    overflow: hidden;
    background: var(--_surface);
  }
  /* In a wide box, a column that is good to read. */
  .header,
  .composer,
  .status,
  .consent {
    padding-inline: max(16px, 50% - 380px);
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

  .header,
  .header > slot {
    display: flex;
    align-items: center;
    gap: 10px;
  }
  .header {
    flex: none;
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
  .header h2,
  .avatar {
    font-size: 1.07em;
    font-weight: 650;
  }
  .header h2 {
    margin: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .header > slot {
    flex: 1;
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

  /* Words for screen readers alone scroll with what they belong to. */
  .panel,
  .body,
  .scroller {
    position: relative;
  }
  .body {
    display: flex;
    flex-direction: column;
    flex: 1;
    min-height: 0;
  }
  .scroller {
    display: grid;
    /* The same column. A scroll bar that comes while a reply streams takes the room beside it, and what is read does not move aside. */
    grid-template-columns: min(100%, 100cqi - 32px, 760px);
    align-content: start;
    flex: 1;
    gap: var(--_gap);
    padding-inline-start: max(16px, 50% - 380px);
    /* At the end, a line of the status below touches no text. */
    padding-block: var(--_gap) 36px;
    scroll-padding-block-end: 60px;
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
  }
  .scroller:has(.welcome) {
    align-content: safe center;
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

  .compact {
    --_gap: 6px;
  }
  @media (pointer: coarse) {
    .panel-host {
      --_target: 44px;
    }
  }
  @media (forced-colors: active) {
    /* What is told by its ground alone. */
    .is-primary,
    [part='stop'],
    .message-user .bubble {
      border: 1px solid ButtonText;
    }
    .status::before {
      display: none;
    }
  }
`;
