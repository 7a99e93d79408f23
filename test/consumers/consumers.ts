import type { Front } from './front.js';
import { visitFocusTraps } from './visit-focus-traps.js';
import { visitNavigation } from './visit-navigation.js';

/** How an application is built, and what of it is visited. */
export interface Consumer {
  /** Its folder in `apps`. Several may share one. */
  readonly app: string;
  /** As it is named to a reader. */
  readonly title: string;
  /** Packages whose versions are told. */
  readonly of: readonly string[];
  /** Whether it is among those that CI runs. */
  readonly isQuick?: boolean;
  /** Whether it shows fenced blocks in the language `weather` by a component of its own. */
  readonly hasViews?: boolean;
  /** Scripts of its `package.json`, run in turn. */
  readonly scripts: readonly string[];
  /** A folder that any web server could serve; or a script that listens at `PORT`; or what README says; or nothing to visit. */
  readonly site?: { readonly folder: string } | { readonly script: string } | 'readme';
  /** What is done there. Default: somebody writes, is answered and talks. */
  readonly visit?: (front: Front) => Promise<void>;
  /** Whether the page has no more than the element: no property and no listener of its own. */
  readonly isBare?: boolean;
  /** Programs without which it is skipped. */
  readonly needs?: readonly string[];
}

/** Debian’s own, which brings WordPress; PHP needs its extension `mysqli`. */
const forWordPress = ['php', 'mariadbd', 'mariadb-install-db', 'apt-get', 'dpkg-deb'];

/** By the name that `npm run consumers` takes. */
export const consumers: Readonly<Record<string, Consumer>> = {
  plain: { app: 'plain', title: 'A plain page, with the folder `dist` copied', of: [], isQuick: true, hasViews: true, scripts: ['build'], site: { folder: 'public' } },
  embed: { app: 'embed', title: 'A plain page with `embed.js`', of: [], isQuick: true, scripts: ['build'], site: { folder: 'public' } },
  'quick-start': { app: 'quick-start', title: 'README’s quick start, word for word', of: [], isQuick: true, isBare: true, scripts: [], site: 'readme', needs: ['openssl'] },
  types: {
    app: 'types',
    title: 'Types: React 18 and 19, Preact, Solid, Vue, Svelte, Angular (`strictTemplates`)',
    of: ['typescript', '@types/react', 'preact', 'solid-js', 'vue', 'vue-tsc', 'svelte', 'svelte-check', '@angular/core'],
    isQuick: true,
    scripts: ['check'],
  },
  webpack: { app: 'webpack', title: 'webpack', of: ['webpack'], isQuick: true, scripts: ['build'], site: { folder: 'dist' } },
  'vite-dev': { app: 'vite', title: 'Vite, while developing', of: ['vite'], isQuick: true, scripts: [], site: { script: 'dev' } },
  vite: { app: 'vite', title: 'Vite', of: ['vite'], scripts: ['build'], site: { folder: 'dist' } },
  'vite7-dev': { app: 'vite7', title: 'Vite 7, while developing', of: ['vite'], scripts: [], site: { script: 'dev' } },
  vite7: { app: 'vite7', title: 'Vite 7', of: ['vite'], scripts: ['build'], site: { folder: 'dist' } },
  parcel: { app: 'parcel', title: 'Parcel', of: ['parcel'], scripts: ['build'], site: { folder: 'dist' } },
  esbuild: { app: 'bundlers', title: 'esbuild, with the files for voice copied', of: ['esbuild'], scripts: ['esbuild'], site: { folder: 'dist/esbuild' } },
  rollup: { app: 'bundlers', title: 'Rollup, with the files for voice copied', of: ['rollup'], scripts: ['rollup'], site: { folder: 'dist/rollup' } },
  rolldown: { app: 'bundlers', title: 'Rolldown, with the files for voice copied', of: ['rolldown'], scripts: ['rolldown'], site: { folder: 'dist/rolldown' } },
  bun: { app: 'bundlers', title: 'Bun, with the files for voice copied', of: ['bun'], scripts: ['bun'], site: { folder: 'dist/bun' } },
  rspack: { app: 'rspack', title: 'Rspack', of: ['@rspack/core'], scripts: ['build'], site: { folder: 'dist' } },
  federation: { app: 'federation', title: 'Module federation: the widget comes from another build of webpack', of: ['webpack'], scripts: ['build'], site: { folder: 'dist' } },
  'import-map': { app: 'import-map', title: 'No bundler: `lib` and its packages by an import map', of: ['lit', 'idb-keyval'], scripts: ['build'], site: { folder: 'public' } },
  lit: { app: 'lit', title: 'Lit, rendered on a server and hydrated', of: ['lit', '@lit-labs/ssr', 'vite'], scripts: ['build'], site: { folder: 'dist' } },
  react: { app: 'react', title: 'React', of: ['react', 'vite'], hasViews: true, scripts: ['build'], site: { folder: 'dist' } },
  react18: { app: 'react18', title: 'React 18', of: ['react', 'vite'], scripts: ['build'], site: { folder: 'dist' } },
  next: { app: 'next', title: 'Next.js, imported by a server component', of: ['next', 'react'], scripts: ['build'], site: { script: 'start' } },
  preact: { app: 'preact', title: 'Preact', of: ['preact', 'vite'], scripts: ['build'], site: { folder: 'dist' } },
  solid: { app: 'solid', title: 'Solid', of: ['solid-js', 'vite'], scripts: ['build'], site: { folder: 'dist' } },
  vue: { app: 'vue', title: 'Vue', of: ['vue', 'vite'], hasViews: true, scripts: ['build'], site: { folder: 'dist' } },
  nuxt: { app: 'nuxt', title: 'Nuxt', of: ['nuxt', 'vue'], scripts: ['build'], site: { script: 'start' } },
  svelte: { app: 'svelte', title: 'Svelte', of: ['svelte', 'vite'], scripts: ['build'], site: { folder: 'dist' } },
  sveltekit: { app: 'sveltekit', title: 'SvelteKit', of: ['@sveltejs/kit', 'svelte'], scripts: ['build'], site: { script: 'start' } },
  angular: { app: 'angular', title: 'Angular, with the files for voice copied', of: ['@angular/core', '@angular/build'], scripts: ['build'], site: { folder: 'dist/app/browser' } },
  'focus-traps': {
    app: 'focus-traps',
    title: 'Modal dialogs that keep the focus: Bootstrap, focus-trap, Radix, MUI',
    of: ['bootstrap', 'focus-trap', '@radix-ui/react-dialog', '@mui/material'],
    scripts: ['build'],
    site: { folder: 'public' },
    visit: visitFocusTraps,
  },
  navigation: {
    app: 'navigation',
    title: 'Pages that are replaced, morphed or dragged about, with a draft and with a call: Turbo (permanent, morphing, `embed.js` in head and body), htmx, Idiomorph, morphdom, SortableJS, HTML drag and drop; `embed.js` as a module',
    of: ['@hotwired/turbo', 'htmx.org', 'idiomorph', 'morphdom', 'sortablejs'],
    scripts: ['build'],
    site: { folder: 'public' },
    visit: visitNavigation,
  },
  prototype: { app: 'prototype', title: 'A page with Prototype.js 1.7.3, and what 1.6 did to lists', of: [], scripts: ['build'], site: { folder: 'public' }, needs: ['apt-get', 'dpkg-deb'] },
  astro: { app: 'astro', title: 'Astro', of: ['astro'], scripts: ['build'], site: { folder: 'dist' } },
  wordpress61: { app: 'wordpress', title: 'WordPress 6.1, with the plugin of the docs; who can save what', of: [], scripts: ['check-old'], site: { script: 'start-old' }, needs: forWordPress },
  wordpress: { app: 'wordpress', title: 'WordPress 7.1, with the plugin of the docs; who can save what', of: [], scripts: ['check'], site: { script: 'start' }, needs: forWordPress },
  'wordpress-optimised': { app: 'wordpress', title: 'WordPress 7.1, with a stand-in for plugins that combine and delay scripts', of: [], scripts: [], site: { script: 'start-optimised' }, needs: forWordPress },
};
