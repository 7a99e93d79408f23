import { addressPolicy } from '../../../src/ui/markdown/addresses.js';
import { MarkdownStream } from '../../../src/ui/markdown/markdown-stream.js';
import { english } from '../../../src/ui/strings/english.js';

const KEPT: readonly string[] = ['href', 'start', 'value', 'checked'];
const BLOCKS = /^(?:p|h\d|ul|ol|li|blockquote|pre|hr|table|thead|tbody|tr|td|th|div|section)$/;
/** What is about looks or controls, or is not seen. */
const LEFT_OUT = 'svg, [hidden], .code-bar, [data-streamdown="code-block-header"], [data-streamdown="code-block-actions"], [data-streamdown="table-wrapper"] > div:has(button), script, style';

/** Elements and text that are seen, as one line. */
function outline(parent: Node): string {
  let html = '';
  for (const node of parent.childNodes) {
    if (node instanceof Text) {
      const isBetween = BLOCKS.test((node.previousSibling ?? node.nextSibling)?.nodeName.toLowerCase() ?? '');
      if (node.data.trim() || !isBetween) html += node.data.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
    } else if (node instanceof Element && !node.matches(LEFT_OUT)) {
      // streamdown's bold is no element of its own.
      const localName = node.matches('[data-streamdown="strong"]') ? 'strong' : node.localName;
      const attributes = KEPT.filter((name) => node.hasAttribute(name)).map((name) => ` ${name}="${node.getAttribute(name)}"`);
      const inner = localName === 'math' ? '…' : outline(node);
      if (/^(?:div|span)$/.test(localName)) html += inner;
      else html += `<${localName}${attributes.join('')}>${/^(?:br|hr|img|input)$/.test(localName) ? '' : `${inner}</${localName}>`}`;
    }
  }
  return html;
}

/** What is made of a text here. */
async function shown(text: string): Promise<string> {
  const container = document.body.appendChild(document.createElement('div'));
  const stream = new MarkdownStream(container, { strings: english, addresses: addressPolicy(), math: true });
  stream.append(text);
  stream.end();
  const formulas = () => [...container.querySelectorAll('.math')];
  if (text.includes('\\(')) while (formulas().length === 0 || formulas().some((each) => !each.querySelector('math'))) await new Promise((resolve) => setTimeout(resolve, 10));
  const html = outline(container);
  container.remove();
  return html;
}

Object.assign(globalThis, {
  table: async (texts: readonly string[], others: readonly (readonly string[])[]): Promise<string[][]> => {
    const rows: string[][] = [];
    for (const [index, text] of texts.entries()) {
      const theirs = (others[index] ?? []).map((html) => outline(new DOMParser().parseFromString(html, 'text/html').body).trim());
      rows.push([await shown(text), ...theirs]);
    }
    return rows;
  },
});
