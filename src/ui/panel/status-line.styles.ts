import { css } from '../css.js';

/** The looks of the line below the messages. */
export const statusLineStyles = css`
  /* The log ends here. A word lies over the room that is left below it; what has to be read and answered takes its own. */
  .status {
    position: absolute;
    inset: auto 0 0;
    display: flex;
    flex-wrap: wrap;
    gap: 0 8px;
    background: var(--_surface);
    color: var(--_muted);
    font-size: 0.87em;
    line-height: 20px;
  }
  /* What is further down fades away. */
  .status::before {
    content: '';
    position: absolute;
    inset: auto 0 100%;
    height: 16px;
    background: linear-gradient(transparent, var(--_surface));
    pointer-events: none;
  }
`;
