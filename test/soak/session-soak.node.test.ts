import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { maximumConversations } from '../../src/storage/conversation-record.js';
import { growth, soakSession } from './session-soak.js';

/* An hour's use of a session, squeezed: a small share of it as a test, all of it by `npm run soak`. */

const share = Number(process.env['SOAK'] ?? 0.08);

describe('A session that is used for long', () => {
  test('holds no more than in the beginning', { timeout: 3_600_000 }, async () => {
    const size = { messages: Math.round(10_000 * share), calls: Math.round(200 * share), reconnects: Math.round(500 * share) };
    const samples = await soakSession(size, 5);
    // What comes before the first sample is there to warm up.
    const [heap, stored] = [growth(samples, (sample) => sample.heap), growth(samples, (sample) => sample.stored + 1)];
    console.log(JSON.stringify(size), `heap ${(heap * 100).toFixed(1)} %`, JSON.stringify(samples.map((sample) => Math.round(sample.heap / 1024))));
    assert.equal(samples.at(-1)!.answered, size.messages, 'all were answered');
    assert.ok(heap <= 0.05, `the heap grew by ${heap}`);
    assert.ok(stored <= 0.05, `what is stored grew by ${stored}`);
    for (const { listed } of samples) assert.ok(listed <= maximumConversations, `${listed} conversations are listed`);
    for (const { timers, openSockets, openContexts, openCalls, heldCalls } of samples) assert.ok(timers <= 2 && openSockets <= 1 && openContexts === 0 && openCalls === 0 && heldCalls <= 1, JSON.stringify(samples));
  });
});
