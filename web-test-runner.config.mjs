import { fileURLToPath } from 'node:url';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { tsImport } from 'tsx/esm/api';

const { wantedBrowsers } = await tsImport('./test/tools/browsers.ts', import.meta.url);
const { launcherFor } = await tsImport('./test/tools/launchers.ts', import.meta.url);

/** The relay and the simulator, for tests that want a server: they ask `/__backend` where it is. */
function backend() {
  let running;
  return {
    name: 'backend',
    async serverStart() {
      const { startBackend } = await tsImport('./demo/server/backend.ts', import.meta.url);
      running = await startBackend();
    },
    serve(context) {
      if (context.path === '/__backend') return { body: JSON.stringify({ origin: running.origin }), type: 'json' };
    },
    serverStop: () => running?.close(),
  };
}

/** Puts `strict-console.ts` before each test file; on its first line, so that no other line moves. */
function strictConsole() {
  return {
    name: 'strict-console',
    transform({ path, body }) {
      if (/^\/test\/.*\.test\.ts$/.test(path)) return `import '/test/support/strict-console.ts'; ${body}`;
    },
  };
}

/** @type {import('@web/test-runner').TestRunnerConfig} */
export default {
  files: ['test/**/*.test.ts', '!test/**/*.node.test.ts'],
  browsers: wantedBrowsers().map(launcherFor),
  // On two cores one page at a time in each of two browsers is as fast as more, and disturbs no timing.
  concurrency: 1,
  concurrentBrowsers: 2,
  nodeResolve: { exportConditions: ['development', 'browser'] },
  plugins: [
    backend(),
    strictConsole(),
    esbuildPlugin({
      ts: true,
      target: 'es2022',
      // The plugin does not follow `extends`.
      tsconfig: fileURLToPath(new URL('./.config/tsconfig.base.json', import.meta.url)),
    }),
  ],
  testFramework: { config: { timeout: 15_000 } },
  browserStartTimeout: 60_000,
  testsStartTimeout: 60_000,
  testsFinishTimeout: 180_000,
  filterBrowserLogs: ({ args }) => !/Lit is in dev mode|Multiple versions of Lit/.test(String(args[0])),
};
