import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { faultsOf, nextVersion, notesOf, releasedChangelog } from '../../.config/changelog.js';

const log = `# Changelog

## [Unreleased]

### Added

- A door.

## [0.1.0] - 2026-01-31

### Added

- A house.
`;

describe('The change log', () => {
  test('has its form', () => assert.deepEqual(faultsOf(readFileSync('CHANGELOG.md', 'utf8')), []));

  test('is told what is wrong with its form', () => {
    assert.deepEqual(faultsOf(log), []);
    assert.match(faultsOf(log.replace('[Unreleased]', 'Next')).join(), /first section is \[Unreleased\]/);
    assert.match(faultsOf(log.replace('2026-01-31', 'in January')).join(), /\[version\] - date/);
    assert.match(faultsOf(log.replace('### Added\n\n- A door', '### News\n\n- A door')).join(), /News is none of/);
    assert.match(faultsOf(log.replace('### Added\n\n- A door', '- A door')).join(), /a change stands under/);
    assert.match(faultsOf(log.replace('- A door.', '- A door.\n\n### Added\n\n- A lock.')).join(), /Added is there twice/);
  });

  test('gives a release what was unreleased, and nothing to the next', () => {
    const released = releasedChangelog(log, '0.2.0', '2026-02-28');
    assert(released);
    assert.deepEqual(faultsOf(released), []);
    assert.equal(notesOf(released, '0.2.0'), '### Added\n\n- A door.');
    assert.equal(notesOf(released, '0.1.0'), '### Added\n\n- A house.');
    assert.equal(releasedChangelog(released, '0.3.0', '2026-03-31'), undefined);
  });

  test('counts versions', () => {
    const wanted = [undefined, 'patch', 'minor', 'major', '2.0.0-beta.1', 'large'];
    assert.deepEqual(wanted.map((one) => nextVersion('1.2.3', one)), ['1.2.3', '1.2.4', '1.3.0', '2.0.0', '2.0.0-beta.1', undefined]);
  });
});
