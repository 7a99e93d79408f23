import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { coreMutants } from '../mutation/core-mutants.js';
import { pageMutants } from '../mutation/page-mutants.js';
import { relayMutants } from '../mutation/relay-mutants.js';

/* `npm run mutants` takes too long for each change: that each mutant has its place still, and its tests, is seen here. */

describe('Mutants', () => {
  for (const [name, mutants] of Object.entries({ coreMutants, pageMutants, relayMutants })) {
    test(`${name} have their places, once each, and their tests`, () => {
      const lost = mutants.filter(({ file, was }) => readFileSync(file, 'utf8').split(was).length !== 2);
      assert.deepEqual(lost.map(({ file, was }) => `${file}: ${was}`), []);
      const missing = mutants.flatMap(({ tests }) => tests).filter((each) => !existsSync(`test/${each}.node.test.ts`));
      assert.deepEqual([...new Set(missing)], []);
    });
  }
});
