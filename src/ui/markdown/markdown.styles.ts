import { css } from 'lit';

/**
 * How a message's markdown looks. The panel defines the colours (`--_text`, `--_muted`, `--_surface`,
 * `--_surface-raised`, `--_border`, `--_accent`) and puts the class `markdown` on the container.
 */
export const markdownStyles = css`
  .markdown {
    overflow-wrap: anywhere;
    line-height: 1.5;
    color: var(--_text);
  }
  .markdown :is(p, h1, h2, h3, h4, h5, h6, ul, ol, blockquote, hr, .code, .table) {
    margin-block: 0 0.65em;
    margin-inline: 0;
  }
  .markdown :is(p, h1, h2, h3, h4, h5, h6, td, th) {
    unicode-bidi: plaintext;
    text-align: start;
  }
  .markdown :is(*, .tight > li > p):last-child,
  .markdown .tight > li > :is(p, ul, ol) {
    margin-block-end: 0;
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
    margin-block-start: 1em;
  }
  .markdown :is(ul, ol) {
    padding-inline-start: 1.6em;
  }
  .markdown li + li {
    margin-block-start: 0.25em;
  }
  .markdown :not(.tight) > li + li {
    margin-block-start: 0.65em;
  }
  .markdown li::marker {
    color: var(--_muted);
  }
  .markdown li:has(> p > input) {
    list-style: none;
  }
  .markdown li input {
    margin-block: 0;
    margin-inline: -1.4em 0.4em;
    accent-color: var(--_accent);
  }
  .markdown blockquote {
    padding-inline-start: 0.8em;
    border-inline-start: 3px solid var(--_border);
    color: var(--_muted);
  }
  .markdown hr {
    border: 0;
    border-block-start: 1px solid var(--_border);
  }
  .markdown a {
    color: var(--_accent);
    text-decoration: underline;
    text-underline-offset: 0.15em;
  }
  .markdown code {
    font: 0.9em/1.5 ui-monospace, monospace;
    padding: 0.1em 0.3em;
    border-radius: 4px;
    background: var(--_surface-raised);
  }
  .markdown :is(.code, .table) {
    border: 1px solid var(--_border);
    border-radius: 8px;
  }
  .markdown .code {
    overflow: clip;
    background: var(--_surface-raised);
  }
  .markdown .code-bar {
    display: flex;
    justify-content: space-between;
    align-items: center;
    padding-inline: 0.8em 0.3em;
    font-size: 0.8em;
    color: var(--_muted);
    border-block-end: 1px solid var(--_border);
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
    white-space: pre;
  }
  .markdown button {
    font: inherit;
    min-block-size: 2em;
    padding: 0.2em 0.6em;
    border: 0;
    border-radius: 6px;
    background: none;
    color: inherit;
    cursor: pointer;
  }
  .markdown button.image {
    border: 1px solid var(--_border);
    color: var(--_accent);
    text-align: start;
  }
  .markdown :is(button, a, pre, .table):focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: -2px;
  }
  .markdown button:hover {
    background: var(--_surface);
  }
  .markdown img {
    max-inline-size: 100%;
    border-radius: 8px;
  }
  .markdown table {
    border-collapse: collapse;
    inline-size: max-content;
    min-inline-size: 100%;
  }
  .markdown :is(th, td) {
    max-inline-size: 24em;
    padding: 0.4em 0.8em;
    border-block-end: 1px solid var(--_border);
    vertical-align: top;
    overflow-wrap: break-word;
  }
  .markdown tr:last-child td {
    border: 0;
  }
  .markdown th {
    background: var(--_surface-raised);
  }
  .markdown .align-center {
    text-align: center;
  }
  .markdown .align-end {
    text-align: end;
  }
`;
