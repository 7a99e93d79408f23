import { css } from '../../css.js';

/** The looks of audio that is about to be sent. */
export const trayStyles = css`
  .tray:not(:empty) {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 6px;
    padding-block-end: 6px;
  }
  .tray p {
    margin: 0;
  }
  .attachment {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 44px;
    padding-inline: 12px 0;
    border: 1px solid var(--_border);
    border-radius: 14px;
    font-size: 0.93em;
  }
  .attachment-name {
    flex: 0 1 auto;
    min-width: 3em;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .attachment time {
    color: var(--_muted);
    font-variant-numeric: tabular-nums;
  }
  .waveform {
    flex: 1 1 80px;
    min-width: 40px;
    width: auto;
    height: 24px;
    color: var(--_muted);
  }
  .attachment progress {
    flex: 1 1 80px;
    min-width: 40px;
    height: 6px;
    accent-color: var(--_link);
  }
  .is-recording .waveform,
  .is-failed {
    color: light-dark(#b3261e, #ffb4ab);
  }
  .attachment .icon:first-child {
    margin-inline-start: -12px;
  }
  .ways {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
  }
  .ways .suggestion {
    display: flex;
    align-items: center;
    gap: 8px;
    font-size: 0.93em;
  }
  .ways svg {
    width: 18px;
    height: 18px;
  }
  .drop {
    padding: 18px;
    border: 2px dashed var(--_link);
    border-radius: 16px;
    text-align: center;
  }
`;
