import { spawn } from 'node:child_process';
import { bundleForNode, type Change } from '../tools/node-bundles.js';
import { nodeOptions } from '../tools/suite-process.js';

/** How a test file ended. */
export type Result = 'passed' | 'failed' | 'timed out';

/** Longer than any of the files takes, in ms. */
const timeoutMs = 120_000;
/** Of what is random, as much as it takes, and the same each time. */
const environment = { ...process.env, FUZZ_RUNS: '200', FUZZ_SEED: '17', STORMS: '2000', ROUNDS: '3' };

/**
 * Runs a test file until one test fails: the first is enough. What is changed is so in its bundle alone, and no process
 * stands between, so that it begins at once and several run side by side.
 *
 * @param name from `test/`, without its ending
 * @throws {Error} where it cannot be bundled
 */
export async function runTestFile(name: string, change?: Change): Promise<Result> {
  const file = `test/${name}.node.test.ts`;
  const bundles = await bundleForNode([file], change);
  if (!bundles) throw new Error(`${file} cannot be bundled`);
  const child = spawn(process.execPath, [...nodeOptions, '--test-reporter=tap', bundles.pathOf(file)], { stdio: ['ignore', 'pipe', 'ignore'], env: environment, detached: true });
  const end = (): void => {
    try {
      // With what it has started.
      process.kill(-child.pid!, 'SIGKILL');
    } catch {
      // It has ended already.
    }
  };
  const endOnExit = (): void => {
    end();
    bundles.remove();
  };
  process.once('exit', endOnExit);
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    end();
  }, timeoutMs);
  let heard = '';
  let hasFailed = false;
  child.stdout.on('data', (data) => {
    heard += String(data);
    if (!/^ *not ok /m.test(heard)) return;
    hasFailed = true;
    end();
  });
  const status = await new Promise((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  process.off('exit', endOnExit);
  bundles.remove();
  if (hasFailed) return 'failed';
  if (isLate) return 'timed out';
  return status === 0 ? 'passed' : 'failed';
}
