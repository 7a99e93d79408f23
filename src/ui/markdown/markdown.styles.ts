import { css } from '../css.js';

/**
 * How a message's markdown looks; the rest is in `block-controls.styles.ts`. The panel defines the colours (`--_text`, `--_muted`, `--_surface`,
 * `--_surface-raised`, `--_border`, `--_accent`) and the font of buttons, and puts the class `markdown` on the container.
 */
export const markdownStyles = css`
  .markdown :is(p, h1, h2, h3, h4, h5, h6, ul, ol, blockquote, hr, div) {
    margin: 0 0 0.65em;
  }
  .markdown :is(p, h1, h2, h3, h4, h5, h6, td, th) {
    unicode-bidi: plaintext;
    text-align: start;
    /* A line break is one, as in every chat. */
    white-space: pre-line;
  }
  .markdown :is(*, .tight > li > p):last-child,
  .markdown .tight > li > :is(p, ul, ol) {
    margin-bottom: 0;
  }
  .markdown :is(h1, h2, h3, h4, h5, h6) {
    font-size: 1em;
    font-weight: 650;
    line-height: 1.3;
  }
  .markdown h1 {
    font-size: 1.3em;
  }
  .markdown h2 {
    font-size: 1.15em;
  }
  .markdown h3 {
    font-size: 1.05em;
  }
  .markdown * + :is(h1, h2, h3, h4, h5, h6) {
    margin-top: 1em;
  }
  .markdown :is(ul, ol) {
    padding-inline-start: 2em;
  }
  .markdown li + li {
    margin-top: 0.25em;
  }
  .markdown :not(.tight) > li + li {
    margin-top: 0.65em;
  }
  .markdown blockquote {
    padding-inline-start: 0.8em;
    border-inline-start: 3px solid var(--_border);
  }
  .markdown blockquote,
  .markdown ::marker {
    color: var(--_muted);
  }
  .markdown hr {
    border: 0;
    border-top: 1px solid var(--_border);
  }
  .markdown :is(a, .image) {
    color: var(--_link);
    text-underline-offset: 0.15em;
  }
  .markdown code {
    background: var(--_surface-raised);
    font: 0.9em/1.5 ui-monospace, monospace;
    padding: 0.1em 0.3em;
    border-radius: 4px;
  }
  .markdown :focus-visible {
    outline-offset: -2px;
  }
`;
