import { css } from '../css.js';

export const invitationStyles = css`
  .invitation {
    position: absolute;
    inset-block-end: calc(100% + 12px);
    inset-inline-end: 0;
    display: flex;
    align-items: start;
    width: max-content;
    max-width: min(280px, 100vw - 2 * var(--_offset));
    /* Seen where colours are forced. */
    border: 1px solid transparent;
    border-radius: var(--autessa-radius, 16px);
    background: var(--_surface);
    color: var(--_text);
    box-shadow: 0 4px 20px rgb(0 0 0 / 22%);
  }
  .start > * > .invitation {
    inset-inline: 0 auto;
  }
  .top > * > .invitation {
    inset-block: calc(100% + 12px) auto;
  }
  .invitation-text {
    padding-block: 12px;
    padding-inline: 16px 0;
    text-align: start;
    overflow-wrap: anywhere;
  }
  .invitation-close {
    display: grid;
    flex: none;
    place-items: center;
    width: 44px;
    height: 44px;
    font-size: 22px;
  }
  .invitation button {
    border-radius: inherit;
  }
  .invitation button:hover {
    text-decoration: underline;
  }
  @media (prefers-reduced-motion: no-preference) {
    .invitation {
      animation: invitation 0.25s ease-out;
    }
  }
  @keyframes invitation {
    from {
      opacity: 0;
      translate: 0 6px;
    }
  }
`;
