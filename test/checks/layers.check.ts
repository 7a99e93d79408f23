import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { filesUnder } from '../tools/files.js';
import { importsOf, violations } from './layers.js';
import { rings } from './rings.js';

describe('Imports go one way', () => {
  test('in src and demo', () => {
    const paths = [...filesUnder('src'), ...filesUnder('demo')].filter((path) => /\.tsx?$/.test(path));
    assert.ok(paths.length > 50, 'the sources are found');
    assert.deepEqual(violations(new Map(paths.map((path) => [path, readFileSync(path, 'utf8')]))), []);
  });

  test('and no file leads back to itself, by types or by what is loaded later either', () => {
    const paths = filesUnder('src').filter((path) => /\.tsx?$/.test(path));
    const found = rings(new Map(paths.map((path) => [path, readFileSync(path, 'utf8')])));
    assert.deepEqual(found, []);
  });

  test('not: a ring of a type, something loaded later, and a value', () => {
    const files = new Map([
      ['src/session/a.ts', `import type { B } from './b.js';`],
      ['src/session/b.ts', `const { c } = await import('./c.js');`],
      ['src/session/c.ts', `import { a } from './a.js';\nimport { d } from './d.js';`],
      ['src/session/d.ts', 'export const d = 1;'],
    ]);
    assert.deepEqual(rings(files), [['src/session/a.ts', 'src/session/b.ts', 'src/session/c.ts']]);
  });

  const forbidden: ReadonlyArray<readonly [path: string, source: string, complaint: RegExp]> = [
    ['src/base/a.ts', `import { x } from '../protocol/x.js';`, /base does not know protocol/],
    ['src/base/a.ts', `import type { X } from '../protocol/x.js';`, /base does not know protocol/],
    ['src/base/a.ts', `export {\n  x,\n  y,\n} from '../ui/x.js';`, /base does not know ui/],
    ['src/conversation/a.ts', `import { x } from '../transport/x.js';`, /conversation does not know transport/],
    ['src/session/a.ts', `import { x } from '../ui/x.js';`, /session does not know ui/],
    ['src/session/a.ts', `const { x } = await import('../ui/x.js');`, /session does not know ui/],
    ['src/session/a.ts', `import { x } from '../audio/x.js';`, /audio is loaded when it is needed/],
    ['src/session/core/a.ts', `import type { X } from '../host.js';`, /the core decides/],
    ['src/session/core/a.ts', `import { x } from '../../transport/x.js';`, /the core decides/],
    ['src/ui/a.ts', `import { x } from '../storage/x.js';`, /ui does not know storage/],
    ['src/ui/deep/a.ts', `import '../../audio/x.js';`, /ui does not know audio/],
    ['src/storage/a.ts', `import { x } from '../conversation/x.js';`, /only types of conversation/],
    ['src/relay/a.ts', `import { x } from '../transport/x.js';`, /relay does not know transport/],
    ['src/index.ts', `export { x } from './storage/x.js';`, /an entry point does not know storage/],
    ['src/session/a.ts', `import { x } from '../index.js';`, /outside src, or an entry point/],
    ['src/session/a.ts', `import { LitElement } from 'lit';`, /its home is elsewhere/],
    ['src/transport/a.ts', `import { get } from 'idb-keyval';`, /its home is elsewhere/],
    ['src/base/a.ts', `import { readFile } from 'node:fs/promises';`, /its home is elsewhere/],
    ['src/ui/a.ts', `import { marked } from 'marked';`, /no folder is its home/],
    ['demo/simulator/a.ts', `import { x } from '../../src/session/x.js';`, /the demo does not know session/],
    ['src/index.ts', `export { x } from './ui/x.js';\nconst y = 1;`, /does more than to export/],
    ['src/define.ts', '\n'.repeat(70), /an entry point holds no logic/],
  ];
  for (const [path, source, complaint] of forbidden) {
    test(`not: ${path}: ${source.trim().slice(0, 60)}`, () => {
      const found = violations(new Map([[path, source]]));
      assert.equal(found.length, 1, found.join('\n'));
      assert.match(found[0] ?? '', complaint);
    });
  }

  test('not: Lit behind src/headless.ts', () => {
    const files = new Map([
      ['src/headless.ts', `export { x } from './session/x.js';`],
      ['src/session/x.ts', `export { x } from './y.js';`],
      ['src/session/y.ts', `import { html } from 'lit';`],
    ]);
    assert.match(violations(files).join('\n'), /headless\.ts leads to lit, by src\/session\/y\.ts/);
  });

  const allowed: ReadonlyArray<readonly [path: string, source: string]> = [
    ['src/session/a.ts', `const { x } = await import('../audio/x.js');`],
    ['src/session/a.ts', `import type { X } from '../audio/x.js';`],
    ['src/storage/a.ts', `import type { X } from '../conversation/x.js';`],
    ['src/ui/a.ts', `import { html } from 'lit';\nimport { x } from '../session/x.js';`],
    ['src/session/core/a.ts', `import { x } from '../../conversation/x.js';\nimport { y } from './y.js';`],
    ['src/base/a.ts', `// import { x } from '../ui/x.js';\n/* import '../ui/x.js'; */`],
  ];
  for (const [path, source] of allowed) {
    test(`but: ${path}: ${source.slice(0, 60)}`, () => assert.deepEqual(violations(new Map([[path, source]])), []));
  }

  test('are all seen', () => {
    const source = `import a, { type B } from 'one';\nimport type { C } from 'two';\nimport 'three';\nexport * from 'four';
      export type { D } from 'five';\nconst e = import('six');\ntype F = typeof import('seven');\nlet g: import('eight').G;`;
    assert.deepEqual(
      importsOf(source).map(({ specifier, isType }) => `${specifier}${isType ? ' (type)' : ''}`),
      ['one', 'two (type)', 'three', 'four', 'five (type)', 'six', 'seven (type)', 'eight (type)'],
    );
  });
});
