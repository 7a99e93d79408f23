import { measureInPage } from './in-page.js';

/* What a token costs in a short message and in a long one. */
console.table(await measureInPage('test/bench/pages/markdown.ts'));
