import { css } from '../../css.js';

/** The looks of what goes along with a message. */
export const pageContextStyles = css`
  /* However many there are, they take one line. */
  .page-context {
    --_edge: max(16px, 50% - 380px);
    display: flex;
    gap: 4px;
    /* Room for the ring of what has the focus, which is cut off with what is scrolled. */
    padding: 3px var(--_edge);
    margin-bottom: 1px;
    overflow-x: auto;
    overscroll-behavior-x: contain;
    scroll-padding-inline: var(--_edge);
    scrollbar-width: thin;
  }
  .context-chip {
    display: flex;
    flex: none;
    align-items: center;
    padding-inline-start: 10px;
    border: 1px solid var(--_border);
    border-radius: 99px;
    color: var(--_muted);
    font-size: 0.85em;
  }
  .context-chip bdi {
    max-width: 160px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .context-chip button {
    display: grid;
    place-items: center;
    flex: none;
    width: 28px;
    height: 28px;
    border-radius: 50%;
  }
  .context-chip svg {
    width: 14px;
    height: 14px;
  }
  .context-chip button:hover {
    color: var(--_text);
  }
  @media (pointer: coarse) {
    .context-chip button {
      width: 44px;
      height: 44px;
    }
  }
  @media print {
    .page-context {
      display: none;
    }
  }
`;
