import { css } from '../css.js';

/** Colours of code, each of which can be read on the ground of a block (4.5 : 1), in light and dark. */
export const codeColoursStyles = css`
  .markdown .code {
    --_keyword: light-dark(#8a1aa8, #d7a1f5);
    --_string: light-dark(#1c6b2f, #9fd8a4);
    --_value: light-dark(#9a3b00, #f2b483);
    --_name: light-dark(#1a56b0, #93c1ff);
    --_comment: light-dark(#5b6068, #a2a8b3);
  }
  .markdown code::highlight(autessa-keyword) {
    color: var(--_keyword);
  }
  .markdown code::highlight(autessa-string) {
    color: var(--_string);
  }
  .markdown code::highlight(autessa-value) {
    color: var(--_value);
  }
  .markdown code::highlight(autessa-name) {
    color: var(--_name);
  }
  .markdown code::highlight(autessa-comment) {
    color: var(--_comment);
  }
`;
