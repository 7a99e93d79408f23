import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inPage } from './in-page.js';
import { decisions } from './peers/decisions.js';

/*
 * Writes the table of docs/markdown.md: what is made of texts here, and by three peers of fixed versions, which are
 * installed into a folder that is removed again.
 */

const run = promisify(execFile);
const texts = decisions.flatMap(([, ...each]) => each);

async function renderByPeers(): Promise<string[][]> {
  const folder = mkdtempSync(join(tmpdir(), 'markdown-peers-'));
  try {
    cpSync('test/bench/peers', folder, { recursive: true });
    writeFileSync(join(folder, 'texts.json'), JSON.stringify(texts));
    await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock'], { cwd: folder });
    await run('node', ['render.mjs'], { cwd: folder });
    return JSON.parse(readFileSync(join(folder, 'html.json'), 'utf8')) as string[][];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As a cell of a table. */
function cell(text: string): string {
  const line = text.replaceAll('\n', '⏎').replaceAll('|', '\\|');
  if (!line) return '(nothing)';
  return line.includes('`') ? `\`\`\`\` ${line} \`\`\`\`` : `\`${line}\``;
}

const peers = await renderByPeers();
const rows = await inPage('test/bench/pages/markdown-shown.ts', ({ page }) =>
  page.evaluate((all, html) => (globalThis as unknown as { table: (all: string[], html: string[][]) => Promise<string[][]> }).table(all, html), texts, peers),
);
const lines = decisions.flatMap(([kind, ...each]) =>
  each.map((text, index) => `| ${[index === 0 ? kind : '', ...[text, ...(rows[texts.indexOf(text)] ?? [])].map(cell)].join(' | ')} |`),
);
const { dependencies } = JSON.parse(readFileSync('test/bench/peers/package.json', 'utf8')) as { dependencies: Record<string, string> };
const version = (name: string): string => `${name} ${dependencies[name]}`;
const table = [
  `Their columns are what these packages render: ${version('streamdown')} (static), ${version('markdown-it')} (\`linkify\`, ${version('markdown-it-footnote')}, ${version('markdown-it-task-lists')}), and GitHub’s rules as ${version('remark-gfm')} reads them, with ${version('rehype-sanitize')} for HTML. \`npm run bench -- markdown-peers\` writes this table.`,
  '',
  '| kind | written | shown here | streamdown | markdown-it | GitHub’s rules |',
  '| --- | --- | --- | --- | --- | --- |',
  ...lines,
].join('\n');
const page = 'docs/markdown.md';
const [before = '', , after = ''] = readFileSync(page, 'utf8').split(/<!-- peers -->\n\n|\n\n<!-- end of peers -->/);
writeFileSync(page, `${before}<!-- peers -->\n\n${table}\n\n<!-- end of peers -->${after}`);
console.log(`${lines.length} rows are written into ${page}`);
