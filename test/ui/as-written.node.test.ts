import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AsWritten } from '../../src/ui/extensions/mask/as-written.js';

const session = { name: 'one' };

describe('What is to be sent as it is written', () => {
  test('is the next message, once, and that message when it is sent once more', () => {
    const wanted = new AsWritten();
    assert.equal(wanted.begin(session, false)('4111'), false);
    wanted.allow('4111', session);
    assert.equal(wanted.begin(session, true)('4111'), false, 'what was masked before is not meant');
    assert.equal(wanted.begin(session, false)('4111'), true);
    assert.equal(wanted.begin(session, false)('4111'), false, 'that was for once');
    assert.equal(wanted.begin(session, true)('4111'), true);
    assert.equal(wanted.begin(session, true)('5555'), false);
  });

  test('is no other text, and not what comes after another one', () => {
    const wanted = new AsWritten();
    wanted.allow('4111', session);
    assert.equal(wanted.begin(session, false)('5555'), false);
    assert.equal(wanted.begin(session, false)('4111'), false);
    assert.equal(wanted.begin(session, true)('4111'), false, 'it was never sent so');
  });

  test('is nobody else’s wish', () => {
    const wanted = new AsWritten();
    wanted.allow('4111', session);
    assert.equal(wanted.begin({ name: 'two' }, false)('4111'), false);
    wanted.allow('4111', session);
    assert.equal(wanted.begin(session, false)('4111'), true);
    assert.equal(wanted.begin({ name: 'two' }, true)('4111'), false);
    assert.equal(wanted.begin(session, true)('4111'), false);
  });
});
