import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';

/* The threat model names a test for what holds each threat; those tests are there. */

const endings = ['.node.test.ts', '.test.ts', '.e2e.ts', '.check.ts'];

describe('The threat model', () => {
  const rows = readFileSync('docs/threat-model.md', 'utf8').split('\n').filter((line) => /^\| .* \| .* \| .*\|$/.test(line) && !/^\| (threat|---)/.test(line));

  test('names tests that there are', () => {
    const named = rows.flatMap((row) => [...row.split('|').at(-2)!.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));
    assert.ok(named.length > 60, `${named.length} are named`);
    const missing = named.filter((name) => (name.startsWith('npm run bench -- ') ? !existsSync(`test/bench/${name.slice(17)}.bench.ts`) : name === '.ci/run' ? !existsSync(name) : !endings.some((ending) => existsSync(`test/${name}${ending}`))));
    assert.deepEqual(missing, []);
  });

  test('says of each part who is not trusted there, and has a row for it', () => {
    const sections = readFileSync('docs/threat-model.md', 'utf8').split('\n## ').slice(1);
    assert.equal(sections.length, 7);
    for (const section of sections) assert.ok(section.split('\n').filter((line) => line.startsWith('| ')).length > 3, section.split('\n')[0]);
  });
});
