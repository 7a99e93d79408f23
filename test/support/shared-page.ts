import '@open-wc/testing';
import './strict-console.js';
import './stage.js';
import { differences, readPage, watchPage, type PageState } from './page-state.js';
import { until } from './until.js';

/*
 * Several test files in one page, one after the other: a suite each, by the file's path. Whoever leaves something behind
 * that the next one could meet has failed.
 */

/** @param files what runs each of them, by its path */
export function runFiles(files: Readonly<Record<string, () => void>>): void {
  let found: PageState;
  watchPage();
  for (const [file, load] of Object.entries(files)) {
    describe(file, () => {
      before(async () => {
        found = await readPage();
      });
      describe('', load);
      describe('', () => {
        it('leaves the page as it was', async function () {
          this.timeout(15_000);
          let left: string[] = [];
          await until(async () => (left = differences(found, await readPage())).length === 0).catch(() => {
            throw new Error(`${file} leaves in its page: ${left.slice(0, 20).join('; ')}. It needs one of its own: see test/tools/browser-pages.ts.`);
          });
        });
      });
    });
  }
}
