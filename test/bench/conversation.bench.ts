import { measureInPage } from './in-page.js';

/* What a long conversation costs: to open, to type in, and for each token of a reply. */
console.table(await measureInPage('test/bench/pages/conversation.ts'));
