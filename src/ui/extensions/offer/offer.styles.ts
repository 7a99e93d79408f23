import { css } from '../../css.js';

export const offerStyles = css`
  .offer {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: end;
    gap: 4px 14px;
    margin: 0 max(16px, 50% - 380px) 4px;
    padding: 6px 14px;
    border: 1px solid var(--_border);
    border-radius: 12px;
    background: var(--_surface-raised);
    font-size: 0.93em;
    overflow-wrap: anywhere;
  }
  .offer > span {
    flex: 1 1 50%;
  }
  /* Two answers stand side by side. */
  .offer > span:has(+ * + *) {
    flex-basis: 100%;
  }
  .offer > .link {
    min-height: 36px;
  }
  @media (pointer: coarse) {
    .offer > .link {
      min-height: 44px;
    }
  }
`;
