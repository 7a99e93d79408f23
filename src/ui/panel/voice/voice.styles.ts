import { css } from '../../css.js';

/** The looks of a call. */
export const voiceStyles = css`
  .voice {
    --_orb: 48px;
    /* In a low window the conversation gives way first. */
    flex: 0 1 auto;
    overflow-y: auto;
    padding-block-start: 6px;
    padding-inline: max(16px, 50% - 380px);
  }
  .voice-card {
    display: grid;
    gap: 8px;
    padding: 8px;
    border: 1px solid var(--_border);
    border-radius: 18px;
    background: var(--_surface-raised);
  }
  .voice-card p {
    margin: 0;
  }
  .voice-card [role='status']:empty {
    display: none;
  }
  .call-now {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 8px;
  }
  .call-words {
    /* On a phone the buttons make way for a word that does not fit, and for no other. */
    flex: 1 1 min-content;
    min-width: 0;
  }
  .call-state {
    min-height: 0;
    font-size: 1em;
    font-weight: 600;
    line-height: 1.3;
    overflow-wrap: break-word;
  }
  button.call-state {
    min-height: 44px;
    text-align: start;
  }
  .call-loading,
  .call-hint {
    color: var(--_muted);
    font-size: 0.87em;
    line-height: 1.4;
  }
  .call-loading {
    animation: show 0s 1.5s both;
  }
  .call-hint {
    padding-inline: 4px;
  }
  .call-buttons {
    display: flex;
    gap: 6px;
    margin-inline-start: auto;
  }
  .call-buttons .icon {
    border-radius: 50%;
    color: var(--_text);
  }
  .call-buttons .icon:enabled {
    background: var(--_surface);
  }
  .call-buttons .icon:hover:enabled {
    background: color-mix(in oklab, var(--_surface), var(--_text) 14%);
  }
  .call-buttons .is-on:enabled,
  .call-buttons [aria-expanded='true']:enabled {
    background: var(--_text);
    color: var(--_surface);
  }
  .call-buttons [part='end-voice']:enabled {
    background: #c5221f;
    color: #fff;
  }
  .call-buttons [part='end-voice']:hover:enabled {
    background: #a81c19;
  }
  /* One line, of which the end is seen. */
  .caption {
    display: flex;
    justify-content: flex-end;
    margin-inline: 4px;
    overflow: hidden;
    font-size: 0.93em;
    white-space: nowrap;
  }

  .talk {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    min-height: 52px;
    padding: 4px 16px;
    border-radius: 14px;
    background: var(--_accent);
    color: var(--_on-accent);
    font-weight: 600;
    touch-action: none;
    user-select: none;
    -webkit-user-select: none;
    -webkit-touch-callout: none;
  }
  .talk.is-held {
    box-shadow:
      0 0 0 3px var(--_surface-raised),
      0 0 0 6px var(--_link);
  }
  .talk svg {
    flex: none;
    width: 20px;
    height: 20px;
  }

  .voice-trouble,
  .voice-elsewhere {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    align-items: center;
    gap: 2px 10px;
    padding: 6px;
    font-size: 0.93em;
  }
  .voice-elsewhere {
    display: flex;
    flex-wrap: wrap;
  }
  .voice-elsewhere svg {
    flex: none;
  }
  .voice-elsewhere p {
    flex: 1 1 150px;
  }
  .voice-trouble svg {
    align-self: start;
    width: 22px;
    height: 22px;
    color: var(--_danger);
  }
  .voice-ways {
    display: flex;
    flex-wrap: wrap;
    gap: 0 16px;
    grid-column: 2;
  }
  .voice-card .link {
    min-width: 44px;
    min-height: 44px;
    text-align: start;
  }

  ::highlight(autessa-unheard) {
    color: color-mix(in oklab, var(--_text), var(--_surface) 45%);
  }
  .is-in-call[aria-expanded='false']::after {
    content: ''; /* Open, the panel shows it. */
    position: absolute;
    inset-block-start: 0;
    inset-inline-start: 0;
    width: 16px;
    height: 16px;
    border: 3px solid var(--_surface);
    border-radius: 50%;
    background: #c5221f;
    forced-color-adjust: none;
  }
  .has-call [part='voice'],
  .has-call .composer.is-voice {
    display: none;
  }
  /* The view says so itself. */
  .has-call .status > [role='status'] {
    position: absolute;
    clip-path: inset(50%);
  }
  .is-call-waiting .status > :not(.to-end-box, [role='status']) {
    display: none;
  }

  @media (prefers-reduced-motion: no-preference) {
    .voice-card {
      animation: appear 0.18s ease-out;
    }
  }
  @media (forced-colors: active) {
    .call-buttons .icon,
    .talk {
      border: 1px solid ButtonText;
    }
    .talk.is-held {
      outline: 3px solid Highlight;
    }
  }
`;
