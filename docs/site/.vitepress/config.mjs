import { readdirSync } from 'node:fs';
import { defineConfig } from 'vitepress';

const page = (text, name) => ({ text, link: `/${name}` });
const there = new Set(readdirSync(new URL('../.pages', import.meta.url)).map((file) => file.replace(/^index|\.md$/g, '')));

const sections = [
  {
    text: 'On a page',
    items: [
      page('Start', ''),
      page('Frameworks and bundlers', 'frameworks'),
      page('Serving the files', 'hosting'),
      page('WordPress', 'wordpress'),
      page('Talking', 'voice'),
      page('Audio files', 'audio-files'),
      page('Views in replies', 'views'),
      page('Actions on the page', 'actions'),
      page('Measuring', 'measuring'),
      page('Recipes', 'recipes'),
      page('What you see, why, what to do', 'troubles'),
    ],
  },
  {
    text: 'Reference',
    items: [
      page('Attributes, events, methods …', 'reference'),
      page('Errors by code', 'errors'),
      page('What replies may hold', 'markdown'),
      page('Privacy', 'privacy'),
      page('Tried with', 'consumers'),
    ],
  },
  {
    text: 'The relay',
    items: [
      page('Running it', 'relay'),
      page('A token endpoint in another language', 'token-endpoint'),
      page('Threat model', 'threat-model'),
    ],
  },
].map(({ text, items }) => ({ text, items: items.filter(({ link }) => there.has(link.slice(1))) }));
/** A page that nobody has found a place for yet is to be found all the same. */
const placed = new Set(sections.flatMap(({ items }) => items.map(({ link }) => link.slice(1))));
const others = [...there].filter((name) => name !== 'public' && !placed.has(name)).map((name) => page(name, name));

export default defineConfig({
  title: 'autessa-agent',
  description: 'A custom element that puts an Autessa AI agent on any web page.',
  srcDir: '.pages',
  outDir: 'dist',
  cleanUrls: true,
  ignoreDeadLinks: ['http://localhost:8080'],
  // There is no icon, and none is asked for.
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  // As GitHub names them: the same links hold there and here.
  markdown: { anchor: { slugify: (text) => text.trim().toLowerCase().replaceAll(/[^\p{L}\p{N}_\s-]/gu, '').replaceAll(/\s/g, '-') } },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    sidebar: others.length > 0 ? [...sections, { text: 'More', items: others }] : sections,
  },
});
