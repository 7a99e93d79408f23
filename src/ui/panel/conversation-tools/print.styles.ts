import { css } from '../../css.js';

/** How a conversation is printed: there is no room that scrolls, and nothing to press; what was left out of the layout is read, too. */
export const printStyles = css`
  @media print {
    .inline {
      contain: none;
    }
    .root,
    .root .panel-host,
    .panel,
    .body,
    .scroller {
      display: block;
      height: auto;
      min-height: 0;
      max-height: none;
      overflow: visible;
    }
    .scroller {
      /* It has no columns here. */
      padding-inline: max(16px, 50% - 380px);
    }
    .body * {
      content-visibility: visible !important;
    }
    .markdown :is(pre, .table) {
      overflow: visible;
    }
    .markdown pre code {
      width: auto;
      white-space: pre-wrap;
    }
    .message {
      margin-block: 12px;
      print-color-adjust: exact;
    }
    .panel :is(.composer, .status, .toast-box, .voice-card, .suggestions, .consent, button) {
      display: none;
    }
  }
`;
