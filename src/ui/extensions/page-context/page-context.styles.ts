import { css } from '../../css.js';

/** The looks of what goes along with a message. */
export const pageContextStyles = css`
  .page-context {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    margin: 0 max(16px, 50% - 380px) 4px;
  }
  .context-chip {
    display: flex;
    align-items: center;
    max-width: 100%;
    padding-inline-start: 10px;
    border: 1px solid var(--_border);
    border-radius: 99px;
    color: var(--_muted);
    font-size: 0.85em;
  }
  .context-chip bdi {
    max-width: 200px;
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
