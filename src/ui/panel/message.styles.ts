import { css } from 'lit';

/** The looks of the messages in the log. */
export const messageStyles = css`
  .log {
    display: flex;
    flex-direction: column;
    gap: 12px;
  }
  .log:empty {
    display: none;
  }
  .message {
    overflow-wrap: anywhere;
  }
  .message-user {
    align-self: flex-end;
    max-width: 85%;
  }
  .message-user .bubble {
    padding: 9px 14px;
    border-radius: 18px;
    border-end-end-radius: 5px;
    background: var(--_accent);
    color: var(--_on-accent);
    white-space: pre-wrap;
  }
  .message.is-streaming .bubble > :last-child::after {
    content: '';
    display: inline-block;
    width: 7px;
    height: 14px;
    margin-inline-start: 3px;
    border-radius: 2px;
    background: var(--_accent);
    vertical-align: -2px;
  }
  .foot {
    margin: 4px 2px 0;
    color: var(--_muted);
    font-size: 13px;
  }
  .message-user .foot {
    text-align: end;
  }
  /* Most waits are over before they are worth a word. */
  .is-waiting {
    animation: show 0s 0.7s both;
  }
  @keyframes show {
    from {
      visibility: hidden;
    }
  }
  .is-failed {
    color: var(--_danger);
  }
  .notice {
    align-self: center;
    max-width: 90%;
    padding: 4px 0;
    color: var(--_muted);
    font-size: 13px;
    text-align: center;
  }
  .tool {
    align-self: flex-start;
    max-width: 100%;
    padding: 0 12px;
    border: 1px solid var(--_border);
    border-radius: 12px;
    font-size: 13px;
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
  .tool-name {
    font-weight: 600;
  }
  .tool-state {
    color: var(--_muted);
  }
  .tool dl {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 2px 12px;
    margin: 0 0 10px;
  }
  .tool dt {
    color: var(--_muted);
  }
  .tool dd {
    margin: 0;
    overflow-wrap: anywhere;
  }

  @media (prefers-reduced-motion: no-preference) {
    .message.is-streaming .bubble > :last-child::after,
    .is-running {
      animation: pulse 1.1s ease-in-out infinite;
    }
    @keyframes pulse {
      50% {
        opacity: 0.3;
      }
    }
  }
  @media (forced-colors: active) {
    .message-user .bubble {
      border: 1px solid ButtonText;
    }
  }
`;
