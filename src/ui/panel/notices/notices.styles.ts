import { css } from '../../css.js';

/** The looks of what most conversations never show. */
export const noticesStyles = css`
  .panel-host {
    --_danger: light-dark(#b3261e, #ffb4ab);
  }
  .is-failed {
    color: var(--_danger);
  }
  /* A shadow at the side on which there is more; a cover in the text's colour moves with it, and hides it at the end. */
  .markdown :is(.table, pre) {
    background:
      linear-gradient(90deg, var(--_ground, var(--_surface)) 50%, transparent) 0 / 2em 100% no-repeat local,
      linear-gradient(-90deg, var(--_ground, var(--_surface)) 50%, transparent) 100% / 2em 100% no-repeat local,
      linear-gradient(90deg, var(--_edge, var(--_border)), transparent) 0 / 1em 100% no-repeat,
      linear-gradient(-90deg, var(--_edge, var(--_border)), transparent) 100% / 1em 100% no-repeat;
  }
  .markdown pre {
    --_ground: var(--_surface-raised);
    --_edge: color-mix(in oklab, var(--_surface), var(--_text) 22%);
  }
  .suggestions {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    justify-content: center;
    padding-block: 8px;
  }
  .scroller:has(.suggestions):not(:has(.welcome)) {
    align-content: safe end;
  }
  .suggestion {
    min-height: var(--_target);
    padding: 8px 14px;
    border: 1px solid var(--_border);
    border-radius: 22px;
    background: var(--_surface);
    text-align: start;
    text-wrap: balance;
  }
  .suggestion:hover {
    border-color: var(--_link);
    background: var(--_surface-raised);
  }
  @media (prefers-reduced-motion: no-preference) {
    .suggestions {
      animation: rise 0.18s ease-out;
    }
  }
  .notice {
    align-self: center;
    max-width: 90%;
    padding: 4px 0;
    color: var(--_muted);
    font-size: 0.87em;
    text-align: center;
  }
  .dots {
    display: flex;
    gap: 4px;
    align-items: center;
    height: 1lh;
  }
  .dots i {
    width: 6px;
    height: 6px;
    border-radius: 50%;
    background: currentcolor;
  }
  @media (prefers-reduced-motion: no-preference) {
    /* Of a text that never comes, they tire. */
    .has-call .dots i {
      animation: bob 1.2s ease-in-out 25;
    }
    .dots i:nth-child(2) {
      animation-delay: 0.15s !important;
    }
    .dots i:nth-child(3) {
      animation-delay: 0.3s !important;
    }
    @keyframes bob {
      30% {
        transform: translateY(-3px);
      }
      0%,
      60%,
      100% {
        opacity: 0.5;
      }
    }
  }
  @media (forced-colors: active) {
    .dots i {
      background: CanvasText;
    }
    .consent-answers [part] {
      border: 1px solid ButtonText;
    }
  }
  .sound {
    display: flex;
    align-items: center;
    gap: 8px;
  }
  .sound svg {
    flex: none;
    width: 18px;
    height: 18px;
  }
  .tool {
    width: fit-content;
    max-width: 100%;
    padding: 0 12px;
    border: 1px solid var(--_border);
    border-radius: 12px;
    font-size: 0.87em;
  }
  .bubble > * + .tool,
  .tool + .markdown {
    margin-block-start: 12px;
  }
  .tool-line {
    display: flex;
    align-items: center;
    gap: 10px;
    min-height: 36px;
  }
  summary.tool-line {
    cursor: pointer;
  }
  @media (pointer: coarse) {
    .tool-line,
    .status .link {
      min-width: 44px;
      min-height: 44px;
    }
    /* As large, and yet no gap in the words that it ends. */
    .foot .link {
      margin-block: -10px;
    }
  }
  summary.tool-line::after {
    content: '';
    width: 6px;
    height: 6px;
    margin-block-start: -3px;
    margin-inline-start: auto;
    border: solid var(--_muted);
    border-width: 0 1.5px 1.5px 0;
    transform: rotate(45deg);
  }
  [open] > summary.tool-line::after {
    margin-block-start: 3px;
    transform: rotate(-135deg);
  }
  .tool-line svg {
    flex: none;
    width: 16px;
    height: 16px;
    margin-inline-end: -3px;
    color: var(--_muted);
  }
  .tool-line:has(.is-failed) svg {
    color: var(--_danger);
  }
  @media (prefers-reduced-motion: no-preference) {
    .tool-line:has(.is-running) svg {
      animation: spin 1.1s linear infinite;
    }
    @keyframes spin {
      to {
        rotate: 1turn;
      }
    }
  }
  .tool-name {
    font-weight: 600;
  }
  .tool-state:not(.is-failed),
  .tool dt {
    color: var(--_muted);
  }
  .tool dl {
    display: grid;
    grid-template-columns: fit-content(50%) 1fr; /* A long name leaves room for what it names. */
    gap: 2px 12px;
    margin: 0;
  }
  .tool details > dl {
    margin-block-end: 10px;
  }
  .tool dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  /* No wider than its text, where what is said below it is longer. */
  .message-user.is-undelivered .bubble {
    width: fit-content;
    margin-inline-start: auto;
  }
  /* One place says why, and has the button: the first of several, or the line below the messages. */
  .is-undelivered + .is-undelivered .why,
  .has-trouble .is-waiting,
  .status [role='alert'] ~ [role='status'] {
    display: none;
  }
  /* What has to be read and answered takes room of its own. */
  .has-trouble .status {
    position: relative;
    align-items: center;
  }
  .status .link {
    order: 1;
    margin-inline-start: -2px;
  }
  .countdown ~ [role='status'] {
    position: absolute;
    clip-path: inset(50%);
  }
  .consent {
    display: grid;
    flex: none;
    gap: 10px;
    max-height: 50%;
    padding-block: 12px 16px;
    border-block-start: 1px solid var(--_border);
    outline: 0;
    overflow-y: auto;
    font-size: 0.93em;
  }
  .consent-answers {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .consent-answers button {
    flex: 1;
    min-height: max(40px, var(--_target));
    padding: 4px 12px;
    border-radius: 12px;
    font-weight: 600;
  }
  .consent-answers [part] {
    background: var(--_surface-raised);
  }
`;
