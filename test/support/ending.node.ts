import { after } from 'node:test';

/*
 * Every test file of Node's imports this first (see tools/node-bundles.ts). What a test leaves open, as one that failed in
 * its midst does, keeps the file's process alive: without an end to that the others wait for it until the file's limit.
 */

/** After the last test, in ms: on a busy machine a browser takes its time to close. */
const patienceMs = 60_000;

after(() => {
  const end = (): void => {
    console.error(`The tests are done, and something is still open: ${process.getActiveResourcesInfo().join(', ')}`);
    process.exit(1);
  };
  setTimeout(end, Number(process.env['TEST_ENDING_MS'] ?? patienceMs)).unref();
});
