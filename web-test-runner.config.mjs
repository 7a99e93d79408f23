import { tsImport } from 'tsx/esm/api';

const { browserConfig } = await tsImport('./test/tools/browser-config.ts', import.meta.url);
const { wantedBrowsers } = await tsImport('./test/tools/browsers.ts', import.meta.url);
const { pageBundles } = await tsImport('./test/tools/page-bundles.ts', import.meta.url);

/** The browser tests for editors and for `npx web-test-runner`; `npm test` runs them with the same settings. */
export default browserConfig(wantedBrowsers(), ['test/**/*.test.ts', '!test/**/*.node.test.ts'], pageBundles().plugin);
