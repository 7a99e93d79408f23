import { css } from '../../css.js';

/** The looks of a call's devices and volume. */
export const settingsStyles = css`
  .settings {
    display: grid;
    gap: 4px;
    padding: 6px 4px 0;
    border-block-start: 1px solid var(--_border);
  }
  .setting {
    display: grid;
    grid-template-columns: minmax(0, 36%) minmax(0, 1fr);
    align-items: center;
    gap: 10px;
    min-height: 44px;
    font-size: 0.93em;
    overflow-wrap: break-word;
  }
  .setting select {
    width: 100%;
    min-width: 0;
    height: 40px;
    padding-inline: 10px;
    border: 1px solid color-mix(in oklab, var(--_surface), var(--_text) 52%);
    border-radius: 10px;
    background: var(--_surface);
    color: inherit;
    font: 14px/1.2 var(--autessa-font, system-ui, sans-serif);
    text-overflow: ellipsis;
  }
  .setting input {
    margin: 0;
    accent-color: var(--_link);
  }
  .setting [type='range'] {
    width: 100%;
    height: 44px;
  }
  .setting.is-switch {
    grid-template-columns: auto 1fr;
    cursor: pointer;
  }
  .setting [type='checkbox'] {
    width: 20px;
    height: 20px;
  }

  /* Below 16 px, phones zoom in on focus. */
  @media (pointer: coarse) {
    .setting select {
      height: 44px;
      font-size: 1.07em;
    }
  }
`;
