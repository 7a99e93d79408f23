import { resolve } from 'node:path';
import type { TestRunnerConfig, TestRunnerPlugin } from '@web/test-runner';
import { startBackend, type Backend } from '../../demo/server/backend.js';
import type { BrowserName } from './browsers.js';
import { launcherFor } from './launchers.js';

/** The relay and the simulator, for tests that want a server: they ask `/__backend` where it is. */
function backend(): TestRunnerPlugin {
  let running: Backend | undefined;
  return {
    name: 'backend',
    async serverStart() {
      running = await startBackend();
    },
    serve: ({ path }) => (path === '/__backend' ? { body: JSON.stringify({ origin: running?.origin, races: { count: Number(process.env['RACES'] ?? 1), seed: Number(process.env['RACES_SEED'] ?? 20_261) } }), type: 'json' } : undefined),
    serverStop: () => running?.close(),
  };
}

/** How the browser tests are run, in each of these browsers. */
export function browserConfig(browsers: readonly BrowserName[], files: readonly string[], bundles: TestRunnerPlugin): TestRunnerConfig {
  return {
    files: [...files],
    rootDir: resolve('.'),
    browsers: browsers.map(launcherFor),
    // One page at a time in each, and all of them at once: one alone, at the end, would leave a core with nothing to do.
    concurrency: 1,
    concurrentBrowsers: 3,
    nodeResolve: false,
    plugins: [backend(), bundles],
    testFramework: { config: { timeout: 15_000 } },
    browserStartTimeout: 60_000,
    testsStartTimeout: 60_000,
    testsFinishTimeout: 240_000,
    filterBrowserLogs: ({ args }) => !/Lit is in dev mode|Multiple versions of Lit/.test(String(args[0])),
  };
}
