import { css } from '../../css.js';

/** The looks of the messages in the log. */
export const messageStyles = css`
  .log {
    display: flex;
    flex-direction: column;
    gap: var(--_gap);
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
    --_on-bubble: color(from var(--autessa-user-bubble) xyz-d65 var(--_far) var(--_far) var(--_far));
    padding: calc(var(--_gap) - 3px) 14px;
    border-radius: var(--autessa-bubble-radius, 18px);
    border-end-end-radius: 5px;
    background: var(--autessa-user-bubble, var(--_accent));
    color: var(--autessa-on-user-bubble, var(--_on-bubble, var(--_on-accent)));
    white-space: pre-wrap;
    /* Each paragraph runs in the direction of its own words, the bubble and its corners in the panel’s. */
    unicode-bidi: plaintext;
  }
  /* It does not blink: each frame of that would be work for the page, and the words that come show that it goes on. */
  /* At the end of the text: in the last block, which has nothing after it, nor has what it stands in. */
  .is-streaming .markdown:last-child :is(p, h1, h2, h3, h4, h5, h6, td, th, pre code):last-child:not(.markdown :not(:last-child) *)::after {
    content: '';
    display: inline-block;
    height: 14px;
    margin-inline-start: 3px;
    /* Not a ground: forced colours would take it away. */
    border-inline-start: 7px solid var(--_accent);
    border-radius: 2px;
    vertical-align: -2px;
  }
  .foot {
    margin: 4px 0 0;
    color: var(--_muted);
    font-size: 0.87em;
  }
  .message-user .foot {
    text-align: end;
  }
  /* Where the reply will stand; the line below the messages says it in words. */
  .is-awaiting::after {
    content: '•••' / '';
    color: var(--_muted);
  }
  /* Most waits are over before they are worth a word. */
  .is-awaiting::after,
  .is-waiting {
    animation: show 0s 0.7s both;
  }
  @keyframes show {
    from {
      visibility: hidden;
    }
  }

  @media (prefers-reduced-motion: no-preference) {
    /* What has just come. */
    .message:nth-last-child(-n + 2) {
      animation: rise 0.18s ease-out;
    }
    @keyframes rise {
      from {
        opacity: 0;
        translate: 0 4px;
        /* Firefox scrolls after what rises. */
        overflow-anchor: none;
      }
      to {
        overflow-anchor: none;
      }
    }
  }
`;
