import '@lit-labs/ssr/lib/install-global-dom-shim.js';
import { writeFileSync } from 'node:fs';
import { render } from '@lit-labs/ssr';
import { collectResult } from '@lit-labs/ssr/lib/render-result.js';
import { page } from './page.js';

const content = await collectResult(render(page(() => undefined)));
writeFileSync(
  'index.html',
  `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8" /><title>Lit</title></head>
  <body>
    <p id="said"></p>
    <main>${content}</main>
    <script type="module" src="/client.js"></script>
  </body>
</html>
`,
);
