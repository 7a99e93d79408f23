import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';

interface PackageJson {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

interface Lock {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

interface LockedPackage {
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

describe('What is installed', () => {
  test('is one version of each package', () => {
    const { dependencies, devDependencies } = read('package.json') as PackageJson;
    const ranges = Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
    );
    assert.deepEqual(ranges, []);
  });

  test('is known by its content, wherever it comes from', () => {
    const { packages } = read('package-lock.json') as Lock;
    const installed = Object.entries(packages).filter(([path]) => path !== '');
    assert.ok(installed.length > 100);
    assert.deepEqual(installed.filter(([, { resolved }]) => resolved !== undefined), []);
    assert.deepEqual(installed.filter(([, { integrity, link }]) => !integrity && !link).map(([path]) => path), []);
  });

  test('is known for every system', () => {
    // npm leaves out what it could not get for another system, and `npm ci` then refuses to install at all.
    const { packages } = read('package-lock.json') as Lock;
    const names = new Set(Object.keys(packages).map((path) => path.split('node_modules/').at(-1)));
    const optional = Object.values(packages).flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies));
    assert.deepEqual(optional.filter((name) => !names.has(name)), []);
  });

  test('is nowhere tied to one registry', () => {
    const host = /registry\.(npmjs|yarnpkg)\.|\/\/[^/\s]*(artifactory|nexus|verdaccio)|_authToken/i;
    const tracked = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' }).split('\0');
    const others = tracked.filter((path) => path !== '' && path !== 'test/checks/versions.check.ts');
    assert.deepEqual(others.filter((path) => host.test(contentOf(path))), []);
  });
});

/** A file that was just deleted is still listed. */
function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
