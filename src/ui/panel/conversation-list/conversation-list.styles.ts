import { css } from '../../css.js';

/** The looks of the list of conversations, which lies over the conversation and leaves the header free. */
export const conversationListStyles = css`
  .conversation-list {
    position: absolute;
    inset: 0;
    z-index: 1;
    display: flex;
    flex-direction: column;
    gap: 8px;
    padding: 10px max(16px, 50% - 380px);
    background: var(--_surface);
    overflow-y: auto;
  }
  .conversation-list-head {
    display: flex;
    align-items: center;
    gap: 8px;
  }
  .conversation-list h2 {
    flex: 1;
    margin: 0;
    font-size: 1em;
  }
  [dir='rtl'] .conversation-list .back svg {
    transform: scaleX(-1);
  }
  .conversation-list input {
    box-sizing: border-box;
    width: 100%;
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
  .conversation-list ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .conversation-list li {
    display: flex;
    align-items: center;
    border-radius: 10px;
  }
  .conversation-list li:hover {
    background: var(--_surface-raised);
  }
  .conversation {
    flex: 1;
    min-width: 0;
    min-height: 44px;
    padding: 6px 10px;
    border: 0;
    border-radius: 10px;
    background: none;
    color: var(--_text);
    font: inherit;
    text-align: start;
  }
  .conversation > * {
    display: block;
    overflow: hidden;
    /* Whatever its own direction is. */
    text-align: -webkit-match-parent;
    text-align: match-parent;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .conversation-about {
    color: var(--_muted);
    font-size: 0.85em;
  }
  .has-unread > :first-child {
    font-weight: 600;
  }
  .has-unread > :first-child::before {
    content: '';
    display: inline-block;
    inline-size: 8px;
    block-size: 8px;
    margin-inline-end: 6px;
    border-radius: 50%;
    background: var(--_accent);
    forced-color-adjust: none;
  }
  .conversation-list .nothing {
    margin: 0 10px;
    color: var(--_muted);
  }
`;
