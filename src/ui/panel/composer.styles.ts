import { css } from '../css.js';

/** The looks of where the person writes. */
export const composerStyles = css`
  .composer {
    flex: none;
    padding-block: 6px var(--_gap);
  }
  .field {
    display: flex;
    align-items: flex-end;
    padding: 3px;
    border: 1px solid color-mix(in oklab, var(--_surface), var(--_text) 52%);
    border-radius: 16px;
    background: var(--_surface);
  }
  .field:focus-within {
    /* On its border; forced colours keep it, unlike a shadow. */
    outline: 2px solid var(--_link);
    outline-offset: -1px;
  }
  [dir='rtl'] [part='attach'] svg {
    transform: scaleX(-1);
  }
  /* Until something has been said, and where that leaves room to write, it says what it is for. By a class: with :has(:empty), browsers look at all that has a part with each piece of a reply. */
  [part='voice'] {
    grid-auto-flow: column;
    gap: 6px;
    width: auto;
    min-width: var(--_target);
    padding: 0 8px;
  }
  @container (min-width: 350px) {
    .is-empty [part='voice']::after {
      content: attr(title);
    }
  }
  /* The box grows with a copy of its text behind it: no script measures anything. */
  .grow {
    display: grid;
    flex: 1;
    min-width: 0;
    /* Six lines. */
    max-height: calc(5 * 1.5em + var(--_target));
    overflow-y: auto;
    /* Below 16 px, phones zoom in on focus. */
    font: max(16px, 16em / 15) / 1.5 var(--autessa-font, system-ui, sans-serif);
  }
  .grow::after {
    content: attr(data-text) ' ';
    visibility: hidden;
    white-space: pre-wrap;
  }
  .grow::after,
  textarea {
    grid-area: 1 / 1;
    width: 100%;
    margin: 0;
    padding: calc((var(--_target) - 1.5em) / 2) 6px;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    overflow-wrap: anywhere;
  }
  textarea {
    overflow: hidden;
    outline: 0;
    resize: none;
  }
  /* It wraps, and the box grows with it. */
  textarea::placeholder {
    color: var(--_muted);
    opacity: 1;
  }
`;
