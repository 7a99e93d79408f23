import { css } from '../css.js';

/**
 * How a message's markdown looks. The panel defines the colours (`--_text`, `--_muted`, `--_surface`,
 * `--_surface-raised`, `--_border`, `--_accent`) and the font of buttons, and puts the class `markdown` on the container.
 */
export const markdownStyles = css`
  .markdown {
    overflow-wrap: anywhere;
    line-height: 1.5;
    color: var(--_text);
  }
  .markdown :is(p, h1, h2, h3, h4, h5, h6, ul, ol, blockquote, hr, div) {
    margin: 0 0 0.65em;
  }
  .markdown :is(p, h1, h2, h3, h4, h5, h6, td, th) {
    unicode-bidi: plaintext;
    text-align: start;
  }
  /* A line break is one, as in every chat. */
  .markdown :is(p, h1, h2, h3, h4, h5, h6) {
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
    padding-inline-start: 1.6em;
  }
  .markdown li + li {
    margin-top: 0.25em;
  }
  .markdown :not(.tight) > li + li {
    margin-top: 0.65em;
  }
  .markdown li:has(> p > input) {
    list-style: none;
  }
  .markdown input {
    margin: 0;
    margin-inline: -1.4em 0.4em;
  }
  .markdown blockquote {
    padding-inline-start: 0.8em;
    border-inline-start: 3px solid var(--_border);
  }
  .markdown :is(blockquote, .code-bar),
  .markdown ::marker {
    color: var(--_muted);
  }
  .markdown hr {
    border: 0;
  }
  .markdown :is(hr, tbody tr, pre) {
    border-top: 1px solid var(--_border);
  }
  .markdown :is(a, .image) {
    color: var(--_link);
    text-underline-offset: 0.15em;
  }
  .markdown :is(.code, .table, .image) {
    border: 1px solid var(--_border);
    border-radius: 8px;
  }
  .markdown :is(code, .code, thead) {
    background: var(--_surface-raised);
  }
  .markdown code {
    font: 0.9em/1.5 ui-monospace, monospace;
    padding: 0.1em 0.3em;
    border-radius: 4px;
  }
  .markdown .code {
    overflow: clip;
  }
  .markdown .code-bar {
    display: flex;
    justify-content: space-between;
    align-items: center;
    min-height: 2.5em;
    margin: 0;
    padding-inline: 0.8em 0.3em;
    font-size: 0.8em;
    user-select: none;
  }
  .markdown .note-mark {
    min-width: 1.6em;
    min-height: 1.6em;
    margin-inline: 0.1em;
    padding: 0 0.3em;
    border: 0;
    border-radius: 6px;
    background: var(--_surface-raised);
    color: var(--_link);
    font-size: 0.75em;
    text-align: center;
    vertical-align: super;
  }
  .markdown .note {
    color: var(--_muted);
    font-size: 0.9em;
  }
  .markdown .note-open {
    padding: 0.5em 0.8em;
    border: 1px solid var(--_border);
    border-radius: 8px;
  }
  .markdown .note > :is(.note-label, .note-label + p) {
    display: inline;
  }
  .markdown :is(pre, .table) {
    overflow-x: auto;
  }
  .markdown pre {
    margin: 0;
    padding: 0.7em 0.8em;
  }
  .markdown pre code {
    display: block;
    width: max-content;
    padding: 0;
  }
  .markdown button {
    min-height: 2em;
    padding: 0.2em 0.6em;
    background: none;
    text-align: start;
  }
  .markdown .copy {
    border: 0;
    border-radius: 6px;
    color: inherit;
  }
  .markdown button:hover {
    background: var(--_surface);
  }
  @media (pointer: coarse) {
    .markdown button {
      min-height: 44px;
    }
  }
  .markdown :focus-visible {
    outline: 2px solid var(--_link);
    outline-offset: -2px;
  }
  .markdown img {
    max-width: 100%;
    border-radius: 8px;
  }
  .markdown table {
    border-collapse: collapse;
    width: max-content;
    min-width: 100%;
  }
  .markdown :is(th, td) {
    max-width: 24em;
    padding: 0.4em 0.8em;
    vertical-align: top;
    overflow-wrap: break-word;
  }
  .markdown .align-center {
    text-align: center;
  }
  .markdown .align-end {
    text-align: end;
  }
`;
