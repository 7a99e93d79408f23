/* Texts of 100,000 UTF-16 units of which an answer should never be, each one kind of work for parser, style and layout. */

const size = 100_000;
const fill = (unit: string, head = '') => (head + unit.repeat(Math.ceil(size / unit.length))).slice(0, size);

export const words = fill('some words and more ');

export const costlyTexts: Readonly<Record<string, string>> = {
  'words': words,
  'one long word': fill('a'),
  'one line after the other': fill('a\n'),
  'paragraphs': fill('a\n\n'),
  'bold words': fill('**a** '),
  'code spans': fill('`a` '),
  'bold in italic': fill('*a **b*** '),
  'links': fill('[a](/b) '),
  'bare addresses': fill('www.a.b '),
  'addresses that are none': fill('https://a.b[ '),
  'images': fill('![a](https://b.c) '),
  'footnotes': fill('a[^1] ', '[^1]: note\n\n'),
  'many footnotes': Array.from({ length: 5_000 }, (_, index) => `a[^${index}]\n\n[^${index}]: b\n\n`).join('').slice(0, size),
  'line breaks': fill('a<br>'),
  'items': fill('- a\n'),
  'loose items': fill('- a\n\n'),
  'tasks': fill('- [x] a\n'),
  'numbers': fill('1. a\n'),
  'nested lists': fill(Array.from({ length: 32 }, (_, depth) => `${'  '.repeat(depth)}- a\n`).join('')),
  'nested quotes': fill(Array.from({ length: 32 }, (_, depth) => `${'> '.repeat(depth + 1)}a\n\n`).join('')),
  'headings': fill('# a\n'),
  'lines across': fill('---\n\n'),
  'a narrow table': fill('|a|b|\n', '|a|b|\n|-|-|\n'),
  'a wide table': fill(`${'|a'.repeat(64)}|\n`, `${'|a'.repeat(64)}|\n${'|-'.repeat(64)}|\n`),
  'a table of long cells': fill(`|${'words '.repeat(60)}|${'more '.repeat(60)}|\n`, '|a|b|\n|-|-|\n'),
  'many tables': fill('|a|b|\n|-|-|\n|1|2|\n\n'),
  'a code block': fill('const a = 1;\n', '```js\n'),
  'one long line of code': fill('const a = 1; ', '```js\n'),
  'many code blocks': fill('```\na\n```\n'),
  'formulas': fill('$x_1$ '),
  'formula blocks': fill('$$\n\\frac{a}{b}\n$$\n\n'),
  'choices': fill('```choices\n["a","b"]\n```\n'),
  'cards': fill('```card\n{"title":"a","text":"*b*"}\n```\n'),
  'Hebrew': fill('שלום **עולם** '),
  'Chinese': fill('退款请看**“账单”**页面。'),
  'emoji': fill('👩‍👩‍👧‍👦 🇩🇪 '),
  'combining marks': fill('ä̂̃̄̅ '),
  'one character of combining marks': fill('\u0301', 'a'),
  'one emoji of many': fill('👩\u200d'),
  'Thai': fill('สวัสดีครับยินดีต้อนรับ'),
  'Khmer and Burmese': fill('សួស្តីមង်္ဂလာပါ'),
  'bidirectional controls': fill('\u202eabc\u202c \u2067אב\u2069 '),
  'soft hyphens': fill('a\u00ad'),
  'long words': fill(`${'ab'.repeat(500)} `),
  'lists in quotes in lists': fill('> - > - > - > 1. a\n\n'),
  'tables in lists': fill('- |a|b|\n  |-|-|\n  |1|2|\n'),
  'definitions': Array.from({ length: 5_000 }, (_, index) => `[a${index}]: https://a.b/${index} "c"\n\n[a${index}]\n\n`).join('').slice(0, size),
  'tags': fill('<div class="a"><b>c</b></div>\n'),
  'references': fill('&#x41;&amp;&zwj;'),
  'code spans of all lengths': fill(Array.from({ length: 60 }, (_, length) => `${'`'.repeat(length + 1)} a `).join('')),
  'backticks that nothing closes': fill(' #|]\\``'),
  'code that never ends, in Chinese': fill('\\```\n。'),
  'fuzzed: an address in Chinese': fill('。éwww.a]'),
  'fuzzed: footnotes and code that never ends': fill('~~[^1]\\```\n<&a;'),
  'fuzzed: brackets in Chinese': fill(']。'),
  'fuzzed: dollars in Chinese': fill('。$'),
  'fuzzed: half mail addresses': fill('a@'),
  'everything': fill('# a\n\n*b* `c` [d](/e)\n\n- f\n- g\n\n|h|i|\n|-|-|\n|j|k|\n\n> l\n\n```js\nm\n```\n\n'),
};

export function costlyText(wanted: string): string {
  const [, text] = Object.entries(costlyTexts).find(([name]) => name === wanted) ?? [];
  if (text === undefined) throw new Error(`There is no text ${wanted}`);
  return text;
}
