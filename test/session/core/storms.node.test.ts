import { describe, test } from 'node:test';
import { assert as assertProperty, property } from 'fast-check';
import { play, storms, type Storm, type Totals } from './storm.js';

/*
 * The session's core in storms: whatever people, networks, servers and browsers do, in any order, what is promised holds.
 * A storm that breaks it is shrunk and printed with its seed; it is played again by
 *
 *   SEED=1 STORMS=1000 npm test -- --only node test/session/core/storms
 *   STORM='{…}' npm test -- --only node test/session/core/storms
 */

const seed = Number(process.env['SEED'] ?? 20_261);
const numRuns = Number(process.env['STORMS'] ?? 30_000);
const given = process.env['STORM'];

describe('Storms', () => {
  test(`${numRuns} of seed ${seed}: nothing is lost, doubled, sent unkept or unallowed, or answered by another's answer`, { timeout: 170_000 }, () => {
    const totals: Totals = { steps: 0, typed: 0, answered: 0, failed: 0 };
    if (given !== undefined) return play(JSON.parse(given) as Storm, totals);
    const start = performance.now();
    assertProperty(property(storms, (storm) => play(storm, totals)), { seed, numRuns, includeErrorInReport: true });
    console.log(`${numRuns} storms of seed ${seed} in ${((performance.now() - start) / 1000).toFixed(1)} s, ${JSON.stringify(totals)}`);
  });
});
