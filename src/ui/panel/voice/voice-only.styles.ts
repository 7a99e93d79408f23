import { css } from '../../css.js';

/** The looks of a call where there is nothing but talking. */
export const voiceOnlyStyles = css`
  .voice:has(+ .is-voice) {
    --_orb: 128px;
    padding-block-end: 16px;
  }
  .voice:has(+ .is-voice) .voice-card {
    gap: 12px;
    padding: 20px 16px;
    border-radius: 24px;
  }
  .voice:has(+ .is-voice) .call-now {
    flex-direction: column;
    gap: 16px;
  }
  .voice:has(+ .is-voice) .call-words {
    flex: none;
    min-height: 44px;
    text-align: center;
  }
  .voice:has(+ .is-voice) .call-state {
    font-size: 1.2em;
  }
  .voice:has(+ .is-voice) .call-hint {
    text-align: center;
  }
  .voice:has(+ .is-voice) .call-buttons {
    gap: 16px;
    margin: 0;
  }
  .voice:has(+ .is-voice) .call-buttons .icon {
    width: 56px;
    height: 56px;
  }
  .composer.is-voice {
    display: grid;
    justify-content: center;
    padding-block: 12px 20px;
  }
  .is-voice [part='voice']:enabled {
    display: flex;
    align-items: center;
    gap: 10px;
    width: auto;
    height: 56px;
    padding-inline: 22px 26px;
    border-radius: 28px;
    background: var(--_accent);
    color: var(--_on-accent);
    font-weight: 600;
  }
  .is-voice [part='voice']::after {
    content: attr(aria-label);
  }

  @media (max-height: 520px) {
    .voice:has(+ .is-voice) {
      --_orb: 72px;
    }
  }
`;
