import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AgentError } from '../../src/base/errors.js';
import { loadOnce } from '../../src/base/load-once.js';

test('Code is loaded once, and asked for again where it could not be had', async () => {
  const asked: string[] = [];
  const load = loadOnce(async (address: string) => {
    asked.push(address);
    if (asked.length === 1) throw new TypeError('Failed to fetch');
    return asked.length;
  });
  const failed = await Promise.allSettled([load('one'), load('two')]);
  assert.deepEqual(failed.map(({ status }) => status), ['rejected', 'rejected']);
  assert.deepEqual(failed.map((each) => each.status === 'rejected' && each.reason instanceof AgentError && each.reason.code), ['connection', 'connection']);
  assert.deepEqual(await Promise.all([load('three'), load('four')]), [2, 2]);
  assert.deepEqual(asked, ['one', 'three']);
});
