import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/* Gathers the pages of the site: the README, and `docs`. What they link to besides is in the repository. */

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const pages = at('.pages/');
const { repository } = JSON.parse(readFileSync(at('../../package.json'), 'utf8'));
const source = `${repository.url.replace(/^git\+|\.git$/g, '')}/blob/main/`;

rmSync(pages, { recursive: true, force: true });
mkdirSync(pages, { recursive: true });
for (const name of readdirSync(at('..')).filter((file) => file.endsWith('.md'))) {
  writeFileSync(`${pages}${name}`, linked(readFileSync(at(`../${name}`), 'utf8'), 'docs/'));
}
writeFileSync(`${pages}index.md`, linked(readFileSync(at('../../README.md'), 'utf8'), ''));
cpSync(at('../../llms.txt'), `${pages}public/llms.txt`);

/** @param from the folder that a page is in, seen from the repository's root */
function linked(text, from) {
  return text.replaceAll(/\]\((?![a-z]+:|#)([^)#\s]+)(#[^)]*)?\)/g, (_all, link, anchor = '') => {
    const path = new URL(link, `file:///${from}`).pathname.slice(1);
    const page = /^docs\/([\w-]+)\.md$/.exec(path)?.[1];
    if (page !== undefined) return `](/${page}${anchor})`;
    return path === 'README.md' ? `](/${anchor})` : `](${source}${path}${anchor})`;
  });
}
