import { readFileSync, writeFileSync } from 'node:fs';
import MarkdownIt from 'markdown-it';
import footnote from 'markdown-it-footnote';
import taskLists from 'markdown-it-task-lists';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import rehypeRaw from 'rehype-raw';
import rehypeSanitize from 'rehype-sanitize';
import rehypeStringify from 'rehype-stringify';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { Streamdown } from 'streamdown';
import { unified } from 'unified';

/* What others make of texts: reads them from texts.json, and writes html.json. */

const markdownIt = new MarkdownIt({ linkify: true }).use(footnote).use(taskLists);
const github = unified().use(remarkParse).use(remarkGfm).use(remarkRehype, { allowDangerousHtml: true }).use(rehypeRaw).use(rehypeSanitize).use(rehypeStringify);

const html = JSON.parse(readFileSync('texts.json', 'utf8')).map((text) => [
  renderToStaticMarkup(createElement(Streamdown, { mode: 'static' }, text)),
  markdownIt.render(text),
  String(github.processSync(text)),
]);
writeFileSync('html.json', JSON.stringify(html));
