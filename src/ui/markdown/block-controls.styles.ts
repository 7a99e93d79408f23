import { css } from '../css.js';

/** How code, tables, images, boxes and long messages look; loaded with what reads Markdown. */
export const blockControlStyles = css`
  /* In a long message, what is out of sight is not laid out, but for what an item's mark stands beside. */
  .markdown .far:not(li > :first-child) {
    content-visibility: auto;
    contain-intrinsic-size: auto 16em;
  }
  .markdown .far:empty {
    display: none;
  }
  .markdown .more {
    margin-top: -0.65em;
  }
  .markdown .more:is(ul, ol) {
    margin-top: -0.4em;
  }
  /* Out of the line, so that all lines of the text begin alike. */
  .markdown li.task {
    position: relative;
    list-style: none;
  }
  .markdown input {
    position: absolute;
    inset-block-start: 0.25em;
    inset-inline-start: -1.5em;
    display: grid;
    width: 1em;
    height: 1em;
    margin: 0;
    border: 1.5px solid var(--_muted);
    border-radius: 4px;
    appearance: none;
    font: inherit;
  }
  .markdown input:checked {
    border-color: var(--_link);
    background: var(--_link);
  }
  .markdown input:checked::before {
    background: var(--_surface);
    clip-path: polygon(14% 52%, 26% 40%, 42% 56%, 74% 20%, 86% 32%, 42% 80%);
    content: '';
  }
  @media (forced-colors: active) {
    .markdown input:checked::before {
      background: CanvasText;
      forced-color-adjust: none;
    }
  }
  .markdown :is(.code, .table, .image) {
    border: 1px solid var(--_border);
    border-radius: 8px;
  }
  .markdown :is(.code, thead) {
    background: var(--_surface-raised);
  }
  .markdown .code-bar {
    display: flex;
    justify-content: space-between;
    align-items: center;
    min-height: 2.5em;
    margin: 0;
    padding-inline: 0.8em 0.3em;
    color: var(--_muted);
    font-size: 0.8em;
    -webkit-user-select: none;
    user-select: none;
  }
  .markdown .code {
    overflow: clip;
  }
  .markdown :is(pre, .table) {
    overflow-x: auto;
    scrollbar-width: thin;
  }
  .markdown pre {
    margin: 0;
    padding: 0.7em 0.8em;
  }
  .markdown pre code {
    display: block;
    width: max-content;
    padding: 0;
    background: none;
  }
  /* After a line break, what shows that it goes on has no line of its own. */
  .is-streaming pre code::after {
    position: absolute;
  }
  .markdown button {
    min-height: max(2em, 24px);
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
  /* It reaches over its own box by a little, which is no reason for a scroll bar. */
  .markdown math[display='block'] {
    padding-block: 0.3em;
    overflow: auto hidden;
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
    min-width: 7.5em;
    max-width: 10em;
    padding: 0.4em 0.6em;
    vertical-align: top;
    overflow-wrap: break-word;
  }
  /* Of two columns, the second has the sentences, mostly. */
  .markdown th:first-child:nth-last-child(2) + :not(.align-center, .align-end) {
    width: 60%;
    max-width: none;
  }
  /* The header alone says how wide a column is: the rows that come later move nothing of what is read. */
  .markdown td {
    max-width: 0;
  }
  .markdown :is(.align-center, .align-end) {
    min-width: 5em;
    text-align: center;
  }
  .markdown .align-end {
    text-align: end;
  }
  .markdown :is(tbody tr, pre) {
    border-top: 1px solid var(--_border);
  }
`;
