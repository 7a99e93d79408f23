import { css } from '../../css.js';

/** The looks of the menu, the toast and the actions of messages. */
export const conversationToolsStyles = css`
  .menu,
  .to-end,
  .is-floating {
    border: 1px solid var(--_border);
    background: var(--_surface);
  }
  .menu,
  .is-floating {
    box-shadow: 0 8px 28px rgb(0 0 0 / 20%);
  }
  /* Beside what closes the panel, where that is. */
  .menu-box:not(:last-child) {
    --_beside: var(--_target);
    margin-inline-end: -10px;
  }
  .menu-box > .icon svg {
    stroke-width: 3;
  }
  .menu {
    --_end: calc(max(8px, 50% - 380px) + var(--_beside, 0px));
    /* In the panel, which may be narrower and lower than the window; right below its button. */
    position: absolute;
    inset-inline-end: var(--_end);
    z-index: 2;
    width: max-content;
    max-width: min(320px, 100% - 8px - var(--_end));
    max-height: calc(100% - 80px);
    padding: 6px;
    border-radius: 14px;
    color: var(--_text);
    /* Opened by a mouse, it has the focus, and no item has. */
    outline: 0;
    overflow-y: auto;
  }
  .menu-group + .menu-group {
    margin-top: 6px;
    padding-top: 6px;
    border-top: 1px solid var(--_border);
  }
  .menu-item {
    display: flex;
    align-items: center;
    gap: 10px;
    width: 100%;
    min-height: 36px;
    padding: 4px 10px;
    border-radius: 9px;
    font-size: 0.93em;
    text-align: start;
  }
  .menu-item:is(:hover, :focus-visible),
  .to-end:hover,
  .action:hover {
    background: var(--_surface-raised);
    color: var(--_text);
  }
  .menu-item span {
    flex: 1;
  }
  .menu-item svg,
  .to-end svg {
    width: 18px;
    height: 18px;
  }
  .menu-item svg {
    color: var(--_muted);
  }
  .menu-branch .menu-item {
    padding-inline-start: 38px;
  }

  .toast {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 14px;
    margin: 0 max(16px, 50% - 380px) 4px;
    padding: 8px 14px;
    border: 1px solid var(--_border);
    border-radius: 12px;
    background: var(--_surface-raised);
    font-size: 0.93em;
  }
  /* An animation keeps the time: it stands still under a pointer and with the focus inside, and begins again where the panel was closed. */
  .toast:not(.is-question, [hidden] *) {
    animation: linger 8s;
  }
  .toast:is(:hover, :focus-within) {
    animation-play-state: paused;
  }
  .toast-text {
    flex: 1 1 60%;
  }
  .is-question {
    justify-content: end;
  }
  .is-question .toast-text {
    flex-basis: 100%;
  }
  .is-question :last-child,
  .menu-group:last-child :is(.menu-item, svg) {
    color: var(--_danger);
  }
  .toast .link {
    min-height: 36px;
  }
  .is-told {
    animation: linger 2s;
  }
  @keyframes linger {
    to {
      --_lingered: 1;
    }
  }
  .to-end-box {
    margin-inline-start: auto;
  }
  .to-end {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    min-width: 32px;
    min-height: 32px;
    padding: 0 6px;
    border-radius: 22px;
    color: var(--_text);
    font-weight: 600;
  }

  /* Also above one that a filter lifts, and the way to the end above both. */
  .has-floating-actions,
  .to-end-box {
    position: relative;
    z-index: 1;
  }
  .actions {
    display: flex;
    align-items: center;
    gap: 2px;
    width: max-content;
    margin-top: 4px;
    margin-inline-start: -7px;
    color: var(--_muted);
    font-size: 0.8em;
  }
  .is-floating {
    position: absolute;
    inset-block-start: calc(100% - 14px);
    inset-inline-end: 0;
    margin: 0;
    padding: 1px 3px;
    border-radius: 12px;
  }
  .is-above {
    inset-block: auto calc(100% - 10px);
  }
  .action {
    display: grid;
    place-items: center;
    width: 30px;
    height: 30px;
    border-radius: 9px;
  }
  .action svg {
    width: 16px;
    height: 16px;
  }
  .action[aria-pressed='true'] {
    color: var(--_accent);
  }
  .action[aria-pressed='true'] svg {
    fill: color-mix(in oklab, var(--_accent), transparent 75%);
  }
  .is-down svg,
  .menu [aria-expanded='true'] svg:last-child {
    rotate: 180deg;
  }
  .actions time {
    padding-inline: 4px;
  }

  .earlier,
  .earlier-page {
    display: flex;
    flex-direction: column;
    gap: 12px;
  }
  .is-history {
    filter: grayscale(1);
  }
  .is-history .markdown {
    color: var(--_muted);
  }
  .message-user.is-history .bubble {
    border: 1px solid var(--_border);
    background: var(--_surface-raised);
    color: var(--_text);
  }
  .history-label,
  .fetch-earlier {
    margin-bottom: 8px;
    color: var(--_muted);
    font-size: 0.87em;
    text-align: center;
  }
  /* The words stand in the first message, and yet in the middle. */
  .message-user.has-history-label {
    display: grid;
    align-self: stretch;
    max-width: none;
  }
  .message-user.has-history-label .bubble {
    justify-self: end;
    max-width: 85%;
  }
  /* Each question begins something new. */
  .message + .message-user {
    margin-top: 12px;
  }
  .earlier-page {
    content-visibility: auto;
    contain-intrinsic-size: none auto 4000px;
  }
  .is-plain {
    white-space: pre-wrap;
  }

  /* What is there before is as large as that in any case. */
  @media (pointer: coarse) {
    .panel.panel :is(button, summary) {
      min-width: 44px;
      min-height: 44px;
    }
  }
  @media (forced-colors: active) {
    .action[aria-pressed='true'] {
      border: 1px solid Highlight;
    }
  }
`;
