import { css } from '../../css.js';

/** The looks of what asks for a reason, or for stars. */
export const judgementStyles = css`
  .judgement {
    display: flex;
    flex-direction: column;
    gap: 4px;
    margin: 0 max(16px, 50% - 380px) 4px;
    padding: 6px 6px 8px 14px;
    padding-inline: 14px 6px;
    border: 1px solid var(--_border);
    border-radius: 12px;
    background: var(--_surface-raised);
    font-size: 0.93em;
  }
  .judgement-head,
  .judgement-reason,
  .stars {
    display: flex;
    align-items: center;
    gap: 8px;
  }
  .judgement-head span {
    flex: 1;
  }
  .judgement input {
    flex: 1;
    box-sizing: border-box;
    min-width: 0;
    min-height: 36px;
    padding: 4px 12px;
    border: 1px solid var(--_border);
    border-radius: 10px;
    background: var(--_surface);
    color: var(--_text);
    font: inherit;
    /* Below that, phones zoom in. */
    font-size: max(16px, 1em);
  }
  .judgement .link {
    min-height: 36px;
    padding-inline: 6px;
  }
  .stars {
    gap: 2px;
    margin-inline-start: -8px;
  }
  .star {
    display: grid;
    place-items: center;
    width: 40px;
    height: 40px;
    padding: 0;
    border: 0;
    border-radius: 9px;
    background: none;
    color: var(--_muted);
  }
  .star svg {
    width: 26px;
    height: 26px;
  }
  .star:hover {
    color: var(--_text);
  }
  .star.is-chosen {
    color: var(--_link);
  }
  .star.is-chosen svg {
    fill: currentColor;
  }
  @media print {
    .judgement {
      display: none;
    }
  }
`;
